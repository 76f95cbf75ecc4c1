"""Sessions are planned by whoever leads and read by whoever takes part, with what is shared now."""

from __future__ import annotations

from datetime import time

import pytest

from coach.domain.agenda import SessionKind, StepKind, airtime
from coach.domain.agenda_request import Request, Wishes
from coach.domain.cycle import CycleStage
from coach.domain.groups import Group
from coach.domain.people import Actor
from coach.domain.repertoire import ItemKind, of_group, of_person
from coach.domain.rules import Expectation, Rules
from coach.errors import InvalidInput, NotFound
from coach.services.agenda_export import to_markdown
from coach.services.group_sessions import GroupSessionService
from tests.support.repertoire import LATE_PROBLEMS, SILENT_ROOM, add_story, retire
from tests.support.world import World


@pytest.fixture
def group(world: World) -> Group:
    return world.group(stage=CycleStage.REFLECT)


@pytest.fixture
def lead(world: World, group: Group) -> Actor:
    return world.actor("Lea", group, leads=True)


@pytest.fixture
def ann(world: World, group: Group) -> Actor:
    return world.actor("Ann", group)


@pytest.fixture
def sessions(world: World, lead: Actor, ann: Actor, group: Group) -> GroupSessionService:
    """The service, with a group of four."""
    assert lead.group_ids == ann.group_ids
    world.actor("Ben", group)
    world.actor("Cem", group)
    return world.services.group_sessions


def request(sessions: GroupSessionService, actor: Actor, group: Group, wishes: Wishes) -> Request:
    setting = sessions.setting(actor, group.id)
    ids = tuple(setting.members)
    return Request(kind=SessionKind.REFLECT, member_ids=ids, minutes=setting.minutes, wishes=wishes)


def test_a_session_is_planned_with_the_time_shared_out_equally(
    sessions: GroupSessionService, lead: Actor, ann: Actor, group: Group
) -> None:
    wanted = request(sessions, lead, group, Wishes())
    day = group.created_at.date()
    preview = sessions.preview(ann, group.id, wanted, held_on=day, begins_at=time(14, 30))
    plan = preview.plan
    assert plan.fits
    assert plan.agenda.planned == 90
    assert len(set(airtime(plan.agenda).values())) == 1
    saved = sessions.plan(lead, group.id, wanted, held_on=day, begins_at=time(14, 30))
    assert sessions.planned(ann, group.id) == [saved]
    sheet = sessions.sheet(ann, saved.id)
    assert sheet == preview.sheet
    text = to_markdown(sheet)
    assert "14:30" in text
    assert "Topic of Northside" in text
    assert "Ann, Ben, Cem, Lea" in text


def test_a_commitment_is_carried_over_only_for_as_long_as_it_is_shared(
    world: World, sessions: GroupSessionService, lead: Actor, ann: Actor, group: Group
) -> None:
    commitment = world.commitment(ann, words="ask before I answer")
    assert sessions.setting(lead, group.id).commitments == {}
    world.services.commitments.share(ann, commitment.id, "group")
    [(id_, sentence)] = sessions.setting(lead, group.id).commitments.items()
    assert (id_, sentence) == (commitment.id, "Ann: I will ask before I answer.")
    wanted = request(sessions, lead, group, Wishes(carried_over=(commitment.id,)))
    saved = sessions.plan(lead, group.id, wanted, held_on=world.today)
    assert "ask before I answer" in to_markdown(sessions.sheet(lead, saved.id))
    world.services.commitments.share(ann, commitment.id, "me")
    assert "ask before I answer" not in to_markdown(sessions.sheet(lead, saved.id))


def test_a_clinic_and_more_than_fits_says_what_to_drop(
    sessions: GroupSessionService, lead: Actor, group: Group
) -> None:
    owner = next(iter(sessions.setting(lead, group.id).members))
    wishes = Wishes(clinic_owner_id=owner, questions=("What keeps us from asking?",))
    wanted = request(sessions, lead, group, wishes)
    plan = sessions.preview(lead, group.id, wanted, held_on=group.created_at.date()).plan
    assert StepKind.CASE_CLINIC in {step.kind for step in plan.agenda.steps}
    assert plan.fits or plan.advised


