"""What the clock of a session says: time left, overrun, and when the rest will be. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from coach.domain.base import Model
from coach.domain.session_run import SessionRun, Stretch, seconds_used, stretches


class Coming(Model):
    """A turn or step that is still to come, and when, if all takes the minutes it has."""

    stretch: Stretch
    begins_at: datetime
    ends_at: datetime


class Reading(Model):
    """The clock at one moment; seconds."""

    turn_left_s: float
    """Of the present turn, or of the step when it has no turns; below 0 it is over."""
    step_left_s: float
    """Of the whole step, with what earlier turns left over or took beyond theirs."""
    ends_at: datetime
    """When the session will be over if the rest takes the minutes it has."""
    late_by_s: float
    """How far that is from the plan: pauses, added minutes and overruns; below 0 it is ahead."""
    coming: tuple[Coming, ...] = ()

    @property
    def over_by_s(self) -> float:
        """Seconds that the present turn has taken beyond its time."""
        return max(0.0, -self.turn_left_s)


def read_clock(run: SessionRun, now: datetime) -> Reading:
    """Return what the clock says."""
    planned_end = run.started_at + timedelta(minutes=run.planned_minutes)
    if run.ended_at is not None:
        late = (run.ended_at - planned_end).total_seconds()
        return Reading(turn_left_s=0, step_left_s=0, ends_at=run.ended_at, late_by_s=late)
    every = stretches(run.agenda)
    left = [_seconds_left(run, number, stretch, now) for number, stretch in enumerate(every)]
    free_at = now + timedelta(seconds=max(0.0, left[run.at]))
    coming = _coming(every[run.at + 1 :], left[run.at + 1 :], free_at)
    ends_at = coming[-1].ends_at if coming else free_at
    here = every[run.at].step
    return Reading(
        turn_left_s=left[run.at],
        step_left_s=sum(left[i] for i, stretch in enumerate(every) if stretch.step == here),
        ends_at=ends_at,
        late_by_s=(ends_at - planned_end).total_seconds(),
        coming=coming,
    )


def _seconds_left(run: SessionRun, number: int, stretch: Stretch, now: datetime) -> float:
    used = seconds_used(run, now) if number == run.at else run.used_s[number]
    return stretch.minutes * 60 - used


def _coming(
    rest: Sequence[Stretch], left: Sequence[float], begins_at: datetime
) -> tuple[Coming, ...]:
    """Return what follows; a stretch that was gone back from has only the time it has left."""
    found = []
    for stretch, seconds in zip(rest, left, strict=True):
        ends_at = begins_at + timedelta(seconds=max(0.0, seconds))
        found.append(Coming(stretch=stretch, begins_at=begins_at, ends_at=ends_at))
        begins_at = ends_at
    return tuple(found)
