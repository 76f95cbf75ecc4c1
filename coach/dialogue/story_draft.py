"""Drafts a story from a reflection: its author's sentences, sorted by rule.

The model is asked for what rules cannot do, by number: which of several sentences is the lesson,
and which says when it works. It words nothing (docs/stories.md has the figures).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from coach.dialogue.asking import Asking
from coach.dialogue.screen import screen
from coach.dialogue.story_choice import Chooser
from coach.dialogue.story_own import own_words
from coach.domain.conversation import CRISES, ScreenResult
from coach.domain.reflection import ReflectionStep
from coach.domain.story import StoryPart
from coach.llm.ports import CancelFlag, ChatModel
from coach.llm.prompts import Prompt

Progress = Callable[[int, int], None]

_NOT_ASKED: Final = CRISES | {ScreenResult.INJECTION}


def _quiet(done: int, total: int) -> None:
    """Tell nobody."""


class StoryDrafter:
    """Asks the model in the lane "distil", at most once a story. Threads may share it."""

    def __init__(self, model: ChatModel, prompts: Mapping[str, Prompt]) -> None:
        self._model = model
        self._chooser = Chooser(model, prompts)
        self._asking = Asking()

    @property
    def is_asking(self) -> bool:
        """Whether somebody waits for a draft: what can wait gives way to it."""
        return bool(self._asking)

    def draft(
        self,
        reflection_texts: Mapping[ReflectionStep, str],
        commitment: str,
        cancelled: CancelFlag | None = None,
        progress: Progress = _quiet,
    ) -> dict[StoryPart, str]:
        """Return the parts that have something in them, in their order, at most 300 words.

        `commitment`: the sentence that was practised, empty for none. Rules choose without a model,
        where it does not answer, in a crisis, and where a text gives it orders. Raises Cancelled.
        `progress` is told how many steps are done, and of how many.
        """
        own = own_words(reflection_texts, commitment)
        lesson, works_when = own.first_choice()
        progress(0, 1)
        if self._may_ask([commitment, *reflection_texts.values()]):
            with self._asking.waited_for():
                flag = cancelled or threading.Event()
                lesson, works_when = self._chooser.choose(own, commitment, flag)
        progress(1, 1)
        return own.drafted(title=own.title, lesson=lesson, works_when=works_when)

    def _may_ask(self, texts: Sequence[str]) -> bool:
        return self._model.status().kind != "none" and screen("\n".join(texts)) not in _NOT_ASKED
