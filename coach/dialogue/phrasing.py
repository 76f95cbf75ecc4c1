"""Helps to put a challenge as a question: worded by the model, kept only if it adds nothing."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from typing import Final

from coach.dialogue.asking import Asking
from coach.dialogue.faithful import strange_words
from coach.dialogue.reply_words import tokens
from coach.dialogue.screen import screen
from coach.domain.conversation import CRISES, ScreenResult
from coach.domain.topics import LONGEST, phrasing_problem
from coach.errors import UpstreamError
from coach.llm.ports import CancelFlag, ChatModel, ModelRequest
from coach.llm.prompts import Prompt, fence

_PROMPT: Final = "phrase_challenge"
_MOST_TOKENS: Final = 60
_MOST_STRANGE: Final = 2
"""Words of the question that need not be the member's: a verb in place of a complaint."""
_VAGUE: Final = frozenset(
    """
    address communication deal effective effectively efficiency efficiently ensure handle improve
    issue manage optimise optimize process processes properly skills smooth smoothly
    """.split()  # noqa: SIM905 - a list of words is read as words
)
"""Words under which everybody understands something else; good when the member said them."""
_TIMEOUT_S: Final = 20.0


class Phraser:
    """Asks the model once. Threads may share it."""

    def __init__(self, model: ChatModel, prompts: Mapping[str, Prompt]) -> None:
        self._model = model
        self._prompt = prompts[_PROMPT]
        self._asking = Asking()

    @property
    def is_asking(self) -> bool:
        """Whether somebody waits for a wording: what can wait gives way to it."""
        return bool(self._asking)

    def question(self, words: str, cancelled: CancelFlag | None = None) -> str:
        """Return the challenge as a question that begins with how.

        Empty where there is no model, where it does not answer in 20 seconds, and where what it
        says brings in what the member did not say.
        """
        said = words.strip()[:LONGEST]
        if not said or self._model.status().kind == "none" or screen(said) in _NOT_ASKED:
            return ""
        try:
            with self._asking.waited_for():
                question = self._ask(said, cancelled or threading.Event())
        except UpstreamError:
            return ""
        return question if _fits(question, said) else ""

    def _ask(self, said: str, cancelled: CancelFlag) -> str:
        request = ModelRequest(
            self._prompt.render(words=fence(said)),
            max_tokens=_MOST_TOKENS,
            temperature=0.0,
            seed=1,
            schema=self._prompt.schema,
            lane="distil",
            timeout_s=_TIMEOUT_S,
        )
        finished = self._model.complete(request, cancelled)
        return str(json.loads(finished.text)["challenge"])


def _fits(question: str, said: str) -> bool:
    vague = _VAGUE & (set(tokens(question)) - set(tokens(said)))
    strange = strange_words(question, [said])
    plain = not vague and len(strange) <= _MOST_STRANGE
    return plain and len(question) <= LONGEST and not phrasing_problem(question)


_NOT_ASKED: Final = CRISES | {ScreenResult.INJECTION}
