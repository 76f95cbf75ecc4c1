"""Reading a member's answer with a model's help. The model gives numbers; the words stay theirs."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence

from coach.dialogue.filling import narrowed
from coach.domain.commitment import Slot
from coach.domain.conversation import Label, Labels
from coach.errors import UpstreamError
from coach.llm.ports import CancelFlag, ChatModel, Message, ModelRequest
from coach.llm.prompts import Prompt

logger = logging.getLogger(__name__)
QUESTIONS: dict[Slot, str] = {
    Slot.WISH: "What would you like to do differently?",
    Slot.OUTCOME: "What would be better, for you or for others, once this works?",
    Slot.OBSTACLE: "What in you could get in the way?",
    Slot.ACTION: "What exactly will you do or say?",
    Slot.CONTEXT: "In which situation will you do this?",
    Slot.TARGET: "With whom will you do this?",
    Slot.TIME: "When will you do it, and how often?",
    Slot.RESPONSE: "What will you do when the obstacle comes?",
    Slot.SIGN: "How will you see that it works?",
    Slot.SUPPORT: "Who will ask you how it is going?",
}
"""What each slot is about in one plain question; the bank's wordings can lead astray here."""
_LONGEST_PIECE = 260
_MAX_TOKENS = 40
_LONGEST_HEART = 3
"""Clauses."""
_SHORT_ANSWER = 24
"""Words up to which an answer is kept whole."""


class Reader:
    """Finds the heart of an answer: the run of clauses that answers what was asked."""

    def __init__(self, model: ChatModel, prompts: Mapping[str, Prompt]) -> None:
        self._model = model
        self._prompt = prompts["extract_slots"]

    def read(self, message: str, labels: Labels, awaited: str, cancelled: CancelFlag) -> Labels:
        """Return the labels by rule, narrowed to the heart of the answer where it rambles.

        Unchanged where no model is needed or none answers; raises Cancelled.
        """
        answers = [label for label in labels.clauses if label.name == awaited]
        if awaited not in set(Slot) or not _rambles(message, answers) or not self._ready():
            return labels
        try:
            finished = self._model.complete(
                self._request(message, QUESTIONS[Slot(awaited)], answers), cancelled
            )
        except UpstreamError as error:
            logger.info("an answer was read by rule: %s", type(error).__name__)
            return labels
        found = json.loads(finished.text)
        first = int(found["first"]) - 1
        last = min(int(found["last"]) - 1, first + _LONGEST_HEART - 1)
        return narrowed(labels, awaited, first, last)

    def messages(self) -> list[Message]:
        """Return the part of the prompt that never changes."""
        return self._prompt.render()

    def _ready(self) -> bool:
        return self._model.status().state not in {"absent", "warming"}

    def _request(self, message: str, question: str, answers: Sequence[Label]) -> ModelRequest:
        pieces = [" ".join(message[a.start : a.end].split())[:_LONGEST_PIECE] for a in answers]
        numbered = "\n".join(f"{n}. {piece}" for n, piece in enumerate(pieces, start=1))
        return ModelRequest(
            messages=[*self.messages(), Message("user", f"Question: {question}\n{numbered}")],
            max_tokens=_MAX_TOKENS,
            temperature=0.0,
            schema=_schema(len(pieces)),
            lane="extract",
        )


def _rambles(message: str, answers: Sequence[Label]) -> bool:
    """Whether an answer is long enough to have a heart; a short one is kept whole."""
    words = sum(len(message[a.start : a.end].split()) for a in answers)
    return len(answers) > 1 and words > _SHORT_ANSWER


def _schema(count: int) -> dict[str, object]:
    numbers = [str(n) for n in range(1, count + 1)]
    return {
        "type": "object",
        "properties": {"first": {"enum": numbers}, "last": {"enum": numbers}},
        "required": ["first", "last"],
        "additionalProperties": False,
    }
