"""What the clock brings about: reminders, the day before a session, the weekly mail.

All of it follows from what is stored and the moment, so nothing is lost while the app is down, and
looking twice finds the same: an event has a name, and a name makes one mail.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

from coach.domain.recurrence import Cue, after_quiet, moment_of, occurrences
from coach.domain.reminders import MailKind, Rhythm
from coach.services.common import new_id
from coach.services.letters import LATEST
from coach.services.session_mails import listeners, session_event
from coach.services.zones import find_zone
from coach.storage.records import OutboxMail
from coach.storage.transaction import Transaction

DIGEST_AT: Final = time(8)
EVE_AT: Final = time(9)
_DAY: Final = timedelta(days=1)


def due_mails(tx: Transaction, now: datetime) -> list[OutboxMail]:
    """Return the mails whose time has come and that the outbox does not know yet."""
    rhythms = tx.rhythms.unpaused()
    found = [
        *_reminders(tx, rhythms, now),
        *_eves(tx, rhythms, now),
        *(mail for rhythm in rhythms.values() for mail in _digests(rhythm, now)),
    ]
    known = tx.outbox.known(mail.event for mail in found)
    return [mail for mail in found if mail.event not in known]


def _reminders(tx: Transaction, rhythms: dict[str, Rhythm], now: datetime) -> Iterator[OutboxMail]:
    """Yield them by their cues alone: whether one still comes is asked when it is sent."""
    for reminder in tx.reminders.switched_on():
        rhythm = rhythms.get(reminder.owner_id)
        if rhythm is None:
            continue
        for day, moment in _of_cue(reminder.cue, rhythm, MailKind.REMINDER, now):
            if moment > reminder.updated_at:
                event = f"reminder.{reminder.id}.{day}.{reminder.at:%H%M}"
                yield _mail(event, rhythm, MailKind.REMINDER, reminder.id, day, moment)


def _eves(tx: Transaction, rhythms: dict[str, Rhythm], now: datetime) -> Iterator[OutboxMail]:
    """Yield mails of the day before, but for sessions that were planned or moved later than that.

    Those were told of at once.
    """
    today = now.date()  # in UTC: elsewhere it can be the day before or after
    for session in tx.group_sessions.between(today - _DAY, today + 2 * _DAY):
        for person_id, rhythm in listeners(tx, session.group_id, rhythms).items():
            moment = moment_of(session.held_on - _DAY, EVE_AT, find_zone(rhythm.timezone))
            earliest = max(now - LATEST[MailKind.EVE], rhythm.since, session.updated_at)
            if earliest < moment <= now:
                event = session_event(MailKind.EVE, session, person_id)
                kind, day = MailKind.EVE, session.held_on
                yield _mail(event, rhythm, kind, session.id, day, moment)


def _digests(rhythm: Rhythm, now: datetime) -> Iterator[OutboxMail]:
    if rhythm.digest_weekday is None:
        return
    cue = Cue(weekdays=(rhythm.digest_weekday,), at=DIGEST_AT)
    for day, moment in _of_cue(cue, rhythm, MailKind.DIGEST, now):
        event = f"digest.{rhythm.person_id}.{day}"
        yield _mail(event, rhythm, MailKind.DIGEST, rhythm.person_id, day, moment)


def _of_cue(
    cue: Cue, rhythm: Rhythm, kind: MailKind, now: datetime
) -> Iterator[tuple[date, datetime]]:
    after = max(now - LATEST[kind], rhythm.since)
    return occurrences(cue, find_zone(rhythm.timezone), after=after, until=now)


def _mail(
    event: str, rhythm: Rhythm, kind: MailKind, subject_id: str, day: date, moment: datetime
) -> OutboxMail:
    meant_for = after_quiet(moment, rhythm.quiet, find_zone(rhythm.timezone))
    return OutboxMail(
        id=new_id(),
        event=event,
        person_id=rhythm.person_id,
        kind=kind,
        subject_id=subject_id,
        day=day,
        meant_for=meant_for,
        next_try_at=meant_for,
    )
