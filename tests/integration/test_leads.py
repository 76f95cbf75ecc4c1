"""Passing the lead on: who may, for how long, and what a lapsed term still allows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from coach.domain.agenda import SessionKind
from coach.domain.agenda_request import Request
from coach.domain.cycle import CycleStage
from coach.domain.groups import Group
from coach.domain.people import Actor
from coach.domain.rules import Level, Term
from coach.errors import InvalidInput, NotFound
from coach.services.leads import LeadService
from tests.support.world import World


@pytest.fixture
def leads(world: World) -> LeadService:
    return world.services.leads


@pytest.fixture
def group(world: World) -> Group:
    return world.group(stage=CycleStage.CLOSE)


@pytest.fixture
def people(world: World, group: Group) -> list[Actor]:
    lea = world.actor("Lea", group, leads=True)
    world.clock.advance(minutes=1)
    ann = world.actor("Ann", group)
    world.clock.advance(minutes=1)
    return [lea, ann, world.actor("Ben", group)]


def again(world: World, actor: Actor) -> Actor:
    """Return the person as they may act at this moment."""
    return world.signed_in(actor.person_id)


def test_the_next_cycle_is_led_by_whom_the_leader_names(
    world: World, leads: LeadService, group: Group, people: list[Actor]
) -> None:
    lea, ann, ben = people
    board = leads.board(lea, group.id)
    assert board.leader is not None
    assert (board.leader.name, board.leader.term, board.may_give) == ("Lea", Term.CYCLE, True)
    assert list(board.candidates.values()) == ["Ann", "Ben", "Lea"], "Ann's turn is next"
    world.services.cycles.begin(lea, group.id, leader_id=ann.person_id)
    assert again(world, lea).leading_ids == frozenset()
    with pytest.raises(NotFound):
        world.services.cycles.move(again(world, lea), group.id, CycleStage.CLOSE)
    world.services.cycles.move(again(world, ann), group.id, CycleStage.TOPIC)
    assert list(leads.board(ben, group.id).candidates.values()) == ["Ben", "Lea", "Ann"]
    assert not leads.board(ben, group.id).may_give


def test_whoever_begins_a_cycle_without_naming_anybody_leads_on(
    world: World, group: Group, people: list[Actor]
) -> None:
    lea = people[0]
    world.services.cycles.begin(lea, group.id)
    assert again(world, lea).leading_ids == {group.id}


def test_a_free_lead_is_taken_up_by_any_member(
    world: World, leads: LeadService, group: Group, people: list[Actor]
) -> None:
    _, ann, ben = people
    with pytest.raises(NotFound):
        leads.give(ben, group.id, ben.person_id)
    world.services.groups.set_cycle(group_id=group.id, topic="Another", stage=CycleStage.TOPIC)
    world.services.groups.set_cycle(group_id=group.id, topic="A third", stage=CycleStage.TOPIC)
    board = leads.board(ben, group.id)
    assert (board.leader, board.may_give) == (None, True)
    leads.give(ben, group.id, ann.person_id)
    assert again(world, ann).leading_ids == {group.id}
    with pytest.raises(NotFound):
        leads.give(ben, group.id, ben.person_id)


def test_the_lead_goes_to_members_alone(
    world: World, leads: LeadService, group: Group, people: list[Actor]
) -> None:
    stranger = world.actor("Zoe", world.group("Other"))
    with pytest.raises(InvalidInput, match="Only a member"):
        leads.give(people[0], group.id, stranger.person_id)


def test_a_term_of_a_session_ends_the_day_after_it(
    world: World, leads: LeadService, group: Group, people: list[Actor]
) -> None:
    lea, ann, ben = people
    world.services.group_rules.change(
        lea, group.id, {"term": "session"}, decided_by="all of us", why="Shorter turns."
    )
    leads.give(lea, group.id, ann.person_id)
    ann = again(world, ann)
    request = Request(kind=SessionKind.EXPLORE, member_ids=(ann.person_id, ben.person_id))
    day = world.today + timedelta(days=2)
    world.services.group_sessions.plan(ann, group.id, request, held_on=day)
    leader = leads.board(ben, group.id).leader
    assert leader is not None
    assert (leader.name, leader.ends_on) == ("Ann", day)
    world.clock.advance(days=2)
    assert again(world, ann).leading_ids == {group.id}
    world.clock.advance(days=1)
    assert again(world, ann).leading_ids == frozenset()


def test_a_term_to_a_date_asks_for_it(
    world: World, leads: LeadService, group: Group, people: list[Actor]
) -> None:
    lea, ann, _ = people
    world.services.group_rules.change(
        lea, group.id, {"term": "until_date"}, decided_by="all of us", why="By the calendar."
    )
    assert leads.board(lea, group.id).asks_until
    with pytest.raises(InvalidInput, match="until when"):
        leads.give(lea, group.id, ann.person_id)
    given = leads.give(lea, group.id, ann.person_id, until=date(2026, 4, 1))
    assert (given.term, given.until) == (Term.UNTIL_DATE, date(2026, 4, 1))


def test_where_all_lead_nobody_is_given_the_lead(world: World, leads: LeadService) -> None:
    circle = world.group("Circle", format_key="learning_circle")
    ann = world.actor("Ann", circle)
    board = leads.board(ann, circle.id)
    assert (board.leader, board.by_all, board.may_give) == (None, True, False)
    with pytest.raises(InvalidInput, match="All of you lead"):
        leads.give(ann, circle.id, ann.person_id)


def test_an_admin_appoints_a_member_and_cannot_lead_from_outside(
    world: World, leads: LeadService, group: Group, people: list[Actor]
) -> None:
    admin = world.actor("Ada", is_admin=True)
    leads.appoint(admin, group.id, people[2].person_id)
    assert again(world, people[2]).leading_ids == {group.id}
    with pytest.raises(InvalidInput, match="Only a member"):
        leads.appoint(admin, group.id, admin.person_id)
    with pytest.raises(NotFound):
        leads.appoint(people[0], group.id, people[0].person_id)
    with pytest.raises(NotFound):
        leads.give(admin, group.id, people[0].person_id)


def test_a_pause_costs_the_stage_no_day(world: World, group: Group, people: list[Actor]) -> None:
    lea, cycles = people[0], world.services.cycles
    with pytest.raises(InvalidInput, match="under way"):
        cycles.pause(lea, group.id)
    ends = world.today + timedelta(days=10)
    world.services.cycles.begin(lea, group.id)
    cycles.move(lea, group.id, CycleStage.TOPIC, ends_on=ends)
    world.clock.advance(days=3)
    cycles.pause(lea, group.id)
    world.clock.advance(days=30)
    assert cycles.pause(lea, group.id).days_left(world.today) == 7
    gone_on = cycles.go_on(lea, group.id)
    assert (gone_on.paused_on, gone_on.days_left(world.today)) == (None, 7)
    assert cycles.go_on(lea, group.id) == gone_on


def test_members_say_how_much_they_take_part(world: World) -> None:
    community = world.group("Community", format_key="community_of_practice")
    ann, ben = (world.actor(name, community) for name in ("Ann", "Ben"))
    groups = world.services.groups
    groups.set_level(ann, community.id, Level.CORE)
    seen = {m.name: (m.level, m.is_me) for m in groups.mine(ben)[0].members}
    assert seen == {"Ann": (Level.CORE, False), "Ben": (Level.PERIPHERAL, True)}
    with pytest.raises(InvalidInput, match="'member' is no level"):
        groups.set_level(ann, community.id, Level.MEMBER)
