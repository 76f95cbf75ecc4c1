"""When a page that waits for something is drawn anew."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
import streamlit as st

from coach.web.components import watch


class _DrawnAnewError(Exception):
    pass


class Clock:
    """The part of the page that looks, without a browser."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, busy: bool) -> None:
        self.busy = busy
        self.answered = 0
        self.every_s: float | None = None
        self._run: Callable[[], None] = lambda: None
        monkeypatch.setattr(st, "fragment", self._fragment)
        monkeypatch.setattr(st, "rerun", self._rerun)
        conversations = SimpleNamespace(how_many=lambda: self.answered)
        services = SimpleNamespace(conversations=conversations)
        monkeypatch.setattr("coach.web.components.watch.services", lambda: services)

    def draw(self, *, waiting: bool | None = None, by_clock: bool = True) -> None:
        waiting = self.busy if waiting is None else waiting
        watch.draw_anew_after(lambda: self.busy, waiting=waiting, by_clock=by_clock)

    def looks(self, times: int) -> int:
        """Look until the page is drawn anew; return how often that took, 0 for never."""
        for time in range(1, times + 1):
            try:
                self._run()
            except _DrawnAnewError:
                return time
        return 0

    def _fragment(self, *, run_every: float | None) -> Callable[[Callable[[], None]], object]:
        def keep(run: Callable[[], None]) -> Callable[[], None]:
            self.every_s, self._run = run_every, run
            return run

        return keep

    def _rerun(self) -> None:
        raise _DrawnAnewError


def test_it_looks_while_there_is_something_to_wait_for(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch, busy=True)
    clock.draw()
    assert clock.every_s == 1.0
    assert clock.looks(20) == 0
    clock.busy = False
    assert clock.looks(20) == 1


def test_what_arrives_while_the_page_is_drawn_is_drawn_at_the_first_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Clock(monkeypatch, busy=False)
    clock.draw(waiting=True)
    assert clock.every_s == 1.0
    assert clock.looks(20) == 1


@pytest.mark.parametrize(("answered", "every_s"), [(0, 1.0), (20, 1.0), (40, 2.0), (200, 10.0)])
def test_it_looks_less_often_while_many_people_are_answered(
    monkeypatch: pytest.MonkeyPatch, answered: int, every_s: float
) -> None:
    clock = Clock(monkeypatch, busy=True)
    clock.answered = answered
    clock.draw()
    assert clock.every_s == every_s


def test_nothing_to_wait_for_needs_no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch, busy=False)
    clock.draw()
    assert clock.every_s is None


def test_a_page_that_is_drawn_anew_by_itself_needs_no_clock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Clock(monkeypatch, busy=True)
    clock.draw(by_clock=False)
    assert clock.every_s is None


def test_one_late_look_of_an_earlier_clock_draws_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch, busy=False)
    clock.draw()
    assert clock.looks(2) == 0


def test_a_clock_that_runs_on_without_a_cause_draws_the_page_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Clock(monkeypatch, busy=False)
    clock.draw()
    assert clock.looks(20) == 3
