"""Sessions and check-ins as a calendar file (RFC 5545) that calendars can follow.

An entry keeps its UID for life; whoever changes it raises its `sequence`, by which a calendar knows
the newer version. A cancelled entry stays in the file: only so does it vanish from calendars that
have it. The same entries give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, timedelta
from typing import Literal, Self
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event
from pydantic import AwareDatetime, Field, model_validator

from coach.domain.base import Model
from coach.services.safe_text import one_line, printable
from coach.services.zones import find_zone

_PRODUCT = "-//Repertoire//repertoire-coach//EN"
_MARGIN = timedelta(days=366)
"""Around the entries, for the changes of the clock that the file must know."""


class CalendarEntry(Model):
    """A session of a group, or a member's own check-in: at a time, or on a day as a whole."""

    id: str = Field(pattern=r"^[A-Za-z0-9._-]+$")
    kind: Literal["session", "check_in"]
    title: str
    description: str = ""
    starts_at: AwareDatetime | None = None
    minutes: int = Field(default=90, ge=1)
    """Only with `starts_at`."""
    day: date | None = None
    sequence: int = Field(default=0, ge=0)
    """How often it was changed."""
    changed_at: AwareDatetime
    is_cancelled: bool = False

    @model_validator(mode="after")
    def _has_a_time_or_a_day(self) -> Self:
        if (self.starts_at is None) == (self.day is None):
            raise ValueError("give either the time at which it starts or its day")
        return self

    @property
    def uid(self) -> str:
        """By which a calendar knows it again."""
        return f"{self.kind}-{self.id}@repertoire"


def to_calendar(entries: Sequence[CalendarEntry], *, name: str, timezone: str) -> bytes:
    """Return a calendar file; times are local ones of `timezone` (an IANA name)."""
    zone = find_zone(timezone)
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", one_line(name))
    calendar.add("x-wr-timezone", timezone)
    for entry in entries:
        calendar.add_component(_event(entry, zone))
    days = [entry.starts_at.date() for entry in entries if entry.starts_at]
    if days:
        calendar.add_missing_timezones(min(days) - _MARGIN, max(days) + _MARGIN)
    return bytes(calendar.to_ical())


def _event(entry: CalendarEntry, zone: ZoneInfo) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("summary", one_line(entry.title))
    if entry.description:
        event.add("description", printable(entry.description))
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    # A check-in takes no time off the calendar of others who look for a free hour.
    event.add("transp", "TRANSPARENT" if entry.kind == "check_in" else "OPAQUE")
    if entry.starts_at is not None:
        # In UTC, because local times do not add up in the night when the clocks change.
        ends_at = entry.starts_at.astimezone(UTC) + timedelta(minutes=entry.minutes)
        event.add("dtstart", entry.starts_at.astimezone(zone))
        event.add("dtend", ends_at.astimezone(zone))
    elif entry.day is not None:
        event.add("dtstart", entry.day)
    return event
