"""What upkeep asks of a queue, and the kinds of job that other parts of the app bring along."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

from coach.services.jobs import JobKind, State


@dataclass(frozen=True, slots=True)
class Chore:
    """A kind of job that another part of the app brings along.

    `under_way`: the keys of what has not come to its end; without a job it gets one at the start.
    `tick`: called every few seconds, for what is due by the clock.
    """

    job: JobKind
    under_way: Callable[[], Collection[str]]
    tick: Callable[[], object]


class Queue(Protocol):
    """What runs jobs; see `coach.services.jobs.Jobs`."""

    @property
    def state(self) -> State:
        """Whether jobs run."""
        ...

    @property
    def stopping(self) -> bool:
        """Whether the app is closing."""
        ...

    def add(self, kind: str, key: str) -> None:
        """Add a job."""
        ...

    def live(self, kind: str) -> frozenset[str]:
        """Return the keys of the jobs of a kind that wait or run."""
        ...

    def launch(self) -> bool:
        """Run jobs from now on."""
        ...

    def close(self) -> None:
        """Stop between two steps."""
        ...
