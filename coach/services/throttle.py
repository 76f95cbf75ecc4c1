"""Slows down the guessing of passwords without locking the owner out elsewhere.

Each try is counted before its password is looked at, so that many at once gain nothing, and taken
back when the password was right. A refused try is not counted: waiting always helps.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from coach.errors import TooManyAttempts
from coach.services.common import Clock
from coach.storage.crypto import Cipher
from coach.storage.database import Database
from coach.storage.records import Failures
from coach.storage.transaction import Transaction

FREE_PER_PERSON = 5
"""Wrong passwords for one e-mail from one address before the first delay."""
FREE_PER_ADDRESS = 40
"""The same for all e-mails together, so that one list of addresses cannot be tried through."""
LONGEST_WAIT_S = 60
MEMORY = timedelta(hours=1)
"""After this long without a wrong password the count starts anew."""


class SignInThrottle:
    """Counts wrong passwords under keyed hashes of (e-mail, address) and of the address."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._cipher: Cipher = database.cipher
        self._clock = clock

    def begin(self, email: str, address: str) -> None:
        """Count one try; TooManyAttempts, with the seconds to wait, when it came too soon."""
        now = self._clock()
        with self._database.transaction() as tx:
            tx.failures.forget_before(now - MEMORY)
            found = [
                (key, free, tx.failures.get(key) or Failures(count=0, last_at=now))
                for key, free in self._keys(email, address)
            ]
            wait = max(seconds_to_wait(failures, free, now) for _, free, failures in found)
            if wait > 0:
                raise TooManyAttempts(wait)
            for key, _, failures in found:
                tx.failures.set(key, Failures(count=failures.count + 1, last_at=now))

    def succeeded(self, tx: Transaction, email: str, address: str) -> None:
        """Take the try back: the person's own count goes, the address keeps its other failures."""
        (pair, _), (place, _) = self._keys(email, address)
        tx.failures.forget(pair)
        found = tx.failures.get(place)
        if found is not None and found.count > 1:
            tx.failures.set(place, found.model_copy(update={"count": found.count - 1}))
        else:
            tx.failures.forget(place)

    def _keys(self, email: str, address: str) -> tuple[tuple[str, int], tuple[str, int]]:
        pair = self._cipher.keyed_hash("sign-in", email, address)
        place = self._cipher.keyed_hash("sign-in", address)
        return (pair, FREE_PER_PERSON), (place, FREE_PER_ADDRESS)


def seconds_to_wait(failures: Failures, free: int, now: datetime) -> int:
    """Return whole seconds until the next try is heard: 2, 4, 8 … up to a minute."""
    over = failures.count - free
    if over < 0:
        return 0
    delay = timedelta(seconds=min(LONGEST_WAIT_S, 2 ** (min(over, 10) + 1)))
    return max(0, math.ceil((failures.last_at + delay - now).total_seconds()))
