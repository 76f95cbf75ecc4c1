"""The cycle of a peer learning group (METHOD §3): stages in order, moved by people, not timers."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

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


class Cycle(Model):
    """One management challenge, worked on from the choice of the topic to the close."""

    id: str
    group_id: str
    number: int = 1
    topic: str
    stage: CycleStage
    stage_ends_on: date | None = None

    def days_left(self, today: date) -> int | None:
        """Whole days until the stage's date; negative when it has passed, None without a date."""
        return None if self.stage_ends_on is None else (self.stage_ends_on - today).days
