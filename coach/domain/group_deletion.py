"""Deleting a group takes two people: one asks, another says yes in time, either calls it off."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from coach.domain.base import Model

OPEN_FOR: Final = timedelta(days=7)


class DeletionRequest(Model):
    """Somebody asked for a group to be deleted."""

    group_id: str
    asked_by_id: str
    asked_at: datetime

    @property
    def lapses_at(self) -> datetime:
        """From then on nobody can say yes to it any more."""
        return self.asked_at + OPEN_FOR

    def is_open(self, now: datetime) -> bool:
        """Whether it can still be confirmed or called off."""
        return now < self.lapses_at


def confirm_problem(request: DeletionRequest, *, person_id: str, joined_at: datetime | None) -> str:
    """Say why this person is not the second one; empty when they may say yes.

    `joined_at` is None for an admin from outside. Whoever was let in after it was asked for does
    not count: the one who asked could have invited a second account of their own.
    """
    if person_id == request.asked_by_id:
        return "You asked for this yourself: another person has to say yes."
    if joined_at is not None and joined_at >= request.asked_at:
        return "You joined after this was asked for: somebody who was here before has to say yes."
    return ""
