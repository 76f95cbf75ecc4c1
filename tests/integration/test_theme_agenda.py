"""The second session as released themes propose it: equal turns, questions and their source."""

from __future__ import annotations

import pytest

from coach.domain.agenda import SessionKind, airtime
from coach.domain.agenda_request import Request
from coach.domain.cycle import CycleStage
from coach.domain.groups import Group
from coach.domain.people import Actor
from coach.domain.theme_release import Release
from coach.domain.theme_report import ReportState
from coach.errors import NotFound
from coach.services.agenda_export import to_markdown
from coach.services.group_sessions import Preview
from tests.support.repertoire import LATE_PROBLEMS, SILENT_ROOM, add_story
from tests.support.theme_reports import HASTE, RELEASE, SILENCE, add_report
from tests.support.world import START, World

MEMBERS = ("Ann", "Ben", "Cem", "Dee", "Eve")
QUESTIONS = (
    "On “Silence after a question”: how long is long enough?",
    "When does this get in our way, and when does it not: “The next meeting is already waiting”?",
)
MANY = Release(
    themes=tuple(SILENCE.model_copy(update={"id": f"t{n}", "title": f"Theme {n}"}) for n in "1234")
)


@pytest.fixture
def group(world: World) -> Group:
    return world.group(stage=CycleStage.REFLECT)


@pytest.fixture
def lead(world: World, group: Group) -> Actor:
    return world.actor("Lea", group, leads=True)


@pytest.fixture
def people(world: World, group: Group, lead: Actor) -> dict[str, Actor]:
    """A group of six."""
    return {"Lea": lead, **{name: world.actor(name, group) for name in MEMBERS}}


def preview(world: World, actor: Actor, group: Group, request: Request) -> Preview:
    sessions = world.services.group_sessions
    return sessions.preview(actor, group.id, request, held_on=world.today)


def test_the_fields_come_filled_and_all_turns_are_equal(
    world: World, group: Group, people: dict[str, Actor]
) -> None:
    services, lead = world.services, people["Lea"]
    shared, own = world.commitment(people["Ann"]), world.commitment(people["Ben"])
    services.commitments.share(people["Ann"], shared.id, "group")
    story = add_story(services, "The silent room", SILENT_ROOM)
    report = add_report(services, group.id)
    draft = services.theme_agenda.draft(lead, group.id, report.id)
    wishes = draft.request.wishes
    assert draft.request.kind is SessionKind.REFLECT
    assert set(draft.request.member_ids) == {actor.person_id for actor in people.values()}
    assert draft.request.minutes == group.rules.session_minutes
    assert wishes.carried_over == (shared.id,)
    assert own.id not in repr(draft)
    assert wishes.questions == QUESTIONS
    assert wishes.story_item_id == story.id
    assert draft.stories == {story.id: "The silent room"}
    assert draft.titles == (SILENCE.title, HASTE.title)
    plan = preview(world, lead, group, draft.request).plan
    assert plan.fits
    assert len(set(airtime(plan.agenda).values())) == 1


def test_a_story_that_fits_the_themes_comes_before_one_that_fits_the_topic(
    world: World, group: Group, people: dict[str, Actor]
) -> None:
    services = world.services
    on_topic = add_story(services, "Topic of Northside", "Topic of Northside, told at length.")
    on_theme = add_story(services, "Bad news in the last week", LATE_PROBLEMS)
    late = SILENCE.model_copy(update={"title": "Problems reported late", "summary": ""})
    report = add_report(services, group.id, Release(themes=(late,)))
    found = services.group_sessions.stories_from_outside(people["Lea"], group.id)
    assert next(iter(found)) == on_topic.id
    draft = services.theme_agenda.draft(people["Lea"], group.id, report.id)
    assert draft.request.wishes.story_item_id == on_theme.id


def test_questions_give_way_before_anybodys_turn_does(
    world: World, group: Group, people: dict[str, Actor]
) -> None:
    lead, agenda = people["Lea"], world.services.theme_agenda
    report = add_report(world.services, group.id, MANY)
    assert len(agenda.questions(lead, report.id)) == 4
    assert len(agenda.draft(lead, group.id, report.id).request.wishes.questions) == 4
    rules = group.rules.model_copy(update={"session_minutes": 70})
    with world.services.database.transaction() as tx:
        tx.groups.set_rules(group.model_copy(update={"rules": rules}))
    draft = agenda.draft(lead, group.id, report.id)
    assert len(draft.request.wishes.questions) == 2
    assert preview(world, lead, group, draft.request).plan.fits


