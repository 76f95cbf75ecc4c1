"""A session that a group plans: when it is, and what its agenda is made from."""

from __future__ import annotations

from datetime import date, datetime, time

from coach.domain.agenda_request import Request
from coach.domain.base import Model


class GroupSession(Model):
    """The agenda itself is made anew from `request` whenever it is shown.

    `cycle_id`: None in a group without cycles. `begins_at`: on the clock of the place where the
    group meets; None when only the day is fixed.
    """

    id: str
    group_id: str
    cycle_id: str | None
    held_on: date
    begins_at: time | None
    request: Request
    created_at: datetime
    updated_at: datetime
