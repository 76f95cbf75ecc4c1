"""However many sign in at once, few passwords are hashed at once, and nobody else waits."""

from __future__ import annotations

import threading
import time
from itertools import count

import anyio
import pytest
from anyio import to_thread

from coach.errors import InvalidInput
from coach.web.password_work import PasswordWork


class Hashing:
    """Takes a moment, and knows how many of it there were at the same time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._now = 0
        self.most = 0

    def __call__(self) -> str:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        time.sleep(0.02)
        with self._lock:
            self._now -= 1
        return "hashed"


def test_two_at_a_time_and_other_work_goes_on() -> None:
    work, hashing, order = PasswordWork(), Hashing(), count()
    ended: list[int] = []

    async def hash_one() -> None:
        assert await work.run(hashing) == "hashed"
        ended.append(next(order))

    async def many() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(60):
                group.start_soon(hash_one)
            await anyio.sleep(0.05)
            await to_thread.run_sync(lambda: None)
            assert len(ended) < 30, "a page does not wait for the passwords before it"

    anyio.run(many)
    assert (hashing.most, len(ended)) == (2, 60)


def test_what_the_work_raises_is_raised() -> None:
    def refuse() -> None:
        raise InvalidInput("no")

    with pytest.raises(InvalidInput, match="no"):
        anyio.run(PasswordWork().run, refuse)
