"""A few pages are drawn at a time; the others wait their turn.

Threads of one Python process take turns anyway. Left to themselves, twenty that draw pages also
change places at every query, which made each of them and the streams of all others slower
(benchmarks/sessions.py).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_AT_ONCE: Final = 2
_PATIENCE_S: Final = 15.0
_places = threading.BoundedSemaphore(_AT_ONCE)
_mine = threading.local()


@contextmanager
def one_of_few() -> Iterator[None]:
    """Wait for a place, but not for long: a page that draws slowly holds up nobody for good."""
    _mine.has_place = _places.acquire(timeout=_PATIENCE_S)
    try:
        yield
    finally:
        leave()


def leave() -> None:
    """Give the place back before the end: what follows only waits."""
    if getattr(_mine, "has_place", False):
        _mine.has_place = False
        _places.release()
