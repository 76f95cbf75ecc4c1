"""Hashing of passwords, apart from all other work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from anyio import CapacityLimiter, to_thread

_AT_ONCE: Final = 2
T = TypeVar("T")


class PasswordWork:
    """Runs what hashes a password on a thread, two at a time; the others wait for their turn.

    A hash takes a core for a moment and 64 MiB. Among the threads of everything else, a few dozen
    sign-ins at once would take gigabytes and keep every page waiting.
    """

    def __init__(self) -> None:
        self._limiter = CapacityLimiter(_AT_ONCE)

    async def run(self, work: Callable[[], T]) -> T:
        """Return what the work returns; raises what it raises."""
        return await to_thread.run_sync(work, limiter=self._limiter)
