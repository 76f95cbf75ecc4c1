"""Calendar files, read back with the library that calendars are read with."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event
from pydantic import ValidationError

from coach.errors import InvalidInput
from coach.services.calendar_file import CalendarEntry, to_calendar
from tests.support.world import START


def entry(**fields: object) -> CalendarEntry:
    whole = {
        "id": "s1",
        "kind": "session",
        "title": "Northside managers: session 1",
        "starts_at": datetime(2026, 3, 25, 9, 0, tzinfo=UTC),
        "changed_at": START,
        **fields,
    }
    return CalendarEntry.model_validate(whole)


def written(*entries: CalendarEntry, timezone: str = "Europe/Berlin") -> bytes:
    return to_calendar(entries, name="Northside managers", timezone=timezone)


def events(data: bytes) -> list[Event]:
    calendar = Calendar.from_ical(data)
    assert isinstance(calendar, Calendar)
    return calendar.events


def test_a_session_stands_at_its_local_time() -> None:
    (event,) = events(written(entry(minutes=75, description="Bring a case;\nask, listen")))
    assert event.start == datetime(2026, 3, 25, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    assert event.end - event.start == timedelta(minutes=75)
    assert event["summary"] == "Northside managers: session 1"
    assert event["description"] == "Bring a case;\nask, listen"
    assert (event["status"], event["transp"]) == ("CONFIRMED", "OPAQUE")


def test_the_time_zone_is_in_the_file() -> None:
    data = written(entry())
    assert b"DTSTART;TZID=Europe/Berlin:20260325T100000" in data
    calendar = Calendar.from_ical(data)
    assert isinstance(calendar, Calendar)
    assert [zone.tz_name for zone in calendar.timezones] == ["Europe/Berlin"]


def test_local_time_stays_when_the_clocks_change() -> None:
    sessions = [
        entry(id=f"s{month}", starts_at=datetime(2026, month, 20, 9, tzinfo=ZoneInfo("Asia/Tokyo")))
        for month in (3, 4)
    ]
    first, second = events(written(*sessions, timezone="Europe/London"))
    assert [f"{event.start:%H:%M}" for event in (first, second)] == ["00:00", "01:00"]


def test_a_session_is_as_long_in_the_night_when_the_clocks_change() -> None:
    data = written(entry(starts_at=datetime(2026, 3, 29, 0, 30, tzinfo=UTC), minutes=90))
    assert b"DTSTART;TZID=Europe/Berlin:20260329T013000" in data
    assert b"DTEND;TZID=Europe/Berlin:20260329T040000" in data


def test_a_check_in_takes_a_day_and_no_time() -> None:
    check_in = entry(
        kind="check_in", starts_at=None, day=date(2026, 4, 1), title="How is it going?"
    )
    (event,) = events(written(check_in))
    assert event.start == date(2026, 4, 1)
    assert event["transp"] == "TRANSPARENT"


def test_an_update_keeps_its_uid_and_a_cancellation_stays() -> None:
    before = entry()
    moved = before.model_copy(update={"sequence": 1, "starts_at": START + timedelta(days=9)})
    cancelled = moved.model_copy(update={"sequence": 2, "is_cancelled": True})
    versions = [events(written(version))[0] for version in (before, moved, cancelled)]
    assert {event["uid"] for event in versions} == {"session-s1@repertoire"}
    assert [event["sequence"] for event in versions] == [0, 1, 2]
    assert [event["status"] for event in versions] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert versions[0].start != versions[1].start == versions[2].start


def test_a_session_and_a_check_in_of_one_id_are_two_entries() -> None:
    found = events(written(entry(), entry(kind="check_in")))
    assert len({event["uid"] for event in found}) == 2


def test_the_same_entries_give_the_same_bytes() -> None:
    assert written(entry()) == written(entry())
    assert events(written()) == []


def test_words_cannot_become_lines_of_the_file() -> None:
    title = "Ours\r\nEND:VEVENT\nBEGIN:VALARM\x00"
    data = written(entry(title=title, description=title))
    (event,) = events(data)
    assert event["summary"] == "Ours END:VEVENT BEGIN:VALARM"
    assert event["description"] == "Ours\nEND:VEVENT\nBEGIN:VALARM"
    assert b"\0" not in data
    assert event.subcomponents == []


@pytest.mark.parametrize("timezone", ["Mars/Base", "", "../etc/passwd", "Europe", "x" * 300])
def test_an_unknown_time_zone_is_refused(timezone: str) -> None:
    with pytest.raises(InvalidInput, match="no time zone"):
        written(entry(), timezone=timezone)


@pytest.mark.parametrize(
    "fields",
    [
        {"starts_at": None},
        {"day": date(2026, 4, 1)},
        {"starts_at": datetime(2026, 3, 25, 9, 0)},  # noqa: DTZ001 - the case
        {"id": "a\r\nb"},
    ],
)
def test_an_entry_without_a_clear_time_or_id_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        entry(**fields)
