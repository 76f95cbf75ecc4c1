"""A conversation service on a world's database, with a model of the test's choice."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from coach.dialogue.bank import QuestionBank
from coach.dialogue.crisis import CrisisTexts
from coach.dialogue.engine import Coach
from coach.dialogue.extract import Reader
from coach.domain.conversation import Turn, TurnState
from coach.errors import Cancelled
from coach.llm.ports import CancelFlag, ChatModel, Delta, Finished, ModelRequest
from coach.llm.prompts import load_prompts
from coach.llm.scripted import RuleScriptedModel
from coach.services.conversations import ConversationService, ReplyHandle
from tests.support.world import World

PATIENCE_S = 20.0
Talk = Callable[[ChatModel], ConversationService]
"""Opens a conversation service on a model."""


def conversations(world: World, model: ChatModel) -> ConversationService:
    """Return a service; close it."""
    prompts = load_prompts()
    coach = Coach(model, QuestionBank.load(), prompts, CrisisTexts.load())
    return ConversationService(
        world.services.database,
        world.clock,
        coach=coach,
        reader=Reader(model, prompts),
        commitments=world.services.commitments,
    )


def finished(handle: ReplyHandle, patience_s: float = PATIENCE_S) -> ReplyHandle:
    """Wait until reply and draft are done."""
    for _ in range(int(patience_s / 0.05)):
        now = handle.wait(0.05)
        if now.state is not TurnState.STREAMING and not now.draft_pending:
            return handle
    raise AssertionError("the reply did not end")


def first_question(request: ModelRequest) -> str:
    """Return the first question that the schema of a reply allows."""
    schema = json.loads(json.dumps(request.schema))
    return str(schema["properties"]["question"]["enum"][0])


def says(mirror: str) -> Callable[[ModelRequest], str]:
    """Return a scripted reply with this mirror and the first allowed question."""
    return lambda request: json.dumps({"mirror": mirror, "question": first_question(request)})


@dataclass
class GatedModel(RuleScriptedModel):
    """Streams up to `before` pieces, then waits for `gate` or for Stop."""

    before: int = 0
    gate: threading.Event = field(default_factory=threading.Event)
    waiting: threading.Event = field(default_factory=threading.Event)

    def stream(self, request: ModelRequest, cancelled: CancelFlag) -> Iterator[Delta | Finished]:
        """See ChatModel."""
        events = super().stream(request, cancelled)
        for number, event in enumerate(events):
            if number == self.before and request.lane != "extract":
                self._hold(cancelled)
            yield event

    def _hold(self, cancelled: CancelFlag) -> None:
        self.waiting.set()
        while not self.gate.wait(0.01):
            if cancelled.is_set():
                raise Cancelled("The reply was stopped.")


def coach_turns(turns: tuple[Turn, ...]) -> list[Turn]:
    """Return the coach's turns but the opening."""
    return [turn for turn in turns if turn.role == "coach"][1:]
