"""What admins' pages stand on, on both kinds of database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from coach.domain.agenda import SessionKind
from coach.domain.agenda_request import Request
from coach.domain.cycle import Cycle, CycleStage
from coach.domain.group_session import GroupSession
from coach.domain.organisation_text import TextName, TextVersion
from coach.domain.people import Membership, Person
from coach.services.installation import database_bytes
from coach.storage.audit import Sought
from coach.storage.database import Database
from coach.storage.records import AccountLink, AuditEvent
from tests.support.world import new_group

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def filled(database: Database) -> Database:
    """Two people, two groups; in one of them both, two cycles and three sessions."""
    people = [
        Person(id=name, email=f"{name}@example.org", name=name.title(), created_at=AT)
        for name in ("ann", "bo")
    ]
    with database.transaction() as tx:
        for person in people:
            tx.people.add(person, "x")
        for group_id in ("south", "north"):
            tx.groups.add(new_group(group_id, group_id.title(), AT))
        for person in people:
            tx.groups.add_member(Membership(group_id="north", person_id=person.id, joined_at=AT))
        for number, stage in enumerate((CycleStage.CLOSE, CycleStage.COMMIT), 1):
            tx.cycles.add(
                Cycle(id=f"c{number}", group_id="north", number=number, topic="t", stage=stage)
            )
        for day in (-3, 4, 9):
            tx.group_sessions.add(_session(day))
        for number in range(3):
            tx.audit.add(_sign_in(number))
    return database


def _session(day: int) -> GroupSession:
    return GroupSession(
        id=f"s{day}",
        group_id="north",
        cycle_id=None,
        held_on=AT.date() + timedelta(days=day),
        begins_at=None,
        request=Request(kind=SessionKind.REFLECT, member_ids=("ann",)),
        created_at=AT,
        updated_at=AT,
    )


def _sign_in(number: int) -> AuditEvent:
    at = AT + timedelta(hours=number)
    return AuditEvent(id=f"e{number}", at=at, event="sign_in", actor_id="ann")


def test_the_register_counts_and_names(filled: Database) -> None:
    with filled.reading() as tx:
        ann, bo = tx.register.people([line.id for line in tx.register.everybody()])
        names = tx.register.names()
        north, south = tx.register.groups([id_ for id_, _ in names], AT.date())
        assert tx.register.people([bo.id, "gone", ann.id]) == [bo, ann]
        assert tx.register.counts() == (2, 2)
        assert tx.register.names_of_people({"ann", "gone"}) == {"ann": "Ann"}
        assert tx.register.names_of_groups(set()) == {}
    assert (ann.groups, ann.signed_in_at) == (("North",), AT + timedelta(hours=2))
    assert bo.signed_in_at is None
    assert (north.members, north.stage, north.meets_on) == (
        2,
        CycleStage.COMMIT,
        AT.date() + timedelta(days=4),
    )
    assert (south.members, south.stage, south.meets_on) == (0, None, None)


def test_events_are_sought_and_counted(filled: Database) -> None:
    with filled.reading() as tx:
        some = Sought(person_id="ann", since=AT + timedelta(hours=1), until=AT + timedelta(hours=2))
        assert [event.id for event in tx.audit.find(some, limit=9)] == ["e1"]
        assert tx.audit.count(some) == 1
        assert [event.id for event in tx.audit.find(Sought(), limit=2, skip=1)] == ["e1", "e0"]
        assert tx.audit.events() == ["sign_in"]
        assert tx.audit.last("sign_in", "") == AT + timedelta(hours=2)
        assert tx.audit.last("sign_in", "bo") is None


def test_versions_of_texts_are_added_and_the_newest_counts(filled: Database) -> None:
    with filled.transaction() as tx:
        for name, number in ((TextName.LEGAL, 1), (TextName.LEGAL, 2), (TextName.PRIVACY, 1)):
            tx.organisation_texts.add(_version(name, number))
    with filled.reading() as tx:
        assert [v.number for v in tx.organisation_texts.of(TextName.LEGAL)] == [2, 1]
        newest = tx.organisation_texts.newest()
    assert {name: version.text for name, version in newest.items()} == {
        TextName.LEGAL: "words 2",
        TextName.PRIVACY: "words 1",
    }
    with pytest.raises(IntegrityError), filled.transaction() as tx:
        tx.organisation_texts.add(_version(TextName.LEGAL, 2))
    with filled.transaction() as tx:
        tx.people.delete("ann")
    with filled.reading() as tx:
        assert tx.organisation_texts.of(TextName.PRIVACY)[0].written_by_id is None


def _version(name: TextName, number: int) -> TextVersion:
    return TextVersion(
        name=name, number=number, text=f"words {number}", written_by_id="ann", written_at=AT
    )


def test_a_link_is_used_once_and_goes_with_its_people(filled: Database) -> None:
    link = AccountLink(
        id="l",
        token_sha256="hash",
        purpose="password",
        maker_id="ann",
        person_id="bo",
        created_at=AT,
        expires_at=AT,
    )
    with filled.transaction() as tx:
        tx.account_links.add(link)
        assert tx.account_links.by_token("hash") == link
        assert (tx.account_links.use("l", AT), tx.account_links.use("l", AT)) == (True, False)
        tx.people.delete("bo")
        assert tx.account_links.by_token("hash") is None


def test_admins_are_made_locked_and_counted(filled: Database) -> None:
    with filled.transaction() as tx:
        tx.people.set_admin("bo", is_admin=True)
        assert [admin.id for admin in tx.people.admins(lock=True)] == ["bo"]
        tx.groups.rename("north", "Harbour")
        assert [group.name for group in tx.groups.every()] == ["Harbour", "South"]
    assert database_bytes(filled) > 10_000


def test_an_empty_repertoire_holds_nothing(filled: Database) -> None:
    with filled.reading() as tx:
        assert set(tx.holdings.of_model("some model").model_dump().values()) == {0}
