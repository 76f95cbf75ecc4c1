"""Late comers and early leavers: what has begun stays, the rest is divided anew."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from coach.domain.agenda import Step, StepKind
from coach.domain.agenda_builder import plan
from coach.domain.agenda_request import Request
from coach.domain.attendance import joined, left
from coach.domain.session_clock import read_clock
from coach.domain.session_run import SessionRun, begin, go_on, stretches
from coach.errors import InvalidInput
from tests.support.agendas import TEMPLATES, planned, requests
from tests.support.world import START


def running(to: int, kind: str = "explore", **fields: object) -> SessionRun:
    members, minutes = fields.pop("members", 6), fields.pop("minutes", 90)
    assert isinstance(members, int)
    assert isinstance(minutes, int)
    run = begin(planned(kind, members, minutes, **fields).agenda, START)
    for _ in range(to):
        run = go_on(run, START)
    return run


def turns(run: SessionRun, key: str) -> list[tuple[str, int]]:
    step = step_of(run, key)
    return [(turn.member_ids[0], turn.minutes) for turn in step.turns]


def step_of(run: SessionRun, key: str) -> Step:
    return next(step for step in run.agenda.steps if step.key == key)


def test_a_late_comer_shares_the_turns_to_come() -> None:
    run = joined(running(to=3), "gil")  # after the opening, ada and ben, cai is speaking
    assert turns(run, "exploring")[:3] == [("ada", 9), ("ben", 9), ("cai", 9)]
    assert turns(run, "exploring")[3:] == [("dee", 6), ("eve", 6), ("fay", 6), ("gil", 6)]
    assert [m for m, _ in turns(run, "commitments")][-2:] == ["ada", "gil"]
    assert run.agenda.member_ids[-1] == "gil"


def test_odd_minutes_go_to_the_closing() -> None:
    run = joined(running(to=2), "gil")  # ada and ben have begun: 36 minutes for five
    assert [minutes for _, minutes in turns(run, "exploring")] == [9, 9, 7, 7, 7, 7, 7]
    assert [minutes for _, minutes in turns(run, "commitments")] == [1] * 7  # 12 for 7
    assert step_of(run, "closing").minutes == 14 + 1 + 5
    assert run.agenda.planned == 90


def test_a_session_gets_longer_when_a_turn_would_fall_below_its_least() -> None:
    before = running(0, "check_in", minutes=20)  # every turn is at its least
    run = joined(before, "gil")
    assert [minutes for _, minutes in turns(run, "check_in")] == [2] * 7
    assert read_clock(run, START).late_by_s == 2 * 60
    assert left(run, "gil").agenda.planned == before.agenda.planned


def test_who_leaves_leaves_their_time_to_those_who_wait() -> None:
    run = left(running(to=3), "fay")
    assert turns(run, "exploring") == [("ada", 9), ("ben", 9), ("cai", 9), ("dee", 13), ("eve", 13)]
    assert run.agenda.planned == 90


def test_who_has_the_turn_keeps_it() -> None:
    run = left(running(to=3), "cai")
    assert turns(run, "exploring")[2] == ("cai", 9)
    assert "cai" not in dict(turns(run, "commitments"))


def test_the_time_of_the_last_ones_goes_to_the_closing_when_they_leave() -> None:
    run = left(running(to=5), "fay")
    assert [member for member, _ in turns(run, "exploring")] == ["ada", "ben", "cai", "dee", "eve"]
    assert run.agenda.planned == 90


def test_who_comes_back_after_their_turn_has_no_second_one() -> None:
    run = joined(left(running(to=3), "ada"), "ada")
    assert [m for m, _ in turns(run, "exploring")].count("ada") == 1
    assert [m for m, _ in turns(run, "commitments")].count("ada") == 1


def test_a_clinic_that_has_not_begun_loses_an_owner_who_leaves() -> None:
    assert step_of(left(running(0, clinic_owner_id="ada"), "ada"), "clinic").owner_id == ""
    assert step_of(left(running(1, clinic_owner_id="ada"), "ada"), "clinic").owner_id == "ada"


def test_troikas_are_divided_anew_before_they_begin() -> None:
    step = step_of(joined(running(0, "reflect", troikas=True), "gil"), "troikas")
    assert [len(group) for group in step.groups] == [4, 3]
    assert step.notes[0].startswith("One group of four and one group of three.")
    assert [turn.minutes for turn in step.turns] == [7] * 4
    pair = left(running(0, "reflect", members=3, troikas=True), "ada")
    assert step_of(pair, "troikas").groups == (("ben", "cai"),)


def test_troikas_under_way_keep_their_groups() -> None:
    run = running(7, "reflect", troikas=True)
    assert run.here is not None
    (first, second) = step_of(run, "troikas").groups
    step = step_of(joined(run, "gil"), "troikas")
    assert step.groups == ((*first, "gil"), second)
    assert [turn.member_ids for turn in step.turns] == list(zip(first, second, strict=True))
    alone = step_of(left(left(run, first[2]), second[2]), "troikas")
    assert (len(alone.turns), alone.minutes) == (2, 20)


def test_who_is_not_there_cannot_leave_and_who_is_cannot_come() -> None:
    run = running(0)
    with pytest.raises(InvalidInput, match="not here"):
        left(run, "gil")
    with pytest.raises(InvalidInput, match="here already"):
        joined(run, "ada")
    with pytest.raises(InvalidInput, match="One alone"):
        left(running(0, members=2), "ada")


Change = tuple[bool, int, int]
"""Come or leave, whom (counted round), and how many stretches to go on before."""
changes = st.lists(st.tuples(st.booleans(), st.integers(0, 13), st.integers(0, 3)), max_size=6)


@settings(deadline=None)
@given(requests(), changes)
def test_whatever_happens_the_rules_hold(request: Request, moves: list[Change]) -> None:
    run = begin(plan(request, TEMPLATES[request.kind]).agenda, START)
    now = START
    for number, (comes, who, ahead) in enumerate(moves):
        for _ in range(ahead):
            now += timedelta(minutes=1)
            if run.at < len(run.used_s) - 1:
                run = go_on(run, now)
        members = run.agenda.member_ids
        assume(comes or len(members) > 2)
        after = joined(run, f"new{number}") if comes else left(run, members[who % len(members)])
        check_change(run, after)
        run = after


def check_change(before: SessionRun, after: SessionRun) -> None:
    begun = before.reached + 1
    was, now = stretches(before.agenda), stretches(after.agenda)
    if was[begun - 1].step < len(before.agenda.steps) - 1:
        assert was[:begun] == now[:begun]
    assert after.used_s == (*before.used_s[:begun], *[0.0] * (len(now) - begun))
    if was[begun - 1].step < len(before.agenda.steps) - 1:
        assert after.agenda.planned >= before.planned_minutes
    check_turns(before, after)


def check_turns(before: SessionRun, after: SessionRun) -> None:
    """Turns to come are equal and long enough; everybody has one in each round to come."""
    begun = [stretch.step for stretch in stretches(before.agenda)[: before.reached + 1]]
    for number, step in enumerate(after.agenda.steps):
        coming = step.turns[begun.count(number) :]
        assert all(turn.minutes >= step.least for turn in coming)
        assert len({turn.minutes for turn in coming}) <= 1
        if step.turns and number > begun[-1]:
            speakers = [member for turn in coming for member in turn.member_ids]
            assert sorted(speakers) == sorted(after.agenda.member_ids)
        assert step.kind is not StepKind.CLOSING or step.minutes >= 1
