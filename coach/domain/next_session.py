"""When a group could meet next and what for, as its own rules and dates propose. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from coach.domain.agenda import SessionKind
from coach.domain.base import Model
from coach.domain.cycle import Cycle, CycleStage, proposed_dates
from coach.domain.rules import Rules


class NextSession(Model):
    """A proposal; whoever leads decides."""

    held_on: date
    why: str


def usual_kind(cycle: Cycle | None) -> SessionKind:
    """Return what the next session is for: looking back once the group has begun to practise."""
    practising = cycle is not None and cycle.stage in _PRACTISING
    return SessionKind.REFLECT if practising else SessionKind.EXPLORE


def next_session(
    rules: Rules, *, cycle: Cycle | None, last: date | None, today: date
) -> NextSession | None:
    """Return the next day from today on, or None where neither rules nor dates say one.

    `last`: the day of the latest session that was or is planned. The dates of the cycle come first:
    the group has set them itself; then the days between sessions, then the weeks of practice.
    """
    by_cycle = _by_cycle(cycle)
    if by_cycle is not None and by_cycle.held_on >= today:
        return by_cycle
    if last is None:
        return None
    if rules.cadence_days is not None:
        days = rules.cadence_days
        return NextSession(
            held_on=_from_today(last, timedelta(days=days), today),
            why=f"The group meets every {days} days.",
        )
    if rules.weeks_usual is not None:
        weeks = rules.weeks_usual
        return NextSession(
            held_on=max(last + timedelta(weeks=weeks), today),
            why=f"The group practises {weeks} weeks between two sessions.",
        )
    return None


def _by_cycle(cycle: Cycle | None) -> NextSession | None:
    """Return the day that the dates of the cycle lead to: those of `proposed_dates`, backwards."""
    if cycle is None or cycle.stage_ends_on is None:
        return None
    some_day = date(2000, 1, 3)
    ends = proposed_dates(some_day, weeks=2)
    second = ends[CycleStage.REVIEW]
    meeting = {
        CycleStage.EXPLORE: ends[CycleStage.EXPLORE],
        CycleStage.PRACTICE: second,
        CycleStage.REFLECT: second,
        CycleStage.REVIEW: second,
    }
    if cycle.stage not in meeting:
        return None
    held_on = cycle.stage_ends_on + (meeting[cycle.stage] - ends[cycle.stage])
    return NextSession(held_on=held_on, why="The dates of your cycle lead to this day.")


def _from_today(last: date, step: timedelta, today: date) -> date:
    """Return the first day after `last` that keeps its rhythm and has not passed."""
    missed = max(0, -(-(today - last).days // step.days))
    return last + step * max(1, missed)


_PRACTISING: Final = frozenset(
    {CycleStage.COMMIT, CycleStage.PRACTICE, CycleStage.REFLECT, CycleStage.REVIEW}
)
