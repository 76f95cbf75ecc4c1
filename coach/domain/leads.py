"""Who leads a group, and for how long: a role that expires (METHOD §7). Pure.

A lead lapses by itself, when its term is over; it is never taken away in silence, for stages and
cycles are moved by people. Days are those of UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from coach.domain.base import Model
from coach.domain.rules import Leading, Rules, Term
from coach.errors import InvalidInput


class Lead(Model):
    """One member leading a group for a term."""

    id: str
    group_id: str
    person_id: str
    term: Term
    through_cycle: int | None = None
    """Of a term of a cycle: the number of the last cycle that it is for."""
    until: date | None = None
    """Of a term to a date: its last day."""
    since: datetime
    ended_at: datetime | None = None


class Course(Model):
    """Where a group stands, as far as terms depend on it.

    `held_on`: the days of its sessions, in any order.
    """

    today: date
    cycle_number: int | None = None
    held_on: tuple[date, ...] = ()


def holds(lead: Lead, course: Course) -> bool:
    """Return whether the lead's term is not over."""
    if lead.ended_at is not None:
        return False
    match lead.term:
        case Term.OPEN:
            return True
        case Term.UNTIL_DATE:
            return lead.until is not None and course.today <= lead.until
        case Term.CYCLE:
            return (course.cycle_number or 0) <= (lead.through_cycle or 0)
        case Term.SESSION:
            day = session_day(lead, course)
            return day is None or course.today <= day


def current(leads: Iterable[Lead], course: Course) -> Lead | None:
    """Return the lead that holds now, None where nobody leads; no more than one ever does."""
    return next((lead for lead in leads if holds(lead, course)), None)


def session_day(lead: Lead, course: Course) -> date | None:
    """Return the day of the session that a term of a session ends with, None before it is planned.

    It is the first one from the day on which the term began.
    """
    return min((day for day in course.held_on if day >= lead.since.date()), default=None)


def lasts_to(
    rules: Rules, cycle_number: int | None, *, cycle_is_over: bool, today: date, until: date | None
) -> tuple[int | None, date | None]:
    """Return through which cycle, and until which day, a lead that begins now is for.

    `until` is asked for by terms to a date alone. InvalidInput when it is missing or past.
    """
    if rules.term is Term.CYCLE:
        number = cycle_number or 1
        return (number + 1 if cycle_is_over else number), None
    if rules.term is not Term.UNTIL_DATE:
        return None, None
    if until is None or until < today:
        raise InvalidInput("Say until when: choose a day from today on.")
    return None, until


def may_be_taken_up(rules: Rules) -> bool:
    """Return whether a member may take the lead while nobody has it; else an admin appoints."""
    return rules.leading is not Leading.APPOINTED


def whose_turn(members: Mapping[str, datetime], leads: Sequence[Lead]) -> list[str]:
    """Return the members in the order in which the lead passes round.

    `members`: when each joined, by id. Who has led least often comes first, then who has not led
    for longest, then who joined first.
    """

    def place(person_id: str) -> tuple[int, datetime, datetime, str]:
        mine = [lead.since for lead in leads if lead.person_id == person_id]
        joined = members[person_id]
        return len(mine), max(mine, default=joined), joined, person_id

    return sorted(members, key=place)
