"""The agenda of a session: steps with whole minutes, and whose turn it is in each (METHOD §3).

An agenda holds ids and no person's words, but for the questions and steps that the group wrote
for it: names, commitments and stories are looked up when it is shown, by whoever may see them then.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from coach.domain.base import Model


class SessionKind(StrEnum):
    """What a session is for."""

    EXPLORE = "explore"
    REFLECT = "reflect"
    CHECK_IN = "check_in"


class StepKind(StrEnum):
    """What people do in a step."""

    OPENING = "opening"
    CHECK_IN = "check_in"
    EXPLORING = "exploring"
    CASE_CLINIC = "case_clinic"
    TROIKA_ROUND = "troika_round"
    REFLECTION_ROUND = "reflection_round"
    COMMITMENTS = "commitments"
    STORY_FROM_OUTSIDE = "story_from_outside"
    BREAK = "break"
    OWN = "own"
    CLOSING = "closing"


class Turn(Model):
    """Time of one member; of one in each group where groups work side by side."""

    member_ids: tuple[str, ...] = Field(min_length=1)
    minutes: int = Field(ge=1)


class Step(Model):
    """One step. In a round the turns make up its minutes; elsewhere it has none."""

    key: str
    """Its name within the agenda, by which advice refers to it."""
    kind: StepKind
    title: str
    asks: str
    """What people do, in a sentence or two."""
    minutes: int = Field(ge=0)
    least: int = Field(default=0, ge=0)
    """Minutes below which it makes no sense: of one turn in a round, otherwise of the step."""
    turns: tuple[Turn, ...] = ()
    owner_id: str = ""
    """Whose case it is, in a clinic; empty when the owner has left."""
    groups: tuple[tuple[str, ...], ...] = ()
    """Who works with whom, where groups work side by side."""
    notes: tuple[str, ...] = ()
    """The questions to discuss, or how the groups are divided."""
    commitment_ids: tuple[str, ...] = ()
    """Shared commitments that are looked at, carried over from the last session."""
    item_id: str = ""
    """The story from outside the group."""

    @model_validator(mode="after")
    def _turns_make_up_the_minutes(self) -> Self:
        if self.turns and sum(turn.minutes for turn in self.turns) != self.minutes:
            raise ValueError("the turns of a step must add up to its minutes")
        return self


class Agenda(Model):
    """What a session will be: its steps in order, for the members who are there."""

    kind: SessionKind
    title: str
    minutes: int = Field(ge=1)
    """The time available."""
    member_ids: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def planned(self) -> int:
        """Minutes of all steps together."""
        return sum(step.minutes for step in self.steps)

    @property
    def over(self) -> int:
        """Minutes by which the steps exceed the time available; 0 when they fit."""
        return max(0, self.planned - self.minutes)


def airtime(agenda: Agenda) -> dict[str, int]:
    """Return each member's minutes in rounds; a case clinic is its owner's and is left out."""
    minutes = Counter(dict.fromkeys(agenda.member_ids, 0))
    for step in agenda.steps:
        for turn in step.turns:
            minutes.update(dict.fromkeys(turn.member_ids, turn.minutes))
    return dict(minutes)
