"""Which of the author's sentences is the lesson, and which says when it works: by number."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Final

from coach.dialogue.story_own import OwnWords
from coach.errors import UpstreamError
from coach.llm.ports import CancelFlag, ChatModel, Message, ModelRequest
from coach.llm.prompts import Prompt, fence

logger = logging.getLogger(__name__)

_MOST_TOKENS: Final = 30
_TIMEOUT_S: Final = 90.0
_NONE: Final = "0"


class Chooser:
    """Asks the model once, and only where there is something to choose."""

    def __init__(self, model: ChatModel, prompts: Mapping[str, Prompt]) -> None:
        self._model = model
        self._prompt = prompts["draft_story"]

    def choose(self, own: OwnWords, commitment: str, cancelled: CancelFlag) -> tuple[str, str]:
        """Return the lesson and the condition, each a sentence of theirs or empty.

        Those that come first where the model does not answer; raises Cancelled.
        """
        first = own.first_choice()
        if len(own.lessons) < 2 and len(own.conditions_beside(first[0])) < 2:  # noqa: PLR2004
            return first
        try:
            finished = self._model.complete(self._request(own, commitment), cancelled)
        except UpstreamError as error:
            logger.info("a lesson was chosen by rule: %s", type(error).__name__)
            return first
        found = json.loads(finished.text)
        lesson = _at(found["lesson"], own.learned)
        beside = own.conditions_beside(lesson)
        condition = _at(found["works_when"], own.learned)
        return lesson, condition if condition in beside else next(iter(beside), "")

    def _request(self, own: OwnWords, commitment: str) -> ModelRequest:
        numbered = "\n".join(f"{n}. {said}" for n, said in enumerate(own.learned, start=1))
        lessons = _numbers(own.lessons, own.learned) or [_NONE]
        schema = {
            "type": "object",
            "properties": {
                "lesson": {"enum": lessons},
                "works_when": {"enum": [*_numbers(own.conditions, own.learned), _NONE]},
            },
            "required": ["lesson", "works_when"],
            "additionalProperties": False,
        }
        asked = fence(f"Tried: {commitment}\n{numbered}")
        return ModelRequest(
            [*self._prompt.render(), Message("user", asked)],
            max_tokens=_MOST_TOKENS,
            temperature=0.0,
            seed=1,
            schema=schema,
            lane="distil",
            timeout_s=_TIMEOUT_S,
        )


def _numbers(some: Sequence[str], all_of_them: Sequence[str]) -> list[str]:
    return [str(n) for n, said in enumerate(all_of_them, start=1) if said in some]


def _at(number: str, said: Sequence[str]) -> str:
    return "" if number == _NONE else said[int(number) - 1]