def test_a_story_from_outside_is_offered_and_read_only_by_those_who_may_see_it(
    world: World, sessions: GroupSessionService, lead: Actor, ann: Actor, group: Group
) -> None:
    services = world.services
    add_story(services, "Ours", SILENT_ROOM, audience=of_group(group.id))
    add_story(services, "Told by Ann", SILENT_ROOM, author_id=ann.person_id)
    add_story(services, "A tool", SILENT_ROOM, kind=ItemKind.TOOL)
    outside = [add_story(services, f"Story {n}", LATE_PROBLEMS + "x " * n) for n in range(4)]
    offered = sessions.stories_from_outside(lead, group.id)
    assert len(offered) == 3
    assert set(offered.values()) <= {item.title for item in outside}
    with pytest.raises(NotFound):
        sessions.stories_from_outside(ann, group.id)
    chosen, title = next(iter(offered.items()))
    wanted = request(sessions, lead, group, Wishes(story_item_id=chosen))
    saved = sessions.plan(lead, group.id, wanted, held_on=world.today)
    assert f"Story: {title}" in to_markdown(sessions.sheet(ann, saved.id))
    retire(services, next(item for item in outside if item.id == chosen))
    assert "Story:" not in to_markdown(sessions.sheet(ann, saved.id))
    assert sessions.sheet(ann, saved.id).stories == {}


def test_no_story_is_offered_before_there_is_a_topic(
    world: World, sessions: GroupSessionService, lead: Actor, group: Group
) -> None:
    add_story(world.services, "A story", SILENT_ROOM)
    world.services.cycles.move(lead, group.id, CycleStage.CLOSE)
    world.services.cycles.begin(lead, group.id)
    assert sessions.stories_from_outside(lead, group.id) == {}


def test_anothers_private_story_in_a_plan_stays_private(
    world: World, sessions: GroupSessionService, lead: Actor, ann: Actor, group: Group
) -> None:
    mine = add_story(world.services, "Mine", SILENT_ROOM, audience=of_person(lead.person_id))
    wanted = request(sessions, lead, group, Wishes(story_item_id=mine.id))
    saved = sessions.plan(lead, group.id, wanted, held_on=world.today)
    assert sessions.sheet(lead, saved.id).stories == {mine.id: "Mine"}
    assert sessions.sheet(ann, saved.id).stories == {}


def test_a_group_without_commitments_has_no_round_of_them(
    world: World, sessions: GroupSessionService, lead: Actor, group: Group
) -> None:
    wanted = request(sessions, lead, group, Wishes())
    saved = sessions.plan(lead, group.id, wanted, held_on=world.today)
    titles = [step.title for step in sessions.sheet(lead, saved.id).agenda.steps]
    assert "Kept, adapted or dropped" in titles
    rules = Rules.model_validate({**dict(group.rules), "commitment": Expectation.NONE})
    with world.services.database.transaction() as tx:
        tx.groups.set_rules(group.model_copy(update={"rules": rules}))
    titles = [step.title for step in sessions.sheet(lead, saved.id).agenda.steps]
    assert "Kept, adapted or dropped" not in titles


def test_only_whoever_leads_plans_and_cancels(
    world: World, sessions: GroupSessionService, lead: Actor, ann: Actor, group: Group
) -> None:
    wanted = request(sessions, lead, group, Wishes())
    assert not sessions.setting(ann, group.id).may_plan
    with pytest.raises(NotFound):
        sessions.plan(ann, group.id, wanted, held_on=world.today)
    saved = sessions.plan(lead, group.id, wanted, held_on=world.today)
    with pytest.raises(NotFound):
        sessions.cancel(ann, saved.id)
    sessions.cancel(lead, saved.id)
    assert sessions.planned(lead, group.id) == []


def test_what_cannot_be_planned_is_refused(
    world: World, sessions: GroupSessionService, lead: Actor, group: Group
) -> None:
    alone = Request(kind=SessionKind.EXPLORE, member_ids=(lead.person_id,))
    with pytest.raises(InvalidInput, match="at least two members"):
        sessions.plan(lead, group.id, alone, held_on=world.today)
