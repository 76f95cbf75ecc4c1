"""Runs, notes and hand-overs come back as they were saved, and go with their session."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest

from coach.domain.agenda_request import Request
from coach.domain.group_session import GroupSession
from coach.domain.people import Membership, Person
from coach.domain.session_moves import KeptRun, Move, made
from coach.domain.session_note import HandOver, NoteKind, SessionNote
from coach.domain.session_run import begin
from coach.storage.database import Database
from tests.support.agendas import planned
from tests.support.world import new_group

NOW: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)


def session(id_: str, days: int = 0) -> GroupSession:
    return GroupSession(
        id=id_,
        group_id="group",
        cycle_id=None,
        held_on=date(2026, 3, 2) + timedelta(days=days),
        begins_at=None,
        request=Request.model_validate({"kind": "explore", "member_ids": ("ann", "ben")}),
        created_at=NOW,
        updated_at=NOW,
    )


def note(id_: str, minutes: int = 0, kind: NoteKind = NoteKind.NOTE) -> SessionNote:
    at = NOW + timedelta(minutes=minutes)
    decided = kind is NoteKind.DECISION
    return SessionNote(
        id=id_,
        session_id="one",
        author_id="ann",
        kind=kind,
        text=f"Text of {id_}",
        seen_to_by_id="ben" if decided else None,
        until=date(2026, 4, 1) if decided else None,
        created_at=at,
        updated_at=at,
    )


@pytest.fixture
def filled(database: Database) -> Database:
    """Ann and Ben in a group with two sessions."""
    with database.transaction() as tx:
        tx.groups.add(new_group("group", "Northside", NOW))
        for name in ("ann", "ben"):
            email = f"{name}@example.org"
            tx.people.add(Person(id=name, email=email, name=name.title(), created_at=NOW), "hash")
            tx.groups.add_member(Membership(group_id="group", person_id=name, joined_at=NOW))
        tx.group_sessions.add(session("one"))
        tx.group_sessions.add(session("two", 28))
    return database


def test_a_run_comes_back_equal_after_every_move(filled: Database) -> None:
    run = begin(planned("explore").agenda, NOW)
    for version, move in enumerate((Move.NEXT, Move.PAUSE, Move.ADD_MINUTE, Move.END), start=1):
        now = NOW + timedelta(seconds=37.25 * version)
        run = made(run, move, now)
        kept = KeptRun(session_id="one", version=version, run=run, changed_at=now)
        with filled.transaction() as tx:
            tx.session_runs.save(kept)
        with filled.reading() as tx:
            assert tx.session_runs.get("one") == kept
            assert tx.session_runs.get("two") is None


def test_notes_come_back_equal_and_in_order(filled: Database) -> None:
    later, first = note("later", 5, NoteKind.DECISION), note("first")
    with filled.transaction() as tx:
        tx.session_notes.add(later)
        tx.session_notes.add(first)
    changed = first.model_copy(update={"text": "Changed", "updated_at": NOW + timedelta(hours=1)})
    with filled.transaction() as tx:
        tx.session_notes.update(changed)
    with filled.reading() as tx:
        assert tx.session_notes.of_session("one") == [changed, later]
        assert tx.session_notes.of_session("two") == []
        assert tx.session_notes.get("later") == later
        assert tx.session_notes.written_by("ann") == [later, changed]
        assert tx.session_notes.written_by("ben") == []


def test_the_hand_over_of_the_latest_session_is_found(filled: Database) -> None:
    early = HandOver(session_id="one", author_id="ann", text="Early", written_at=NOW)
    late = HandOver(session_id="two", author_id="ben", text="Late", written_at=NOW)
    with filled.transaction() as tx:
        tx.hand_overs.save(late)
        tx.hand_overs.save(early.model_copy(update={"text": "Before"}))
        tx.hand_overs.save(early)
    with filled.reading() as tx:
        assert tx.hand_overs.newest_of("group") == late
        assert tx.hand_overs.newest_of("other") is None
        assert tx.hand_overs.get("one") == early
    with filled.transaction() as tx:
        tx.hand_overs.delete("two")
        assert tx.hand_overs.newest_of("group") == early


def test_all_of_it_outlives_its_people_and_goes_with_the_session(filled: Database) -> None:
    run = begin(planned("explore").agenda, NOW)
    with filled.transaction() as tx:
        tx.session_runs.save(KeptRun(session_id="one", version=1, run=run, changed_at=NOW))
        tx.session_notes.add(note("it", kind=NoteKind.DECISION))
        tx.hand_overs.save(HandOver(session_id="one", author_id="ann", text="x", written_at=NOW))
        for name in ("ann", "ben"):
            tx.people.delete(name)
    with filled.reading() as tx:
        found, handed = tx.session_notes.get("it"), tx.hand_overs.get("one")
    assert found is not None
    assert (found.author_id, found.seen_to_by_id) == (None, None)
    assert handed is not None
    assert handed.author_id is None
    with filled.transaction() as tx:
        tx.group_sessions.delete("one")
    with filled.reading() as tx:
        assert tx.session_runs.get("one") is None
        assert tx.session_notes.get("it") is None
        assert tx.hand_overs.get("one") is None
