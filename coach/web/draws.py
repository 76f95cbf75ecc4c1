"""A few pages are drawn at a time; the others wait their turn.

Threads of one Python process take turns anyway. Left to themselves, twenty that draw pages also
change places at every query, which made each of them and the streams of all others slower
(benchmarks/sessions.py, decision 16).
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_AT_ONCE: Final = 2
_STUCK_S: Final = 5.0
_FEW: Final = 20
"""People answered at once whose pages may look as often as is pleasant."""


class _Places:
    """Given in the order of asking; where none is given back for long, one more goes in."""

    def __init__(self, number: int) -> None:
        self._lock = threading.Lock()
        self._free = number
        self._waiting: deque[threading.Event] = deque()
        self._moved = 0.0

    def take(self) -> bool:
        """Wait for a place; False for going in without one."""
        with self._lock:
            if self._free:
                self._free -= 1
                self._moved = time.monotonic()
                return True
            mine = threading.Event()
            self._waiting.append(mine)
        while not mine.wait(_STUCK_S):
            with self._lock:
                stuck = time.monotonic() - self._moved >= _STUCK_S
                if stuck and not mine.is_set():
                    self._waiting.remove(mine)
                    self._moved = time.monotonic()
                    return False
        return True

    def give_back(self) -> None:
        """Let the next one in."""
        with self._lock:
            self._moved = time.monotonic()
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1


_places: Final = _Places(_AT_ONCE)
_mine = threading.local()


@contextmanager
def one_of_few() -> Iterator[None]:
    """Wait for a place, but not for pages that stand still: they hold up nobody for good."""
    _mine.has_place = _places.take()
    try:
        yield
    finally:
        leave()


def leave() -> None:
    """Give the place back before the end: what follows only waits."""
    if getattr(_mine, "has_place", False):
        _mine.has_place = False
        _places.give_back()


def unhurried(seconds: float, answered: int) -> float:
    """Return how long a page waits before it looks again while so many people are answered.

    Up to twenty, the seconds as they are; with 200 people ten times as long.
    """
    return seconds * max(1.0, answered / _FEW)
