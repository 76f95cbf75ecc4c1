"""Sends what is due, in the background: each event makes one mail, over any number of restarts.

A mail is claimed, sent and marked. Other processes on the same database leave a claimed one alone
until the claim ends. One window is left: when the server has taken a mail and this process is
killed, or the database away, before it is marked, the mail is sent again, with the same Message-ID,
by which mail programs know a double.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta
from typing import Final

from coach.domain.recurrence import after_quiet
from coach.errors import MailRefused, UpstreamUnavailable
from coach.services.bugs import log_bug
from coach.services.common import Clock, new_id
from coach.services.letters import Letter, Letters
from coach.services.mail import Mailer
from coach.services.occasions import due_mails
from coach.services.zones import find_zone
from coach.storage.database import Database
from coach.storage.outbox import Settled
from coach.storage.records import OutboxMail

logger = logging.getLogger(__name__)

WAITS: Final = tuple(timedelta(minutes=m) for m in (1, 5, 20, 60, 180, 360, 720))
"""After each try that failed; the last wait repeats."""
GIVEN_UP_AFTER: Final = timedelta(days=3)
CLAIM: Final = timedelta(minutes=15)
"""Longer than any mail takes, see the time-outs in `mail`."""
_KEPT: Final = timedelta(days=60)
_LOOK_EVERY_S: Final = 20.0
_JOIN_S: Final = 10.0


class Postman:
    """Looks for what is due and sends it; without a mail server there is nothing to do."""

    def __init__(self, database: Database, clock: Clock, mailer: Mailer, letters: Letters) -> None:
        self._database = database
        self._clock = clock
        self._mailer = mailer
        self._letters = letters
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, *, delay_s: float = 0.0) -> None:
        """Go round from now on, in the background and after a while."""
        if self._mailer.is_set_up:
            self._thread = threading.Thread(
                target=self._rounds, args=(delay_s,), name="postman", daemon=True
            )
            self._thread.start()

    def close(self) -> None:
        """Finish the mail that is under way, and no other."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join(_JOIN_S)

    def go_round(self) -> int:
        """Collect what is due and send all that waits; return how many mails were sent.

        It ends early when the server cannot be reached: the others would wait for nothing.
        """
        self._collect()
        sent = 0
        while not self._ending.is_set() and (claimed := self._claim()) is not None:
            mail, claim = claimed
            try:
                sent += self._deliver(mail, claim)
            except UpstreamUnavailable as error:
                self._try_later(mail, claim, error)
                break
        return sent

    def _rounds(self, delay_s: float) -> None:
        wait_s = delay_s
        while not self._ending.wait(wait_s):
            try:
                self.go_round()
            except Exception as error:  # noqa: BLE001 - the next round may fare better
                log_bug(logger, "a round of mails", error)
            wait_s = _LOOK_EVERY_S

    def _collect(self) -> None:
        now = self._clock()
        with self._database.reading() as tx:
            due = due_mails(tx, now)
        if due:
            with self._database.transaction() as tx:
                for mail in due:
                    tx.outbox.add(mail)
                tx.outbox.forget(now - _KEPT)

    def _claim(self) -> tuple[OutboxMail, str] | None:
        """Take the next mail that waits, for this process alone; None when there is none."""
        now, claim = self._clock(), new_id()
        while True:
            with self._database.reading() as tx:
                mail_id = tx.outbox.due(now)
            if mail_id is None:
                return None
            with self._database.transaction() as tx:
                if tx.outbox.claim(mail_id, claim, now=now, until=now + CLAIM):
                    mail = tx.outbox.get(mail_id)
                    return None if mail is None else (mail, claim)

    def _deliver(self, mail: OutboxMail, claim: str) -> bool:
        """Send a claimed mail; False when it was not wanted, has to wait or was refused."""
        now = self._clock()
        with self._database.reading() as tx:
            rhythm = tx.rhythms.get(mail.person_id)
            letter = self._letters.write(tx, mail, rhythm, now) if rhythm else None
        if rhythm is None or letter is None:
            self._settle(mail, claim, "dropped")
            return False
        quiet_until = after_quiet(now, rhythm.quiet, find_zone(rhythm.timezone))
        if quiet_until > now:
            self._postpone(mail, claim, quiet_until, tries=mail.tries)
            return False
        try:
            self._send(letter)
        except MailRefused as error:
            self._give_up(mail, claim, error)
            return False
        self._settle(mail, claim, "sent")
        return True

    def _send(self, letter: Letter) -> None:
        self._mailer.send(letter.to, letter.subject, letter.text, letter.headers)

    def _try_later(self, mail: OutboxMail, claim: str, error: UpstreamUnavailable) -> None:
        now = self._clock()
        if now - mail.meant_for >= GIVEN_UP_AFTER:
            self._give_up(mail, claim, error)
            return
        wait = WAITS[min(mail.tries, len(WAITS) - 1)]
        self._postpone(mail, claim, now + wait, tries=mail.tries + 1)

    def _give_up(self, mail: OutboxMail, claim: str, error: Exception) -> None:
        """Note it with our own words: those of a server can hold the address."""
        logger.warning("A mail (%s) was given up: %s", mail.kind.value, error)
        self._settle(mail, claim, "given_up")

    def _settle(self, mail: OutboxMail, claim: str, state: Settled) -> None:
        with self._database.transaction() as tx:
            tx.outbox.settle(mail.id, claim, state)

    def _postpone(self, mail: OutboxMail, claim: str, until: datetime, *, tries: int) -> None:
        with self._database.transaction() as tx:
            tx.outbox.postpone(mail.id, claim, until, tries=tries)
