"""Proposals and ballots come back as they were saved, and no ballot outlives its count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from coach.domain.people import Membership, Person
from coach.domain.topics import Ballot, Proposal, counted
from coach.storage.database import Database
from tests.support.world import new_group

NOW: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)


def proposal(id_: str, minutes: int = 0, author: str | None = "ann") -> Proposal:
    return Proposal(
        id=id_,
        group_id="group",
        author_id=author,
        question=f"How do we {id_}?",
        proposed_at=NOW + timedelta(minutes=minutes),
    )


@pytest.fixture
def filled(database: Database) -> Database:
    """Ann and Ben in a group with two proposals."""
    with database.transaction() as tx:
        tx.groups.add(new_group("group", "Northside", NOW))
        for name in ("ann", "ben"):
            email = f"{name}@example.org"
            tx.people.add(Person(id=name, email=email, name=name.title(), created_at=NOW), "hash")
            tx.groups.add_member(Membership(group_id="group", person_id=name, joined_at=NOW))
        tx.topics.add(proposal("meet", 5))
        tx.topics.add(proposal("listen"))
    return database


def test_what_was_saved_comes_back_equal(filled: Database) -> None:
    with filled.transaction() as tx:
        tx.topics.cast("group", "ann", {"meet": 1})
        tx.topics.cast("group", "ann", {"meet": 2, "listen": 1})
        tx.topics.cast("group", "ben", {})
    with filled.reading() as tx:
        assert tx.topics.of_group("group", closed=False) == [
            proposal("listen"),
            proposal("meet", 5),
        ]
        assert tx.topics.get("meet") == proposal("meet", 5)
        assert tx.topics.ballots("group") == [
            Ballot(person_id="ann", votes={"meet": 2, "listen": 1}),
            Ballot(person_id="ben", votes={}),
        ]
        assert tx.topics.of_group("other", closed=False) == []


def test_a_closed_vote_keeps_totals_and_no_ballot(filled: Database) -> None:
    later = NOW + timedelta(days=1)
    with filled.transaction() as tx:
        ballots = [Ballot(person_id="ann", votes={"meet": 2}), Ballot(person_id="ben", votes={})]
        found = counted(tx.topics.of_group("group", closed=False), ballots)
        closed = [
            p.model_copy(update={"closed_at": later, "chosen": at == 0})
            for at, p in enumerate(found)
        ]
        tx.topics.close(closed)
        tx.topics.forget_ballots("group")
    with filled.reading() as tx:
        assert tx.topics.of_group("group", closed=True) == closed
        assert [(p.id, p.votes, p.chosen) for p in closed] == [
            ("meet", 2, True),
            ("listen", 0, False),
        ]
        assert tx.topics.of_group("group", closed=False) == []
        assert tx.topics.ballots("group") == []


def test_a_proposal_outlives_its_author_and_not_its_group(filled: Database) -> None:
    with filled.transaction() as tx:
        tx.topics.cast("group", "ann", {"meet": 1})
        tx.people.delete("ann")
    with filled.reading() as tx:
        assert tx.topics.get("meet") == proposal("meet", 5, author=None)
        assert tx.topics.ballots("group") == []
    with filled.transaction() as tx:
        tx.topics.delete("meet")
        assert tx.topics.get("meet") is None
