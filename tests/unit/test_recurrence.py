"""Cues and quiet hours over every change of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from coach.domain.recurrence import Cue, QuietHours, after_quiet, next_occurrences, occurrences

BERLIN: Final = ZoneInfo("Europe/Berlin")
ZONES: Final = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata",
            "America/Santiago", "Africa/Cairo", "Pacific/Auckland", "UTC",
        )
    ]
)  # fmt: skip
"""Lord Howe moves by half an hour, Santiago and Cairo at midnight."""
MOMENTS: Final = st.timedeltas(timedelta(0), timedelta(days=1095)).map(
    lambda after: datetime(2025, 1, 1, tzinfo=UTC) + after
)
TIMES: Final = st.builds(time, st.integers(0, 23), st.integers(0, 59))
CUES: Final = st.builds(
    Cue, weekdays=st.lists(st.integers(0, 6), min_size=1, unique=True).map(tuple), at=TIMES
)
QUIET: Final = (
    st.tuples(TIMES, TIMES)
    .filter(lambda ends: ends[0] != ends[1])
    .map(lambda ends: QuietHours(starts=ends[0], ends=ends[1]))
)
SPANS: Final = st.timedeltas(timedelta(0), timedelta(days=40))
EVERY_DAY: Final = (0, 1, 2, 3, 4, 5, 6)


@given(CUES, ZONES, MOMENTS, SPANS, SPANS)
def test_cutting_a_span_in_two_loses_no_occurrence_and_doubles_none(
    cue: Cue, zone: ZoneInfo, start: datetime, first: timedelta, second: timedelta
) -> None:
    middle, end = start + first, start + first + second
    whole = list(occurrences(cue, zone, after=start, until=end))
    before = list(occurrences(cue, zone, after=start, until=middle))
    after = list(occurrences(cue, zone, after=middle, until=end))
    assert before + after == whole


@given(CUES, ZONES, MOMENTS)
def test_occurrences_come_in_order_on_their_days_at_their_time(
    cue: Cue, zone: ZoneInfo, start: datetime
) -> None:
    found = list(occurrences(cue, zone, after=start, until=start + timedelta(days=400)))
    assert all(one[1] < other[1] and one[0] < other[0] for one, other in pairwise(found))
    assert all(day.weekday() in cue.weekdays for day, _ in found)
    for day, moment in found:
        local = moment.astimezone(zone)
        later = datetime.combine(day, local.time()) - datetime.combine(day, cue.at)
        assert local.date() == day
        assert later in {timedelta(0), timedelta(minutes=30), timedelta(hours=1)}


@given(CUES, ZONES, MOMENTS, st.integers(1, 5))
def test_as_many_as_asked_for_lie_ahead(
    cue: Cue, zone: ZoneInfo, start: datetime, count: int
) -> None:
    found = next_occurrences(cue, zone, after=start, count=count)
    assert len(found) == count
    assert all(moment > start for moment in found)


def test_a_time_that_is_skipped_comes_as_much_later() -> None:
    cue = Cue(weekdays=EVERY_DAY, at=time(2, 30))
    noon = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert list(occurrences(cue, BERLIN, after=noon, until=noon + timedelta(days=1))) == [
        (date(2026, 3, 29), datetime(2026, 3, 29, 1, 30, tzinfo=UTC))
    ]
    assert datetime(2026, 3, 29, 1, 30, tzinfo=UTC).astimezone(BERLIN).time() == time(3, 30)


def test_a_time_that_comes_twice_counts_once() -> None:
    cue = Cue(weekdays=EVERY_DAY, at=time(2, 30))
    noon = datetime(2026, 10, 24, 12, tzinfo=UTC)
    assert list(occurrences(cue, BERLIN, after=noon, until=noon + timedelta(days=1))) == [
        (date(2026, 10, 25), datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
    ]


def test_the_time_on_the_wall_stays_when_the_clocks_change() -> None:
    cue = Cue(weekdays=(0,), at=time(9))
    found = next_occurrences(cue, BERLIN, after=datetime(2026, 3, 22, tzinfo=UTC), count=2)
    assert [moment.hour for moment in found] == [8, 7]


@given(MOMENTS, QUIET, ZONES)
def test_what_may_arrive_is_never_earlier_and_never_in_quiet_hours(
    moment: datetime, quiet: QuietHours, zone: ZoneInfo
) -> None:
    arrives = after_quiet(moment, quiet, zone)
    assert arrives >= moment
    assert not quiet.hold(arrives.astimezone(zone).time())
    assert after_quiet(arrives, quiet, zone) == arrives
    if not quiet.hold(moment.astimezone(zone).time()):
        assert arrives == moment
    assert arrives - moment < timedelta(days=2)


@given(MOMENTS, ZONES)
def test_without_quiet_hours_nothing_waits(moment: datetime, zone: ZoneInfo) -> None:
    assert after_quiet(moment, None, zone) == moment


@pytest.mark.parametrize(
    ("starts", "ends", "at", "arrives"),
    [
        ((20, 0), (7, 0), "2026-03-02T21:00+01:00", "2026-03-03T07:00+01:00"),
        ((20, 0), (7, 0), "2026-03-02T06:59+01:00", "2026-03-02T07:00+01:00"),
        ((20, 0), (7, 0), "2026-03-02T07:00+01:00", "2026-03-02T07:00+01:00"),
        ((12, 0), (13, 0), "2026-03-02T12:30+01:00", "2026-03-02T13:00+01:00"),
        ((20, 0), (7, 0), "2026-03-28T23:00+01:00", "2026-03-29T07:00+02:00"),
        ((20, 0), (2, 30), "2026-03-29T01:30+01:00", "2026-03-29T03:30+02:00"),
        ((20, 0), (2, 30), "2026-10-25T02:10+02:00", "2026-10-25T02:30+02:00"),
        ((20, 0), (2, 30), "2026-10-25T02:10+01:00", "2026-10-25T02:30+01:00"),
    ],
)
def test_a_mail_waits_for_the_end_of_the_quiet_hours(
    starts: tuple[int, int], ends: tuple[int, int], at: str, arrives: str
) -> None:
    quiet = QuietHours(starts=time(*starts), ends=time(*ends))
    moment = datetime.fromisoformat(at)
    assert after_quiet(moment, quiet, BERLIN) == datetime.fromisoformat(arrives)


def test_quiet_hours_that_never_end_and_cues_without_a_day_are_refused() -> None:
    with pytest.raises(ValidationError):
        QuietHours(starts=time(7), ends=time(7))
    with pytest.raises(ValidationError):
        Cue(weekdays=(), at=time(7))
