"""Reminders, how people want to be written to, and the addresses of their calendars."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from coach.domain.reminders import Reminder, Rhythm
from coach.storage import rhythm_tables, rows
from coach.storage.records import CalendarFeed

_reminders = rhythm_tables.reminders
_rhythms = rhythm_tables.rhythms
_feeds = rhythm_tables.calendar_feeds
_without_label = select(*(column for column in _reminders.c if column.name != "label"))
_FIXED = frozenset({"id", "owner_id", "created_at"})


class Reminders:
    """What members asked to be reminded of."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, reminder: Reminder) -> None:
        """Save a new reminder."""
        self._connection.execute(insert(_reminders).values(rows.values(reminder)))

    def get(self, reminder_id: str) -> Reminder | None:
        """Return it, or None."""
        query = select(_reminders).where(_reminders.c.id == reminder_id)
        return rows.first(self._connection, query, Reminder)

    def update(self, reminder: Reminder) -> None:
        """Save what changed."""
        changed = rows.values(reminder, exclude=_FIXED)
        query = update(_reminders).where(_reminders.c.id == reminder.id)
        self._connection.execute(query.values(changed))

    def of_owner(self, owner_id: str) -> list[Reminder]:
        """Return a person's reminders, the newest first."""
        query = select(_reminders).where(_reminders.c.owner_id == owner_id)
        query = query.order_by(_reminders.c.created_at.desc(), _reminders.c.id)
        return rows.every(self._connection, query, Reminder)

    def switched_on(self) -> list[Reminder]:
        """Return everybody's reminders that are on, without their words."""
        query = _without_label.where(_reminders.c.is_on).order_by(_reminders.c.id)
        return rows.every(self._connection, query, Reminder)

    def delete(self, reminder_id: str) -> None:
        """Delete it; unknown ids are fine."""
        self._connection.execute(delete(_reminders).where(_reminders.c.id == reminder_id))


class Rhythms:
    """How people want to be written to; nobody has a row before they have chosen something."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, person_id: str, *, lock: bool = False) -> Rhythm | None:
        """Return what a person has chosen; `lock` keeps other writers out."""
        query = select(_rhythms).where(_rhythms.c.person_id == person_id)
        return rows.first(self._connection, query.with_for_update() if lock else query, Rhythm)

    def set(self, rhythm: Rhythm) -> None:
        """Save it in place of what was there."""
        new = rows.values(rhythm)
        make = postgresql.insert if self._connection.dialect.name == "postgresql" else sqlite.insert
        query = make(_rhythms).values(new)
        self._connection.execute(
            query.on_conflict_do_update(index_elements=[_rhythms.c.person_id], set_=new)
        )

    def unpaused(self) -> dict[str, Rhythm]:
        """Return by person what all have chosen who have not paused everything."""
        found = rows.every(self._connection, select(_rhythms).where(~_rhythms.c.is_paused), Rhythm)
        return {rhythm.person_id: rhythm for rhythm in found}


class CalendarFeeds:
    """At most one address a person; only its hash is stored."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def set(self, feed: CalendarFeed) -> None:
        """Save an address in place of the last one, which leads nowhere from now on."""
        self.revoke(feed.person_id)
        self._connection.execute(insert(_feeds).values(rows.values(feed)))

    def revoke(self, person_id: str) -> bool:
        """Delete a person's address; False when there was none."""
        query = delete(_feeds).where(_feeds.c.person_id == person_id)
        return self._connection.execute(query).rowcount == 1

    def by_token(self, token_sha256: str) -> CalendarFeed | None:
        """Return the address with this hash of its token, or None."""
        query = select(_feeds).where(_feeds.c.token_sha256 == token_sha256)
        return rows.first(self._connection, query, CalendarFeed)

    def made_at(self, person_id: str) -> datetime | None:
        """Return since when a person has an address, or None."""
        query = select(_feeds.c.created_at).where(_feeds.c.person_id == person_id)
        return self._connection.execute(query).scalar_one_or_none()