def test_what_does_not_fit_has_advice(world: World, group: Group, people: dict[str, Actor]) -> None:
    lead = people["Lea"]
    rules = group.rules.model_copy(update={"session_minutes": 45})
    with world.services.database.transaction() as tx:
        tx.groups.set_rules(group.model_copy(update={"rules": rules}))
    report = add_report(world.services, group.id)
    draft = world.services.theme_agenda.draft(lead, group.id, report.id)
    plan = preview(world, lead, group, draft.request).plan
    assert not plan.fits
    assert plan.advised


def test_the_saved_session_says_where_its_questions_come_from(
    world: World, group: Group, people: dict[str, Actor]
) -> None:
    services, lead = world.services, people["Lea"]
    report = add_report(services, group.id, released_at=START)
    draft = services.theme_agenda.draft(lead, group.id, report.id)
    shown = preview(world, lead, group, draft.request).sheet
    saved = services.group_sessions.plan(lead, group.id, draft.request, held_on=world.today)
    sheet = services.group_sessions.sheet(people["Ann"], saved.id)
    assert sheet.themes_released_on == shown.themes_released_on == START.date()
    text = to_markdown(sheet)
    assert "from the themes that were released on Monday, 2 March 2026" in text
    assert QUESTIONS[0] in text
    with services.database.transaction() as tx:
        tx.theme_reports.delete(report.id)
    assert "themes" not in to_markdown(services.group_sessions.sheet(people["Ann"], saved.id))


def test_nothing_but_a_released_report_of_the_group_reaches_a_session(
    world: World, group: Group, people: dict[str, Actor]
) -> None:
    services, lead = world.services, people["Lea"]
    making = (add_report(services, group.id, state=s) for s in ReportState if s != "released")
    elsewhere = add_report(services, world.group("Other").id)
    for report in (*making, elsewhere, add_report(services, None)):
        with pytest.raises(NotFound):
            services.theme_agenda.draft(lead, group.id, report.id)
        with pytest.raises(NotFound):
            services.theme_agenda.questions(lead, report.id)
        request = Request(
            kind=SessionKind.REFLECT,
            member_ids=tuple(actor.person_id for actor in people.values()),
            report_id=report.id,
        )
        with pytest.raises(NotFound):
            preview(world, lead, group, request)
        with pytest.raises(NotFound):
            services.group_sessions.plan(lead, group.id, request, held_on=world.today)
    assert services.group_sessions.planned(lead, group.id) == []


def test_a_leader_of_two_groups_does_not_take_themes_from_one_to_the_other(
    world: World, group: Group, people: dict[str, Actor]
) -> None:
    services, other = world.services, world.group("Other")
    lead = world.actor("Pat", group, other, leads=True)
    report = add_report(services, other.id)
    with pytest.raises(NotFound):
        services.theme_agenda.draft(lead, group.id, report.id)
    ids = tuple(actor.person_id for actor in people.values())
    request = Request(kind=SessionKind.REFLECT, member_ids=ids, report_id=report.id)
    with pytest.raises(NotFound):
        services.group_sessions.plan(lead, group.id, request, held_on=world.today)


def test_the_newest_of_the_cycle_is_offered(
    world: World, group: Group, people: dict[str, Actor]
) -> None:
    agenda, ann = world.services.theme_agenda, people["Ann"]
    assert agenda.newest(ann, group.id) is None
    add_report(world.services, group.id, released_at=START)
    second = add_report(world.services, group.id, released_at=START)
    add_report(world.services, group.id, state=ReportState.PREVIEW)
    add_report(world.services, group.id, RELEASE, cycle_id=None)
    assert agenda.newest(ann, group.id) == (second.id, START.date())


def test_only_whoever_leads_drafts(world: World, group: Group, people: dict[str, Actor]) -> None:
    report = add_report(world.services, group.id)
    with pytest.raises(NotFound):
        world.services.theme_agenda.draft(people["Ann"], group.id, report.id)
    assert world.services.theme_agenda.questions(people["Ann"], report.id)
