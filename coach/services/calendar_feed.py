"""A member's own calendar: the sessions of their groups, their check-ins, their days to look back.

Calendars follow an address that nobody can guess. The same state gives the same bytes; an entry
keeps its UID, and its sequence rises with every change.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from coach.domain.commitment import Commitment, CommitmentStatus
from coach.domain.group_session import GroupSession
from coach.domain.people import Actor, Person
from coach.domain.recurrence import occurrences
from coach.domain.reminders import Reminder, comes_on
from coach.errors import NotFound
from coach.services.calendar_file import CalendarEntry, to_calendar
from coach.services.common import Clock, note_event
from coach.services.participation import actor_of
from coach.services.session_mails import reads_sessions
from coach.services.sessions import new_token, token_hash
from coach.services.zones import find_zone
from coach.storage.database import Database
from coach.storage.records import CalendarFeed
from coach.storage.transaction import Transaction

_NAME: Final = "Repertoire"
_CHECK_IN_MINUTES: Final = 10
_BACK: Final = timedelta(days=7)
_AHEAD: Final = timedelta(days=56)
"""Check-ins are listed one by one, from a week ago to eight weeks ahead: each may be the last."""
_ELSEWHERE: Final = "UTC"


class CalendarFeedService:
    """One address a member; it can be made anew or taken back, and leads nowhere then."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def made_at(self, actor: Actor) -> datetime | None:
        """Return since when the actor has an address, or None."""
        with self._database.reading() as tx:
            return tx.calendar_feeds.made_at(actor.person_id)

    def make(self, actor: Actor) -> str:
        """Return the token of a new address, once; an earlier one leads nowhere from now on."""
        now, token = self._clock(), new_token()
        feed = CalendarFeed(
            person_id=actor.person_id, token_sha256=token_hash(token), created_at=now
        )
        with self._database.transaction() as tx:
            tx.calendar_feeds.set(feed)
            note_event(tx, now, "calendar_made", actor_id=actor.person_id)
        return token

    def revoke(self, actor: Actor) -> None:
        """Take the address back; nothing happens when there is none."""
        now = self._clock()
        with self._database.transaction() as tx:
            if tx.calendar_feeds.revoke(actor.person_id):
                note_event(tx, now, "calendar_revoked", actor_id=actor.person_id)

    def file(self, token: str) -> bytes:
        """Return the calendar behind a token; NotFound when it leads nowhere."""
        with self._database.reading() as tx:
            feed = tx.calendar_feeds.by_token(token_hash(token))
            person = tx.people.get(feed.person_id) if feed else None
            if person is None or person.disabled_at is not None:
                raise NotFound
            rhythm = tx.rhythms.get(person.id)
            timezone = rhythm.timezone if rhythm else _ELSEWHERE
            entries = list(_entries(tx, person, find_zone(timezone), self._clock()))
        return to_calendar(entries, name=_NAME, timezone=timezone)


def _entries(
    tx: Transaction, person: Person, zone: ZoneInfo, now: datetime
) -> Iterator[CalendarEntry]:
    actor = actor_of(tx, person, now)
    for group in tx.groups.of_person(person.id):
        if reads_sessions(actor, group.id):
            for session in tx.group_sessions.of_group(group.id):
                yield _session(session, group.name, zone)
    commitments = {c.id: c for c in tx.commitments.of_owner(person.id)}
    for commitment in commitments.values():
        if commitment.status is CommitmentStatus.OPEN and commitment.draft.review_on:
            yield _looking_back(commitment, commitment.draft.review_on)
    for reminder in tx.reminders.of_owner(person.id):
        if reminder.is_on:
            yield from _check_ins(
                reminder, commitments.get(reminder.commitment_id or ""), zone, now
            )


def _session(session: GroupSession, group: str, zone: ZoneInfo) -> CalendarEntry:
    at = session.begins_at
    return CalendarEntry(
        id=session.id,
        kind="session",
        title=f"{group}: session",
        starts_at=None if at is None else datetime.combine(session.held_on, at, tzinfo=zone),
        day=session.held_on if at is None else None,
        minutes=session.request.minutes,
        sequence=_sequence(session.created_at, session.updated_at),
        changed_at=session.updated_at,
    )


def _looking_back(commitment: Commitment, day: date) -> CalendarEntry:
    return CalendarEntry(
        id=f"review-{commitment.id}",
        kind="check_in",
        title="Look back on my commitment",
        day=day,
        sequence=_sequence(commitment.created_at, commitment.updated_at),
        changed_at=commitment.updated_at,
    )


def _check_ins(
    reminder: Reminder, commitment: Commitment | None, zone: ZoneInfo, now: datetime
) -> Iterator[CalendarEntry]:
    """Yield a reminder's check-ins of some weeks, counted from the beginning of a day."""
    midnight = datetime.combine(now.astimezone(UTC).date(), time(), tzinfo=UTC)
    span = {"after": midnight - _BACK, "until": midnight + _AHEAD}
    for day, moment in occurrences(reminder.cue, zone, **span):
        if commitment is None or comes_on(day, commitment):
            yield CalendarEntry(
                id=f"{reminder.id}-{day:%Y%m%d}",
                kind="check_in",
                title=reminder.shown or "Check-in with myself",
                starts_at=moment,
                minutes=_CHECK_IN_MINUTES,
                sequence=_sequence(reminder.created_at, reminder.updated_at),
                changed_at=reminder.updated_at,
            )


def _sequence(created_at: datetime, updated_at: datetime) -> int:
    """Return a number that rises with every change: the seconds until the last one."""
    return max(0, int((updated_at - created_at).total_seconds()))
