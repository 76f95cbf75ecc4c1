"""The cycle of a peer learning group (METHOD §3): stages in order, moved by people, not timers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from coach.domain.base import Model


class CycleStage(StrEnum):
    """Where a group is between two topics."""

    TOPIC = "topic"
    EXPLORE = "explore"
    COMMIT = "commit"
    PRACTICE = "practice"
    REFLECT = "reflect"
    REVIEW = "review"
    CLOSE = "close"


STAGE_TITLES: dict[CycleStage, str] = {
    CycleStage.TOPIC: "Choose a topic",
    CycleStage.EXPLORE: "Session 1: explore",
    CycleStage.COMMIT: "Commit",
    CycleStage.PRACTICE: "Practice",
    CycleStage.REFLECT: "Reflect",
    CycleStage.REVIEW: "Session 2: reflect together",
    CycleStage.CLOSE: "Close",
}


STAGE_ORDER: Final = tuple(CycleStage)

_TO_COMMIT: Final = timedelta(days=3)
_TO_REFLECT: Final = timedelta(days=3)
_TO_CLOSE: Final = timedelta(days=7)


class Cycle(Model):
    """One management challenge, worked on from the choice of the topic to the close."""

    id: str
    group_id: str
    number: int = 1
    topic: str
    stage: CycleStage
    stage_ends_on: date | None = None
    paused_on: date | None = None
    """Since when the group pauses; its date moves on by as many days once it goes on."""

    def days_left(self, today: date) -> int | None:
        """Whole days until the stage's date; negative when it has passed, None without a date.

        While the group pauses, those that were left when it began to.
        """
        return None if self.stage_ends_on is None else (self.stage_ends_on - self._now(today)).days

    def paused(self, today: date) -> Cycle:
        """Return the cycle as it stands still from today."""
        return self.model_copy(update={"paused_on": self.paused_on or today})

    def going_on(self, today: date) -> Cycle:
        """Return the cycle as it goes on today: the pause has not cost it a day."""
        if self.paused_on is None:
            return self
        ends = self.stage_ends_on and self.stage_ends_on + (today - self.paused_on)
        return self.model_copy(update={"paused_on": None, "stage_ends_on": ends})

    def _now(self, today: date) -> date:
        return min(today, self.paused_on or today)


def proposed_dates(first_session: date, weeks: int) -> Mapping[CycleStage, date]:
    """Return on which day each stage after the choice of a topic would end.

    `weeks`: of practice between the two sessions. Dates are a proposal: stages are moved by people.
    """
    second = first_session + timedelta(weeks=weeks)
    return {
        CycleStage.EXPLORE: first_session,
        CycleStage.COMMIT: first_session + _TO_COMMIT,
        CycleStage.PRACTICE: second - _TO_REFLECT,
        CycleStage.REFLECT: second - timedelta(days=1),
        CycleStage.REVIEW: second,
        CycleStage.CLOSE: second + _TO_CLOSE,
    }


def stage_after(stage: CycleStage) -> CycleStage | None:
    """Return the stage that follows, or None after the close."""
    number = STAGE_ORDER.index(stage) + 1
    return STAGE_ORDER[number] if number < len(STAGE_ORDER) else None
