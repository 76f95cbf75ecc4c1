"""A practice commitment (METHOD §4): slots, the sentence composed from them, and its life."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from coach.domain.base import Model
from coach.domain.provenance import Entry


class Slot(StrEnum):
    """One part of a commitment. Wish and outcome lead to it; the rest make the plan."""

    WISH = "wish"
    OUTCOME = "outcome"
    OBSTACLE = "obstacle"
    ACTION = "action"
    CONTEXT = "context"
    TARGET = "target"
    TIME = "time"
    RESPONSE = "response"
    SIGN = "sign"
    SUPPORT = "support"


SLOT_ORDER: tuple[Slot, ...] = tuple(Slot)
REQUIRED_SLOTS: frozenset[Slot] = frozenset(
    {Slot.OBSTACLE, Slot.ACTION, Slot.CONTEXT, Slot.RESPONSE, Slot.SIGN}
)
"""What "Compose" needs; the others are asked for but may stay open."""

SLOT_TITLES: dict[Slot, str] = {
    Slot.WISH: "What I wish for",
    Slot.OUTCOME: "What would be better then",
    Slot.OBSTACLE: "What in me gets in the way",
    Slot.ACTION: "What I will do",
    Slot.CONTEXT: "In which situation",
    Slot.TARGET: "With whom",
    Slot.TIME: "When and how often",
    Slot.RESPONSE: "What I will do if the obstacle comes",
    Slot.SIGN: "How I will see that it works",
    Slot.SUPPORT: "Who will ask me about it",
}


class Remark(Model):
    """A rule's comment on one slot: what it noticed, and the question that would mend it."""

    slot: Slot
    rule: str
    text: str


class Draft(Model):
    """The live draft: one entry a slot, filled only with the member's own words."""

    slots: dict[Slot, Entry] = {}
    review_on: date | None = None

    def missing(self) -> tuple[Slot, ...]:
        """Slots without a value, in the order in which the coach asks."""
        return tuple(s for s in SLOT_ORDER if s not in self.slots)

    def missing_required(self) -> tuple[Slot, ...]:
        """What still stands between the draft and a composed sentence."""
        return tuple(s for s in self.missing() if s in REQUIRED_SLOTS)


class CommitmentStatus(StrEnum):
    """Draft until the member says yes; open until closed with a reason."""

    DRAFT = "draft"
    OPEN = "open"
    KEPT = "kept"
    ADAPTED = "adapted"
    DROPPED = "dropped"


CLOSED = frozenset({CommitmentStatus.KEPT, CommitmentStatus.ADAPTED, CommitmentStatus.DROPPED})


class Revision(Model):
    """An earlier wording, kept."""

    number: int
    sentence: str
    draft: Draft
    created_at: datetime


class Commitment(Model):
    """What one member has resolved to do differently."""

    id: str
    owner_id: str
    group_id: str | None = None
    cycle_id: str | None = None
    status: CommitmentStatus = CommitmentStatus.DRAFT
    audience: Literal["me", "group"] = "me"
    draft: Draft = Draft()
    sentence: str = ""
    reason: str = ""
    """Why it was kept, adapted or dropped."""
    created_at: datetime
    updated_at: datetime
    committed_at: datetime | None = None
    closed_at: datetime | None = None
    revisions: tuple[Revision, ...] = ()
