"""Deleting a group takes two people, says what goes, and gives everybody back what is theirs."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from coach.domain.people import Actor
from coach.domain.repertoire import Load, of_group, of_person
from coach.errors import InvalidInput, NotFound
from coach.services.common import new_id
from coach.storage.schema import metadata
from tests.integration.test_strangers import plan_session
from tests.support.repertoire import add_story
from tests.support.rooms import Room, open_room
from tests.support.world import World


@pytest.fixture
def room(world: World) -> Room:
    return open_room(world)


def fill(room: Room) -> str:
    """Let the group have some of everything; return the id of Ben's story."""
    services, group_id = room.world.services, room.group.id
    shared = room.world.commitment(room.ben)
    services.commitments.share(room.ben, shared.id, "group")
    add_story(services, "How we meet", "By the clock.", audience=of_group(group_id))
    plan_session(room.world, group_id)
    add_load(room)
    services.topics.propose(room.cem, group_id, "How do we listen?")
    services.charters.accept(room.cem, group_id, 0)
    services.accounts.invite(room.ann, group_id=group_id)
    return room.story(room.ben).id


def add_load(room: Room) -> None:
    """Save a file that is on its way into the group's repertoire."""
    now = room.world.clock()
    load = Load(
        id=new_id(),
        batch_id=new_id(),
        owner_id=room.ada.person_id,
        filename="minutes.md",
        audience=of_group(room.group.id),
        sha256="",
        bytes=1,
        created_at=now,
        updated_at=now,
    )
    with room.world.services.database.transaction() as tx:
        tx.loads.add(load)


def test_what_goes_is_said_beforehand(room: Room) -> None:
    fill(room)
    expected = (
        (
            "This deletes the group with its rules, its charter, 1 cycle and 1 session, for its "
            "3 members."
        ),
        "It deletes 1 document loaded for this group alone.",
        "1 story that members shared here goes back to its author alone.",
        "1 shared commitment can be seen by the member alone.",
        "1 open invitation will lead nowhere.",
        "Nobody can bring the group back.",
    )
    for reader in (room.ann, room.ben, room.ada):
        assert room.deletion.preview(reader, room.group.id) == expected


@pytest.mark.parametrize("second", ["ben", "ada"])
def test_a_second_person_deletes_it_and_it_does_what_was_said(room: Room, second: str) -> None:
    services, story = room.world.services, fill(room)
    room.deletion.ask(room.ann, room.group.id)
    room.deletion.confirm(getattr(room, second), room.group.id)
    for actor in (room.ann, room.ben, room.cem):
        assert room.again(actor).group_ids == frozenset()
    ben = room.again(room.ben)
    assert services.stories.open(ben, story).item.audience == of_person(ben.person_id)
    assert services.left_items.mine(ben) == ()
    with pytest.raises(NotFound):
        services.stories.open(room.again(room.cem), story)
    assert {c.audience for c in services.commitments.mine(ben)} == {"me"}
    assert "group_deleted" in room.events()
    assert rows_that_name(room) == []


def rows_that_name(room: Room) -> list[str]:
    """Return the tables in which the id of the group still stands, but for the audit trail."""
    found = []
    with room.world.services.database.reading() as tx:
        for table in metadata.sorted_tables:
            rows = tx.connection.execute(select(table)).all()
            if table.name != "audit" and any(room.group.id in str(tuple(r)) for r in rows):
                found.append(table.name)
    return found


def test_nobody_deletes_it_alone(room: Room) -> None:
    for alone in (room.ann, room.ada):
        room.deletion.ask(alone, room.group.id)
        with pytest.raises(InvalidInput, match="another person has to say yes"):
            room.deletion.confirm(room.again(alone), room.group.id)
        room.deletion.call_off(alone, room.group.id)
    room.deletion.ask(room.ada, room.group.id)
    room.members.join_as_admin(room.ada, room.group.id)
    with pytest.raises(InvalidInput, match="another person has to say yes"):
        room.deletion.confirm(room.again(room.ada), room.group.id)
    assert room.names(room.ben) == ["Ada", "Ann", "Ben", "Cem"]


def test_who_was_let_in_after_it_was_asked_for_does_not_count(room: Room) -> None:
    room.deletion.ask(room.ann, room.group.id)
    room.world.clock.advance(minutes=1)
    dan = room.world.actor("Dan", room.group)
    assert "joined after" in str(room.overview(dan).deletion)
    with pytest.raises(InvalidInput, match="joined after"):
        room.deletion.confirm(dan, room.group.id)
    room.deletion.call_off(dan, room.group.id)


def test_only_whoever_leads_asks_and_no_stranger_has_a_say(room: Room) -> None:
    zoe = room.world.actor("Zoe")
    for nobody in (room.ben, zoe):
        with pytest.raises(NotFound):
            room.deletion.ask(nobody, room.group.id)
    room.deletion.ask(room.ann, room.group.id)
    for does in (room.deletion.confirm, room.deletion.call_off, room.deletion.preview):
        with pytest.raises(NotFound):
            does(zoe, room.group.id)
    with pytest.raises(InvalidInput, match="asked for this already"):
        room.deletion.ask(room.ada, room.group.id)


@pytest.mark.parametrize("who", ["ann", "ben", "ada"])
def test_either_calls_it_off_and_the_group_is_told(room: Room, who: str) -> None:
    caller: Actor = getattr(room, who)
    room.deletion.ask(room.ann, room.group.id)
    waiting = room.overview(room.cem).deletion
    assert waiting is not None
    assert (waiting.asked_by, waiting.problem) == ("Ann", "")
    room.world.clock.advance(minutes=1)
    room.deletion.call_off(caller, room.group.id)
    assert room.overview(room.cem).deletion is None
    assert room.told(room.cem) == [
        f"{caller.name} called the deletion of this group off.",
        "Ann asked for this group to be deleted.",
    ]
    for does in (room.deletion.confirm, room.deletion.call_off):
        with pytest.raises(InvalidInput, match="ask anew"):
            does(room.ben, room.group.id)
    assert {"group_deletion_asked", "group_deletion_off"} <= set(room.events())


def test_after_seven_days_it_has_lapsed_and_can_be_asked_for_anew(room: Room) -> None:
    room.deletion.ask(room.ann, room.group.id)
    room.world.clock.advance(days=7)
    assert room.overview(room.ben).deletion is None
    with pytest.raises(InvalidInput, match="ask anew"):
        room.deletion.confirm(room.ben, room.group.id)
    room.deletion.ask(room.ann, room.group.id)
    room.world.clock.advance(days=6, hours=23)
    room.deletion.confirm(room.ben, room.group.id)
    assert room.again(room.ann).group_ids == frozenset()


def test_it_goes_with_whoever_asked_for_it(world: World) -> None:
    room = open_room(world, "learning_circle")
    room.deletion.ask(room.ann, room.group.id)
    room.members.leave(room.ann, room.group.id)
    assert room.overview(room.ben).deletion is None


def test_a_group_that_is_not_there_looks_like_one_of_others(room: Room) -> None:
    for does in (room.deletion.preview, room.deletion.ask, room.deletion.confirm):
        with pytest.raises(NotFound):
            does(room.ada, "no such group")
