"""Drafts a story from a reflection: its author's sentences, sorted by rule.

The model is asked for what rules cannot do: which of several sentences is the lesson and which says
when it works, by number; and a title or lesson in the author's words where no sentence is one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from coach.dialogue.screen import screen
from coach.dialogue.sentences import sentences
from coach.dialogue.story_choice import Chooser
from coach.dialogue.story_own import OwnWords, own_words
from coach.dialogue.story_wording import Worder
from coach.domain.conversation import CRISES, ScreenResult
from coach.domain.reflection import STEP_ORDER, ReflectionStep
from coach.domain.story import StoryPart
from coach.llm.ports import CancelFlag, ChatModel
from coach.llm.prompts import Prompt

Progress = Callable[[int, int], None]

_NOT_ASKED: Final = CRISES | {ScreenResult.INJECTION}


def _quiet(done: int, total: int) -> None:
    """Tell nobody."""


class StoryDrafter:
    """Asks the model in the lane "distil", at most three times a story. Threads may share it."""

    def __init__(self, model: ChatModel, prompts: Mapping[str, Prompt]) -> None:
        self._model = model
        self._chooser = Chooser(model, prompts)
        self._worder = Worder(model, prompts)
        self._asking = 0
        self._lock = threading.Lock()

    @property
    def is_asking(self) -> bool:
        """Whether somebody waits for a draft: what can wait gives way to it."""
        return self._asking > 0

    def draft(
        self,
        reflection_texts: Mapping[ReflectionStep, str],
        commitment: str,
        cancelled: CancelFlag | None = None,
        progress: Progress = _quiet,
    ) -> dict[StoryPart, str]:
        """Return the parts that have something in them, in their order, at most 300 words.

        `commitment`: the sentence that was practised, empty for none. What only a model could fill
        stays empty without one, where it does not answer, and where what it says is not the
        author's; in a crisis, and where a text gives it orders, it is not asked. Raises Cancelled.
        `progress` is told how many of the two steps are done: choosing, wording.
        """
        own = own_words(reflection_texts, commitment)
        lesson, works_when = own.first_choice()
        worded: Mapping[StoryPart, str] = {}
        flag = cancelled or threading.Event()
        progress(0, 2)
        if self._may_ask([commitment, *reflection_texts.values()]):
            with self._waited_for():
                lesson, works_when = self._chooser.choose(own, commitment, flag)
                progress(1, 2)
                worded = self._worded(own, reflection_texts, commitment, flag)
        progress(2, 2)
        return own.drafted(
            title=own.title or worded.get(StoryPart.TITLE, ""),
            lesson=lesson or worded.get(StoryPart.LESSON, ""),
            works_when=works_when,
        )

    def _worded(
        self,
        own: OwnWords,
        texts: Mapping[ReflectionStep, str],
        commitment: str,
        cancelled: CancelFlag,
    ) -> Mapping[StoryPart, str]:
        missing = {StoryPart.TITLE: own.title, StoryPart.LESSON: "".join(own.lessons)}
        parts = [part for part, there in missing.items() if not there]
        steps = [texts.get(step, "") for step in STEP_ORDER if step is not ReflectionStep.FELT]
        said = [sentence for text in (commitment, *steps) for sentence in sentences(text)]
        return self._worder.word(parts, said, cancelled) if parts and said else {}

    def _may_ask(self, texts: Sequence[str]) -> bool:
        return self._model.status().kind != "none" and screen("\n".join(texts)) not in _NOT_ASKED

    @contextmanager
    def _waited_for(self) -> Iterator[None]:
        with self._lock:
            self._asking += 1
        try:
            yield
        finally:
            with self._lock:
                self._asking -= 1
