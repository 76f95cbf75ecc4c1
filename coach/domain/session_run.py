"""A session being run: where it stands, and the moves of whoever keeps the time. Pure.

The clock runs for one stretch after the other: a turn of a round, or a step that has no turns. All
moves take the run and the moment, and return the run as it is then.
"""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from coach.domain.agenda import Agenda, Step
from coach.domain.base import Model
from coach.errors import InvalidInput


class Stretch(Model):
    """What the clock runs for; `step` and `turn` count from 0."""

    step: int
    turn: int | None = None
    member_ids: tuple[str, ...] = ()
    minutes: int


class SessionRun(Model):
    """The state of a session, to be stored whole after each move."""

    agenda: Agenda
    """As it is now: minutes that were added and turns that were divided anew are in it."""
    planned_minutes: int
    """Of the whole agenda when the session began."""
    started_at: datetime
    at: int = 0
    """The stretch that the clock runs for; the one at which it ended when the session is over."""
    reached: int = 0
    """The last stretch that has begun."""
    used_s: tuple[float, ...]
    """Seconds that each stretch has used before `running_since`."""
    running_since: datetime | None
    """None while the session is paused, and when it is over."""
    ended_at: datetime | None = None
    added_minutes: int = Field(default=0, ge=0)

    @property
    def is_over(self) -> bool:
        """Whether the last step is done."""
        return self.ended_at is not None

    @property
    def is_paused(self) -> bool:
        """Whether the clock stands still and will go on."""
        return self.running_since is None and not self.is_over

    @property
    def here(self) -> Stretch | None:
        """The stretch that the clock runs for; None when the session is over."""
        return None if self.is_over else stretches(self.agenda)[self.at]


def stretches(agenda: Agenda) -> tuple[Stretch, ...]:
    """Return what the clock runs for, in order."""
    found: list[Stretch] = []
    for number, step in enumerate(agenda.steps):
        if not step.turns:
            owner = (step.owner_id,) if step.owner_id else ()
            found.append(Stretch(step=number, member_ids=owner, minutes=step.minutes))
        for place, turn in enumerate(step.turns):
            ids = turn.member_ids
            found.append(Stretch(step=number, turn=place, member_ids=ids, minutes=turn.minutes))
    return tuple(found)


def begin(agenda: Agenda, now: datetime) -> SessionRun:
    """Return a session at its first step."""
    return SessionRun(
        agenda=agenda,
        planned_minutes=agenda.planned,
        started_at=now,
        used_s=(0.0,) * len(stretches(agenda)),
        running_since=now,
    )


def go_on(run: SessionRun, now: datetime) -> SessionRun:
    """Move to the next turn or step; after the last one the session is over."""
    require_going_on(run)
    is_last = run.at == len(run.used_s) - 1
    return end(run, now) if is_last else _moved(run, run.at + 1, now)


def go_back(run: SessionRun, now: datetime) -> SessionRun:
    """Move to the turn or step before, which goes on with the time it has left.

    A session that is over goes on where it ended.
    """
    if run.is_over:
        return run.model_copy(update={"running_since": now, "ended_at": None})
    if run.at == 0:
        raise InvalidInput("This is the first step: there is none before it.")
    return _moved(run, run.at - 1, now)


def end(run: SessionRun, now: datetime) -> SessionRun:
    """End the session where it stands; what has not begun does not take place."""
    require_going_on(run)
    ended = {"used_s": _used(run, now), "running_since": None, "ended_at": now}
    return run.model_copy(update=ended)


def pause(run: SessionRun, now: datetime) -> SessionRun:
    """Stop the clock; a paused session stays as it is."""
    require_going_on(run)
    return run.model_copy(update={"used_s": _used(run, now), "running_since": None})


def resume(run: SessionRun, now: datetime) -> SessionRun:
    """Let the clock run again; a running session stays as it is."""
    require_going_on(run)
    return run.model_copy(update={"running_since": now}) if run.is_paused else run


def add_minutes(run: SessionRun, minutes: int = 1) -> SessionRun:
    """Give the present turn or step more time; what follows begins later."""
    require_going_on(run)
    if minutes < 1:
        raise InvalidInput("Add at least one minute.")
    here = stretches(run.agenda)[run.at]
    steps = list(run.agenda.steps)
    steps[here.step] = _longer(steps[here.step], here.turn, minutes)
    agenda = run.agenda.model_copy(update={"steps": tuple(steps)})
    added = run.added_minutes + minutes
    return run.model_copy(update={"agenda": agenda, "added_minutes": added})


def seconds_used(run: SessionRun, now: datetime) -> float:
    """Return the seconds that the present stretch has used, pauses aside."""
    running = (now - run.running_since).total_seconds() if run.running_since else 0.0
    return run.used_s[run.at] + max(0.0, running)


def require_going_on(run: SessionRun) -> None:
    """Raise InvalidInput when the session is over."""
    if run.is_over:
        raise InvalidInput("This session is over: go back to its last step to change it.")


def _moved(run: SessionRun, to: int, now: datetime) -> SessionRun:
    changes = {
        "at": to,
        "reached": max(run.reached, to),
        "used_s": _used(run, now),
        "running_since": None if run.is_paused else now,
    }
    return run.model_copy(update=changes)


def _used(run: SessionRun, now: datetime) -> tuple[float, ...]:
    return (*run.used_s[: run.at], seconds_used(run, now), *run.used_s[run.at + 1 :])


def _longer(step: Step, turn: int | None, minutes: int) -> Step:
    turns = list(step.turns)
    if turn is not None:
        turns[turn] = turns[turn].model_copy(update={"minutes": turns[turn].minutes + minutes})
    return step.model_copy(update={"turns": tuple(turns), "minutes": step.minutes + minutes})
