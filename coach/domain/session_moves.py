"""The moves of whoever keeps the time, numbered so that two people never make one twice. Pure.

Two who lead may press at the same moment, and one may press twice. A move names the version that it
was made on; a run that has moved on since refuses it, so that no turn is skipped.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from pydantic import Field

from coach.domain.base import Model
from coach.domain.session_run import (
    SessionRun,
    add_minutes,
    end,
    go_back,
    go_on,
    pause,
    resume,
)
from coach.errors import InvalidInput

OVERTAKEN = (
    "The session has moved on since you looked, and your last press changed nothing: look where it "
    "stands now, then press again."
)


class Move(StrEnum):
    """What can be pressed."""

    NEXT = "next"
    BACK = "back"
    PAUSE = "pause"
    RESUME = "resume"
    ADD_MINUTE = "add_minute"
    END = "end"


class KeptRun(Model):
    """A run as it is stored; `version` counts its states from 1."""

    session_id: str
    version: int = Field(ge=1)
    run: SessionRun
    changed_at: datetime


def made(run: SessionRun, move: Move, now: datetime) -> SessionRun:
    """Return the run after a move; InvalidInput when it cannot be made now."""
    match move:
        case Move.NEXT:
            return go_on(run, now)
        case Move.BACK:
            return go_back(run, now)
        case Move.PAUSE:
            return pause(run, now)
        case Move.RESUME:
            return resume(run, now)
        case Move.ADD_MINUTE:
            return add_minutes(run)
        case Move.END:
            return end(run, now)


def following(
    kept: KeptRun, version: int, change: Callable[[SessionRun], SessionRun], now: datetime
) -> KeptRun:
    """Return the next state; InvalidInput when the change was made on another version."""
    if kept.version != version:
        raise InvalidInput(OVERTAKEN)
    return KeptRun(
        session_id=kept.session_id,
        version=version + 1,
        run=change(kept.run),
        changed_at=now,
    )
