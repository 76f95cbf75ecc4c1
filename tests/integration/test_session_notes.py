"""Notes and decisions are the group's, and what is handed over is theirs alone who lead."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from coach.domain.agenda import SessionKind
from coach.domain.agenda_request import Request
from coach.domain.groups import Group
from coach.domain.people import Actor
from coach.domain.session_note import LONGEST_HAND_OVER, LONGEST_NOTE, NoteKind
from coach.errors import InvalidInput, NotFound
from coach.services.agenda_export import to_markdown
from coach.services.session_notes import SessionNoteService
from tests.support.world import World

SECRET = "quetzalcoatl"


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
def notes(world: World) -> SessionNoteService:
    return world.services.session_notes


@pytest.fixture
def session_id(world: World, lead: Actor, ann: Actor, ben: Actor, group: Group) -> str:
    return plan(world, lead, group, (ann, ben, lead), 0)


def plan(world: World, lead: Actor, group: Group, people: tuple[Actor, ...], days: int) -> str:
    ids = tuple(actor.person_id for actor in people)
    wanted = Request(kind=SessionKind.EXPLORE, member_ids=ids)
    day = world.today + timedelta(days=days)
    return world.services.group_sessions.plan(lead, group.id, wanted, held_on=day).id


def test_whoever_takes_part_writes_and_everybody_reads(
    world: World, notes: SessionNoteService, ann: Actor, ben: Actor, session_id: str
) -> None:
    notes.add(ann, session_id, NoteKind.NOTE, "  Silence helps. ")
    world.clock.advance(minutes=1)
    until = world.today + timedelta(days=7)
    notes.add(
        ben,
        session_id,
        NoteKind.DECISION,
        "We ask first",
        seen_to_by_id=ann.person_id,
        until=until,
    )
    board = notes.board(ann, session_id)
    assert [(v.note.text, v.author, v.seen_to_by, v.mine) for v in board.notes] == [
        ("Silence helps.", "Ann", "", True),
        ("We ask first", "Ben", "Ann", False),
    ]
    assert board.notes[1].note.until == until
    text = to_markdown(world.services.group_sessions.export(ben, session_id))
    assert "## Decisions\n\n- We ask first (Ann sees to it by" in text
    assert "## Notes\n\n- Silence helps." in text
    with world.services.database.reading() as tx:
        [taken] = [e for e in tx.audit.latest(20) if e.event == "export"]
    assert (taken.actor_id, taken.object_id, taken.detail) == (ben.person_id, session_id, "")


def test_an_author_edits_and_deletes_and_whoever_leads_deletes(
    world: World,
    notes: SessionNoteService,
    lead: Actor,
    ann: Actor,
    ben: Actor,
    session_id: str,
) -> None:
    mine = notes.add(ann, session_id, NoteKind.NOTE, "First")
    other = notes.add(ben, session_id, NoteKind.NOTE, f"{SECRET}")
    notes.edit(ann, mine.id, "Better")
    for call in (
        lambda: notes.edit(ben, mine.id, "His"),
        lambda: notes.edit(lead, mine.id, "Hers"),
        lambda: notes.delete(ben, mine.id),
    ):
        with pytest.raises(NotFound):
            call()
    assert [(v.mine, v.may_delete) for v in notes.board(lead, session_id).notes] == [
        (False, True),
        (False, True),
    ]
    notes.delete(ann, mine.id)
    notes.delete(lead, other.id)
    assert notes.board(ann, session_id).notes == ()
    with world.services.database.reading() as tx:
        events = [e for e in tx.audit.latest(20) if e.kind == "session_note"]
    assert {(e.event, e.actor_id, e.detail) for e in events} == {
        ("deletion", ann.person_id, "own"),
        ("deletion", lead.person_id, "another's"),
    }
    assert SECRET not in repr(events)


def test_what_cannot_be_written_is_refused_in_a_sentence(
    world: World, notes: SessionNoteService, ann: Actor, session_id: str
) -> None:
    with pytest.raises(InvalidInput, match="nothing in it yet"):
        notes.add(ann, session_id, NoteKind.NOTE, "  ")
    with pytest.raises(InvalidInput, match="shorten it to 1000"):
        notes.add(ann, session_id, NoteKind.NOTE, "x" * (LONGEST_NOTE + 1))
    stranger = world.actor("Zoe").person_id
    with pytest.raises(InvalidInput, match="Only a member"):
        notes.add(ann, session_id, NoteKind.DECISION, "We ask", seen_to_by_id=stranger)
    plain = notes.add(ann, session_id, NoteKind.NOTE, "A note", seen_to_by_id=ann.person_id)
    assert plain.seen_to_by_id is None


def test_a_note_outlives_the_account_of_its_author_and_of_who_sees_to_it(
    world: World, notes: SessionNoteService, ann: Actor, ben: Actor, session_id: str
) -> None:
    made = notes.add(
        ben, session_id, NoteKind.DECISION, "We ask first", seen_to_by_id=ben.person_id
    )
    assert any(
        "noted in your group's sessions" in line
        for line in world.services.accounts.deletion_preview(ben).lines
    )
    with world.services.database.transaction() as tx:
        tx.people.delete(ben.person_id)
    [view] = notes.board(ann, session_id).notes
    assert (view.note.id, view.author, view.seen_to_by) == (made.id, "a member", "")


def test_what_is_handed_over_is_read_by_whoever_leads_at_that_moment(
    world: World, lead: Actor, ann: Actor, ben: Actor, group: Group, session_id: str
) -> None:
    hand_overs = world.services.hand_overs
    assert hand_overs.latest(lead, group.id) is None
    hand_overs.write(lead, session_id, f" Ask Ben about {SECRET}. ")
    with pytest.raises(NotFound):
        hand_overs.of_session(ann, session_id)
    groups = world.services.groups
    groups.add_member(group_id=group.id, email="ann@example.org", leads=True)
    groups.add_member(group_id=group.id, email="lea@example.org", leads=False)
    before, now = world.signed_in(lead.person_id), world.signed_in(ann.person_id)
    for call in (
        lambda: hand_overs.of_session(before, session_id),
        lambda: hand_overs.latest(before, group.id),
    ):
        with pytest.raises(NotFound):
            call()
    assert hand_overs.of_session(now, session_id) == f"Ask Ben about {SECRET}."
    latest = hand_overs.latest(now, group.id)
    assert latest is not None
    assert (latest.author, latest.held_on) == ("Lea", world.today)


def test_the_latest_session_counts_and_an_empty_text_takes_it_back(
    world: World, lead: Actor, ann: Actor, group: Group, session_id: str
) -> None:
    hand_overs = world.services.hand_overs
    later = plan(world, lead, group, (ann, lead), 30)
    hand_overs.write(lead, later, "Later")
    hand_overs.write(lead, session_id, "Earlier")
    hand_overs.write(lead, later, "Later, better")
    latest = hand_overs.latest(lead, group.id)
    assert latest is not None
    assert latest.text == "Later, better"
    hand_overs.write(lead, later, "")
    latest = hand_overs.latest(lead, group.id)
    assert latest is not None
    assert latest.text == "Earlier"
    with pytest.raises(InvalidInput, match="shorten"):
        hand_overs.write(lead, later, "x" * (LONGEST_HAND_OVER + 1))


def test_no_word_of_a_session_is_in_the_files(
    world: World, notes: SessionNoteService, lead: Actor, ann: Actor, session_id: str, home: Path
) -> None:
    notes.add(ann, session_id, NoteKind.NOTE, f"It was {SECRET}.")
    world.services.hand_overs.write(lead, session_id, f"Ask about {SECRET}.")
    world.services.session_runs.begin(lead, session_id)
    written = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert SECRET.encode() not in written
    assert b"How each of us meets it" not in written
