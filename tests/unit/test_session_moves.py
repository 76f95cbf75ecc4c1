"""Moves with a version: whoever presses on an old state changes nothing and skips nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.domain.session_clock import read_clock
from coach.domain.session_moves import OVERTAKEN, KeptRun, Move, following, made
from coach.domain.session_run import SessionRun, begin, stretches
from coach.errors import InvalidInput
from tests.support.agendas import planned
from tests.support.world import START


def kept(run: SessionRun | None = None, version: int = 1) -> KeptRun:
    run = run or begin(planned("explore").agenda, START)
    return KeptRun(session_id="s", version=version, run=run, changed_at=START)


def test_every_move_does_what_it_is_called() -> None:
    run = begin(planned("explore").agenda, START)
    assert made(run, Move.NEXT, START).at == 1
    assert made(made(run, Move.NEXT, START), Move.BACK, START).at == 0
    paused = made(run, Move.PAUSE, START)
    assert paused.is_paused
    assert made(paused, Move.RESUME, START) == run
    assert made(run, Move.ADD_MINUTE, START).added_minutes == 1
    assert made(run, Move.END, START).is_over


def test_of_two_who_press_at_once_the_second_is_refused() -> None:
    first = following(kept(), 1, lambda run: made(run, Move.NEXT, START), START)
    assert (first.version, first.run.at) == (2, 1)
    with pytest.raises(InvalidInput) as caught:
        following(first, 1, lambda run: made(run, Move.NEXT, START), START)
    assert str(caught.value) == OVERTAKEN


Press = tuple[Move, int, int]
"""What is pressed, how many versions behind what is stored, and seconds since the last press."""
presses = st.lists(
    st.tuples(st.sampled_from(Move), st.integers(0, 2), st.integers(0, 400)), max_size=40
)


@settings(deadline=None)
@given(presses)
def test_however_many_press_no_turn_is_skipped_and_the_times_add_up(pressed: list[Press]) -> None:
    state, now, added = kept(), START, 0
    planned_minutes = state.run.planned_minutes
    for move, behind, seconds in pressed:
        now += timedelta(seconds=seconds)
        before = state
        try:
            change = partial(made, move=move, now=now)
            state = following(state, state.version - behind, change, now)
        except InvalidInput:
            assert state is before
            continue
        assert behind == 0
        assert state.version == before.version + 1
        assert abs(state.run.at - before.run.at) <= 1
        assert state.run.reached <= before.run.reached + 1
        added += move is Move.ADD_MINUTE
        assert state.run.agenda.planned == planned_minutes + added
        spent = sum(state.run.used_s) + _running_s(state.run, now)
        assert 0 <= spent <= (now - START).total_seconds()
        every = stretches(state.run.agenda)
        assert len(every) == len(state.run.used_s)
        assert sum(stretch.minutes for stretch in every) == state.run.agenda.planned
        assert read_clock(state.run, now).ends_at >= START


def _running_s(run: SessionRun, now: datetime) -> float:
    return (now - run.running_since).total_seconds() if run.running_since else 0.0
