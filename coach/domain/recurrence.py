"""When a weekly cue comes, and when a mail may arrive: times on a person's own clock.

On the day when the clocks go forward, a time that is skipped comes as much later as is skipped
(02:30 becomes 03:30); on the day when they go back, a time that comes twice counts the first time.
Calendars do the same (RFC 5545, 3.3.5).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from coach.domain.base import Model

_DAY: Final = timedelta(days=1)
_AHEAD: Final = timedelta(days=10)
"""Any cue comes within so many days, whatever the clocks do."""

Weekday = Annotated[int, Field(ge=0, le=6)]
"""0 is Monday, as in `date.weekday`."""


class Cue(Model):
    """Some weekdays and a time of day."""

    weekdays: tuple[Weekday, ...] = Field(min_length=1)
    at: time


class QuietHours(Model):
    """From a time of day up to another; over midnight where the second is the earlier one."""

    starts: time
    ends: time

    @model_validator(mode="after")
    def _leave_some_hours(self) -> Self:
        if self.starts == self.ends:
            raise ValueError("quiet hours that never end let nothing through")
        return self

    def hold(self, wall: time) -> bool:
        """Return whether a time of day falls into them; their end does not."""
        if self.starts < self.ends:
            return self.starts <= wall < self.ends
        return wall >= self.starts or wall < self.ends


def moment_of(day: date, at: time, zone: tzinfo) -> datetime:
    """Return when it is that time on that day in a zone, in UTC."""
    return datetime.combine(day, at.replace(tzinfo=None, fold=0), tzinfo=zone).astimezone(UTC)


def occurrences(
    cue: Cue, zone: tzinfo, *, after: datetime, until: datetime
) -> Iterator[tuple[date, datetime]]:
    """Yield the days and moments (UTC) of a cue after one moment and up to another."""
    day = after.astimezone(zone).date() - _DAY  # a skipped time may come on the following day
    last = until.astimezone(zone).date()
    while day <= last:
        moment = moment_of(day, cue.at, zone)
        if day.weekday() in cue.weekdays and after < moment <= until:
            yield day, moment
        day += _DAY


def next_occurrences(cue: Cue, zone: tzinfo, *, after: datetime, count: int) -> list[datetime]:
    """Return the coming moments of a cue, in UTC."""
    found = occurrences(cue, zone, after=after, until=after + count * _AHEAD)
    return [moment for _, moment in islice(found, count)]


def after_quiet(moment: datetime, quiet: QuietHours | None, zone: tzinfo) -> datetime:
    """Return the moment itself, or the end of the quiet hours that it falls into."""
    local = moment.astimezone(zone)
    if quiet is None or not quiet.hold(local.time()):
        return moment
    day = local.date() if local.time() < quiet.ends else local.date() + _DAY
    ends = datetime.combine(day, quiet.ends, tzinfo=zone)
    # In the hour that comes twice, the first end may have passed already.
    ways = (ends.astimezone(UTC), ends.replace(fold=1).astimezone(UTC))
    end = next(way for way in ways if way > moment)
    return after_quiet(end, quiet, zone)  # a skipped end may lie in the next quiet hours
