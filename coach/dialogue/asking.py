"""How many people wait for the model now: what can wait gives way to them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Asking:
    """Counts those who wait. Threads may share it."""

    def __init__(self) -> None:
        self._waiting = 0
        self._lock = threading.Lock()

    def __bool__(self) -> bool:
        """Whether anybody waits."""
        return self._waiting > 0

    @contextmanager
    def waited_for(self) -> Iterator[None]:
        """Count one more while the block runs."""
        with self._lock:
            self._waiting += 1
        try:
            yield
        finally:
            with self._lock:
                self._waiting -= 1
