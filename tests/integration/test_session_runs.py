"""A session is run by whoever leads, move by move, and seen alike by everybody who takes part."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from coach.domain.agenda import SessionKind
from coach.domain.agenda_request import Request, Wishes
from coach.domain.groups import Group
from coach.domain.people import Actor
from coach.domain.session_moves import OVERTAKEN, KeptRun, Move
from coach.errors import CoachError, InvalidInput, NotFound
from coach.services.session_runs import SessionRunService
from tests.support.world import World


@pytest.fixture
def group(world: World) -> Group:
    return world.group()


@pytest.fixture
def lead(world: World, group: Group) -> Actor:
    return world.actor("Lea", group, leads=True)


@pytest.fixture
def ann(world: World, group: Group) -> Actor:
    return world.actor("Ann", group)


@pytest.fixture
def ben(world: World, group: Group) -> Actor:
    return world.actor("Ben", group)


@pytest.fixture
def runs(world: World) -> SessionRunService:
    return world.services.session_runs


@pytest.fixture
def session_id(world: World, lead: Actor, ann: Actor, ben: Actor, group: Group) -> str:
    """A planned session of an hour with three members."""
    return plan(world, lead, group, (ann, ben, lead))


def plan(world: World, lead: Actor, group: Group, people: tuple[Actor, ...], **wishes: str) -> str:
    wanted = Request(
        kind=SessionKind.EXPLORE,
        member_ids=tuple(actor.person_id for actor in people),
        minutes=60,
        wishes=Wishes.model_validate(wishes),
    )
    sessions = world.services.group_sessions
    return sessions.plan(lead, group.id, wanted, held_on=world.today).id


def test_before_it_begins_everybody_sees_the_plan(
    runs: SessionRunService, lead: Actor, ann: Actor, session_id: str
) -> None:
    view = runs.open(ann, session_id)
    assert (view.run, view.reading, view.version) == (None, None, 0)
    assert not view.may_lead
    assert runs.open(lead, session_id).may_lead
    with pytest.raises(InvalidInput, match="not begun yet"):
        runs.move(lead, session_id, 1, Move.NEXT)
    with pytest.raises(NotFound):
        runs.begin(ann, session_id)


def test_everybody_sees_the_same_run_move_by_move(
    world: World, runs: SessionRunService, lead: Actor, ann: Actor, session_id: str
) -> None:
    runs.begin(lead, session_id)
    world.clock.advance(minutes=10)
    runs.move(lead, session_id, 1, Move.NEXT)
    world.clock.advance(minutes=2)
    seen, mine = runs.open(ann, session_id), runs.open(lead, session_id)
    assert (seen.run, seen.reading, seen.version) == (mine.run, mine.reading, 2)
    assert seen.run is not None
    assert seen.run.here is not None
    assert [seen.sheet.names[i] for i in seen.run.here.member_ids] == ["Ann"]
    assert seen.reading is not None
    assert seen.reading.turn_left_s == seen.run.here.minutes * 60 - 120
    with pytest.raises(NotFound):
        runs.move(ann, session_id, 2, Move.NEXT)


def test_every_move_is_stored_and_the_next_one_builds_on_it(
    world: World, runs: SessionRunService, lead: Actor, session_id: str
) -> None:
    runs.begin(lead, session_id)
    with pytest.raises(InvalidInput, match="begun already"):
        runs.begin(lead, session_id)
    for version, move in enumerate((Move.PAUSE, Move.ADD_MINUTE, Move.RESUME, Move.NEXT), start=1):
        world.clock.advance(seconds=30)
        runs.move(lead, session_id, version, move)
    view = runs.open(lead, session_id)
    assert view.run is not None
    assert (view.version, view.run.at, view.run.added_minutes) == (5, 1, 1)
    assert view.run.used_s[0] == 60
    assert view.run.agenda.planned == 61
    runs.move(lead, session_id, 5, Move.BACK)
    ended = runs.move(lead, session_id, 6, Move.END)
    assert ended.run.is_over
    assert not runs.move(lead, session_id, 7, Move.BACK).run.is_over


def test_of_two_who_press_at_once_one_moves_and_one_is_told(
    world: World, runs: SessionRunService, lead: Actor, session_id: str
) -> None:
    second = world.signed_in(lead.person_id)
    version = runs.begin(lead, session_id).version
    results: list[KeptRun | str] = []
    together = threading.Barrier(2)

    def press(actor: Actor) -> None:
        together.wait(10)
        try:
            results.append(runs.move(actor, session_id, version, Move.NEXT))
        except CoachError as error:
            results.append(str(error))

    threads = [threading.Thread(target=press, args=(actor,)) for actor in (lead, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert OVERTAKEN in results
    assert len(results) == 2
    view = runs.open(second, session_id)
    assert view.run is not None
    assert (view.version, view.run.at) == (version + 1, 1)


def test_who_comes_late_and_who_leaves_change_what_has_not_begun(
    world: World, runs: SessionRunService, lead: Actor, ann: Actor, group: Group, session_id: str
) -> None:
    late = world.actor("Cem", group)
    stranger = world.actor("Zoe")
    kept = runs.begin(lead, session_id)
    assert runs.open(ann, session_id).absent == {late.person_id: "Cem"}
    with pytest.raises(InvalidInput, match="Only members"):
        runs.come(lead, session_id, kept.version, stranger.person_id)
    kept = runs.come(lead, session_id, kept.version, late.person_id)
    assert late.person_id in kept.run.agenda.member_ids
    assert kept.run.agenda.planned == 60
    with pytest.raises(InvalidInput, match="moved on"):
        runs.leave(lead, session_id, kept.version - 1, ann.person_id)
    kept = runs.leave(lead, session_id, kept.version, ann.person_id)
    assert runs.open(lead, session_id).absent == {ann.person_id: "Ann"}
    assert runs.open(ann, session_id).version == kept.version


def test_who_has_left_the_group_since_is_not_waited_for(
    world: World, runs: SessionRunService, lead: Actor, ann: Actor, session_id: str
) -> None:
    with world.services.database.transaction() as tx:
        tx.people.delete(ann.person_id)
    kept = runs.begin(lead, session_id)
    assert ann.person_id not in kept.run.agenda.member_ids
    assert len(kept.run.agenda.member_ids) == 2


def test_a_case_whose_owner_has_left_is_named_before_it_begins(
    world: World, runs: SessionRunService, lead: Actor, ann: Actor, ben: Actor, group: Group
) -> None:
    people = (ann, ben, lead)
    session_id = plan(world, lead, group, people, clinic_owner_id=ann.person_id)
    with world.services.database.transaction() as tx:
        tx.people.delete(ann.person_id)
    with pytest.raises(InvalidInput, match="owner of the case"):
        runs.begin(lead, session_id)


def test_beginning_and_end_are_in_the_audit_trail_without_a_word(
    world: World, runs: SessionRunService, lead: Actor, session_id: str
) -> None:
    world.clock.advance(minutes=1)
    runs.begin(lead, session_id)
    world.clock.advance(minutes=1)
    runs.move(lead, session_id, 1, Move.END)
    with world.services.database.reading() as tx:
        events = [e for e in tx.audit.latest(10) if e.object_id == session_id]
    assert [(e.event, e.actor_id, e.detail) for e in events] == [
        ("session_ended", lead.person_id, ""),
        ("session_begun", lead.person_id, ""),
        ("session_planned", lead.person_id, ""),
    ]


def test_a_clock_runs_on_by_itself_and_tells_the_overrun(
    world: World, runs: SessionRunService, lead: Actor, session_id: str
) -> None:
    begun = runs.begin(lead, session_id)
    opening = begun.run.agenda.steps[0].minutes
    world.clock.advance(minutes=opening + 3)
    reading = runs.open(lead, session_id).reading
    assert reading is not None
    assert reading.over_by_s == 180
    assert reading.ends_at == begun.run.started_at + timedelta(minutes=63)
