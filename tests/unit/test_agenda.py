"""The arithmetic of an agenda: the cases of the method, and what holds for any request."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from coach.domain.agenda import Agenda, SessionKind, Step, StepKind, airtime
from coach.domain.agenda_builder import Plan, plan
from coach.domain.agenda_fit import follow
from coach.domain.agenda_parts import need
from coach.domain.agenda_request import Request, Wishes
from coach.domain.troika import divide, division, who_in_turn
from coach.errors import InvalidInput
from tests.support.agendas import SIX, TEMPLATES, planned, requests


def minutes_of(agenda: Agenda) -> dict[str, int]:
    return {step.key: step.minutes for step in agenda.steps}


def plan_of(request: Request) -> Plan:
    return plan(request, TEMPLATES[request.kind])


def step_of(agenda: Agenda, key: str) -> Step:
    return next(step for step in agenda.steps if step.key == key)


def test_six_members_have_eleven_minutes_each() -> None:
    agenda = planned("explore").agenda
    assert minutes_of(agenda) == {
        "opening": 10,
        "exploring": 54,
        "commitments": 12,
        "closing": 14,  # 10, and the four odd minutes
    }
    assert airtime(agenda) == dict.fromkeys(SIX, 11)


def test_one_clinic_fills_ninety_minutes() -> None:
    made = planned("reflect", clinic_owner_id="cai")
    assert minutes_of(made.agenda) == {"opening": 10, "clinic": 70, "closing": 10}
    assert step_of(made.agenda, "clinic").owner_id == "cai"
    assert made.fits
    assert made.no_room_for == ("What really happened", "Kept, adapted or dropped")


def test_rounds_come_back_beside_a_clinic_when_there_is_room() -> None:
    agenda = planned("reflect", minutes=120, clinic_owner_id="cai").agenda
    assert minutes_of(agenda)["clinic"] == 70
    assert minutes_of(agenda)["reflecting"] == 30
    assert airtime(agenda) == dict.fromkeys(SIX, 5)


def test_troikas_of_six_take_thirty_minutes() -> None:
    made = planned("reflect", troikas=True, carried_over=("c1",))
    step = step_of(made.agenda, "troikas")
    assert made.fits
    assert (step.minutes, len(step.turns), [len(g) for g in step.groups]) == (30, 3, [3, 3])
    assert step.turns[0].member_ids == (step.groups[0][0], step.groups[1][0])


def test_a_clinic_and_a_story_do_not_fit_and_the_story_is_advised_to_go() -> None:
    made = planned("explore", clinic_owner_id="ada", story_item_id="s1")
    assert made.agenda.over == 6
    (advice,) = made.advised
    assert (advice.action, advice.key, advice.minutes_back) == ("drop", "story", 6)
    assert advice.text == "Leave out “A story from outside”: gives 6 minutes back."


def test_what_a_clinic_gives_back_counts_the_round_that_returns() -> None:
    made = planned("explore", minutes=80, clinic_owner_id="ada")
    (clinic,) = [option for option in made.options if option.key == "clinic"]
    assert clinic.minutes_back == 70 - 6 * 4 - 6 * 2


def test_nothing_left_to_drop_means_a_longer_session() -> None:
    made = planned("explore", members=14, minutes=60)
    assert made.advised[-1].action == "lengthen"
    assert "or in smaller groups" in made.advised[-1].text


def test_wishes_lie_on_the_table_of_their_steps() -> None:
    agenda = planned(
        "explore",
        minutes=120,
        carried_over=("c1",),
        story_item_id="s1",
        questions=("Why now?", "What else?"),
        with_break=True,
        own=({"title": "Sing", "minutes": 3},),
    ).agenda
    assert step_of(agenda, "carried_over").commitment_ids == ("c1",)
    assert step_of(agenda, "story").item_id == "s1"
    assert step_of(agenda, "questions").notes == ("Why now?", "What else?")
    assert [step.key for step in agenda.steps][-2:] == ["own_1", "closing"]
    assert step_of(agenda, "own_1").title == "Sing"
    assert minutes_of(agenda)["break"] == 10


def test_each_round_begins_with_the_next_member() -> None:
    agenda = planned("reflect").agenda
    first = [step.turns[0].member_ids for step in agenda.steps if step.turns]
    assert first == [("ada",), ("ben",)]


def test_what_a_session_is_for_cannot_be_left_out() -> None:
    request = Request(
        kind=SessionKind.EXPLORE, member_ids=SIX, dropped=("exploring", "opening", "closing")
    )
    assert {"exploring", "opening", "closing"} <= set(minutes_of(plan_of(request).agenda))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"member_ids": ("ada",)}, "at least two members"),
        ({"member_ids": ("ada", "ada")}, "twice"),
        ({"minutes": 5}, "from 10 to 480 minutes"),
        ({"wishes": Wishes(clinic_owner_id="zoe")}, "owner of the case will not be there"),
        ({"wishes": Wishes(clinic_owner_id="ada", troikas=True)}, "either one case clinic"),
        ({"member_ids": ("ada", "ben"), "wishes": Wishes(troikas=True)}, "at least three"),
    ],
)
def test_impossible_requests_are_refused(fields: dict[str, object], message: str) -> None:
    whole = {"kind": "explore", "member_ids": SIX, **fields}
    with pytest.raises(InvalidInput, match=message):
        plan_of(Request.model_validate(whole))


@pytest.mark.parametrize(
    ("members", "sizes", "said"),
    [
        (3, [3], "One group of three."),
        (4, [4], "One group of four."),
        (5, [3, 2], "One group of three and one group of two. In the pair one consults"),
        (6, [3, 3], "Two groups of three."),
        (7, [4, 3], "One group of four and one group of three. A group that is done early"),
        (8, [4, 4], "Two groups of four."),
        (11, [4, 4, 3], "Two groups of four and one group of three."),
    ],
)
def test_members_are_divided_into_groups_of_three(
    members: int, sizes: list[int], said: str
) -> None:
    groups = divide([str(i) for i in range(members)])
    assert [len(group) for group in groups] == sizes
    assert division(groups).startswith(said)
    turns = [member for ids in who_in_turn(groups) for member in ids]
    assert sorted(turns) == sorted(str(i) for i in range(members))


@settings(deadline=None)
@given(requests())
def test_the_sum_is_exact_or_the_excess_is_reported(request: Request) -> None:
    made = plan_of(request)
    assert made.agenda.planned == request.minutes + made.agenda.over
    assert made.fits == (not made.advised)
    assert not (made.fits and made.options)
    if not made.fits:
        assert made.agenda.over == need(request, TEMPLATES[request.kind]) - request.minutes


@settings(deadline=None)
@given(requests())
def test_members_have_equal_airtime(request: Request) -> None:
    minutes = airtime(plan_of(request).agenda).values()
    assert max(minutes) - min(minutes) <= 1


@settings(deadline=None)
@given(requests())
def test_no_step_and_no_turn_is_below_its_least(request: Request) -> None:
    for step in plan_of(request).agenda.steps:
        assert step.least >= 1
        assert all(turn.minutes >= step.least for turn in step.turns)
        assert step.turns or step.minutes >= step.least
        assert step.kind is not StepKind.CASE_CLINIC or step.minutes >= 70


@settings(deadline=None)
@given(requests())
def test_the_same_request_gives_the_same_agenda(request: Request) -> None:
    again = Request.model_validate_json(request.model_dump_json())
    assert plan_of(again) == plan_of(request)


@settings(deadline=None)
@given(requests())
def test_following_the_advice_makes_it_fit(request: Request) -> None:
    made = plan_of(request)
    after = plan_of(follow(request, made.advised))
    assert after.fits
    assert after.agenda.planned == after.agenda.minutes


@settings(deadline=None)
@given(requests())
def test_no_advice_is_more_than_needed(request: Request) -> None:
    made = plan_of(request)
    for option in made.advised:
        others = [other for other in made.advised if other is not option]
        assert not plan_of(follow(request, others)).fits


@settings(deadline=None)
@given(requests())
def test_an_option_gives_back_what_it_says(request: Request) -> None:
    made = plan_of(request)
    for option in made.options:
        after = plan_of(follow(request, [option]))
        assert after.agenda.over == max(0, made.agenda.over - option.minutes_back)
