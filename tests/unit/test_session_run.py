"""A session being run: its moves and its clock, case by case and against a simulated clock."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from coach.domain.session_clock import read_clock
from coach.domain.session_run import (
    SessionRun,
    add_minutes,
    begin,
    end,
    go_back,
    go_on,
    pause,
    resume,
    stretches,
)
from coach.errors import InvalidInput
from tests.support.agendas import SIX, planned
from tests.support.world import START


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def started() -> SessionRun:
    """Opening 10, six turns of 9, six turns of 2, closing 14."""
    return begin(planned("explore").agenda, START)


def test_the_clock_runs_for_steps_and_turns() -> None:
    run = started()
    assert [s.minutes for s in stretches(run.agenda)] == [10, *[9] * 6, *[2] * 6, 14]
    run = go_on(run, at(10))
    assert run.here is not None
    assert run.here.member_ids == ("ada",)
    reading = read_clock(run, at(14))
    assert (reading.turn_left_s, reading.step_left_s) == (5 * 60, 50 * 60)
    assert (reading.over_by_s, reading.late_by_s) == (0, 0)
    assert reading.ends_at == at(90)


def test_an_overrun_shifts_the_rest() -> None:
    reading = read_clock(started(), at(13))
    assert reading.turn_left_s == -180
    assert reading.over_by_s == 180
    assert reading.late_by_s == 180
    assert reading.coming[0].begins_at == at(13)
    assert reading.coming[-1].ends_at == reading.ends_at == at(93)


def test_moving_on_early_is_time_gained() -> None:
    reading = read_clock(go_on(started(), at(6)), at(6))
    assert reading.late_by_s == -4 * 60


def test_a_pause_stops_the_turn_and_not_the_day() -> None:
    run = pause(started(), at(2))
    assert run.is_paused
    assert read_clock(run, at(5)).turn_left_s == 8 * 60
    assert read_clock(run, at(5)).late_by_s == 3 * 60
    assert resume(run, at(5)).running_since == at(5)
    assert pause(run, at(4)) == run
    assert read_clock(resume(run, at(5)), at(6)).turn_left_s == 7 * 60


def test_a_paused_session_stays_paused_when_it_moves() -> None:
    run = go_on(pause(started(), at(2)), at(3))
    assert run.is_paused
    assert read_clock(run, at(9)).turn_left_s == 9 * 60


def test_an_added_minute_shifts_what_follows() -> None:
    run = add_minutes(go_on(started(), at(10)))
    reading = read_clock(run, at(10))
    assert (reading.turn_left_s, reading.step_left_s) == (600, 55 * 60)
    assert (run.added_minutes, reading.late_by_s) == (1, 60)
    assert run.agenda.steps[1].minutes == 55
    with pytest.raises(InvalidInput, match="at least one minute"):
        add_minutes(run, 0)


def test_going_back_goes_on_with_the_time_left() -> None:
    run = go_back(go_on(started(), at(4)), at(5))
    reading = read_clock(run, at(5))
    assert reading.turn_left_s == 6 * 60
    assert reading.coming[0].ends_at - reading.coming[0].begins_at == timedelta(minutes=8)
    with pytest.raises(InvalidInput, match="first step"):
        go_back(run, at(6))


def test_after_the_last_step_it_is_over_and_can_be_reopened() -> None:
    run = started()
    for _ in stretches(run.agenda):
        run = go_on(run, at(80))
    assert run.is_over
    assert run.here is None
    assert read_clock(run, at(200)).late_by_s == -10 * 60
    for move in (go_on, pause, resume):
        with pytest.raises(InvalidInput, match="over"):
            move(run, at(81))
    again = go_back(run, at(85))
    assert again.here == stretches(run.agenda)[-1]
    assert read_clock(again, at(86)).turn_left_s == 13 * 60


def test_a_session_ends_early_and_goes_on_where_it_ended() -> None:
    run = end(go_on(started(), at(10)), at(12))
    assert run.is_over
    assert run.here is None
    assert read_clock(run, at(30)).late_by_s == -78 * 60
    with pytest.raises(InvalidInput, match="over"):
        end(run, at(13))
    again = go_back(run, at(20))
    assert again.here == stretches(run.agenda)[1]
    assert read_clock(again, at(21)).turn_left_s == 6 * 60
    assert again.reached == 1


def test_a_session_that_ends_in_its_first_step_can_be_reopened() -> None:
    assert go_back(end(started(), at(2)), at(3)).at == 0


def test_a_clock_that_is_set_back_takes_nothing_away() -> None:
    assert read_clock(started(), at(-5)).turn_left_s == 600


class SimulatedSession(RuleBasedStateMachine):
    """Any moves at any time, beside a plain stopwatch that counts second by second."""

    def __init__(self) -> None:
        super().__init__()
        self.run = begin(planned("explore", members=3, minutes=60).agenda, START)
        self.now = START
        self.watch = dict.fromkeys(range(len(stretches(self.run.agenda))), 0.0)
        self.paused_s = self.over_s = 0.0
        self.added = 0

    @rule(seconds=st.integers(0, 900))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        if self.run.is_paused:
            self.paused_s += seconds
        elif self.run.is_over:
            self.over_s += seconds
        else:
            self.watch[self.run.at] += seconds

    @precondition(lambda self: not self.run.is_over)
    @rule()
    def next(self) -> None:
        self.run = go_on(self.run, self.now)

    @precondition(lambda self: self.run.at > 0 and not self.run.is_over)
    @rule()
    def back(self) -> None:
        self.run = go_back(self.run, self.now)

    @precondition(lambda self: not self.run.is_over)
    @rule()
    def end(self) -> None:
        self.run = end(self.run, self.now)

    @precondition(lambda self: self.run.is_over)
    @rule()
    def reopen(self) -> None:
        self.run = go_back(self.run, self.now)

    @precondition(lambda self: not self.run.is_over)
    @rule()
    def pause(self) -> None:
        self.run = pause(self.run, self.now)

    @precondition(lambda self: not self.run.is_over)
    @rule()
    def resume(self) -> None:
        self.run = resume(self.run, self.now)

    @precondition(lambda self: not self.run.is_over)
    @rule(minutes=st.integers(1, 3))
    def add(self, minutes: int) -> None:
        self.run = add_minutes(self.run, minutes)
        self.added += minutes

    @invariant()
    def the_clock_is_the_stopwatch(self) -> None:
        every = stretches(self.run.agenda)
        reading = read_clock(self.run, self.now)
        assert self.run.agenda.planned == 60 + self.added
        if self.run.is_over:
            return
        left = {i: s.minutes * 60 - self.watch[i] for i, s in enumerate(every)}
        assert reading.turn_left_s == left[self.run.at]
        same = [i for i, s in enumerate(every) if s.step == every[self.run.at].step]
        assert reading.step_left_s == sum(left[i] for i in same)
        rest = sum(max(0.0, left[i]) for i in range(self.run.at, len(every)))
        assert reading.ends_at == self.now + timedelta(seconds=rest)

    @invariant()
    def all_time_is_accounted_for(self) -> None:
        gone = (self.now - START).total_seconds()
        assert sum(self.watch.values()) + self.paused_s + self.over_s == gone
        if self.run.is_over:
            assert list(self.run.used_s) == list(self.watch.values())

    @invariant()
    def it_survives_being_stored(self) -> None:
        assert SessionRun.model_validate_json(self.run.model_dump_json()) == self.run


TestSimulatedSession = SimulatedSession.TestCase
TestSimulatedSession.settings = settings(deadline=None, max_examples=50, stateful_step_count=30)


@settings(deadline=None)
@given(st.lists(st.integers(0, 1200), min_size=14, max_size=14))
def test_a_session_without_pauses_is_late_by_what_its_turns_took(took: list[int]) -> None:
    run, now = started(), START
    for seconds in took:
        now += timedelta(seconds=seconds)
        run = go_on(run, now)
    assert run.is_over
    assert run.used_s == tuple(took)
    assert read_clock(run, now).late_by_s == sum(took) - 90 * 60
    assert run.agenda.member_ids == SIX
