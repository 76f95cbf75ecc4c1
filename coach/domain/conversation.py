"""A conversation with the coach and its turns."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import Field

from coach.domain.base import Model
from coach.domain.provenance import ReplyProvenance


class ConversationKind(StrEnum):
    """What the conversation works on."""

    COMMIT = "commit"
    REFLECT = "reflect"


class TurnState(StrEnum):
    """How far a turn has come. A member's turn is always done: it is saved before anything else."""

    STREAMING = "streaming"
    DONE = "done"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"


class ScreenResult(StrEnum):
    """What the safety screen recognised in a member's message, before any model is called."""

    NONE = "none"
    SELF_HARM = "self_harm"
    VIOLENCE = "violence"
    HARASSMENT = "harassment"
    LEGAL = "legal"
    INJECTION = "injection"
    ADVICE = "advice"
    EMOTION = "emotion"
    STOP = "stop"
    OFF_TOPIC = "off_topic"


CRISES = frozenset(
    {ScreenResult.SELF_HARM, ScreenResult.VIOLENCE, ScreenResult.HARASSMENT, ScreenResult.LEGAL}
)


class TurnPlan(Model):
    """What code decided the coach's next turn is about; the model only words it."""

    stage: str
    """Commit: wish, outcome, obstacle, plan, say_back, done. Reflect: a ReflectionStep or done."""
    topic: str = ""
    """The slot or step that the question is about; empty when nothing is asked for."""
    intent: Literal[
        "open", "ask", "probe", "reask", "emotion", "advice", "injection", "off_topic", "stop",
        "crisis", "wrap_up",
    ]  # fmt: skip
    question_id: str = ""
    question: str = ""
    screen: ScreenResult = ScreenResult.NONE


class Feedback(Model):
    """A member's thumbs on a coach turn."""

    helpful: bool
    reason: str = ""


class Label(Model):
    """What one clause of a member's turn is about: a slot or step by name, or nothing ("")."""

    start: int = Field(ge=0)
    end: int = Field(ge=1)
    name: str = ""


class Labels(Model):
    """How a member's turn was read; kept so that a draft can be explained and caught up with."""

    clauses: tuple[Label, ...] = ()
    by: Literal["model", "rules"] = "rules"


class Turn(Model):
    """One message. Only the member's words are evidence for slots."""

    id: str
    conversation_id: str
    position: int
    role: Literal["member", "coach"]
    text: str
    state: TurnState = TurnState.DONE
    created_at: datetime
    plan: TurnPlan | None = None
    provenance: ReplyProvenance | None = None
    sent: str = ""
    """What later prompts replay byte for byte: a member's turn as the model was sent it, a coach's
    turn as the model should remember it. Empty: the turn is left out of prompts."""
    labels: Labels | None = None
    """Member turns: None until the draft has caught up with this turn."""
    feedback: Feedback | None = None


class Conversation(Model):
    """A member's private conversation; `subject_id` is the commitment or reflection worked on."""

    id: str
    owner_id: str
    kind: ConversationKind
    subject_id: str
    created_at: datetime
    updated_at: datetime
