"""Rules, their changes and charters come back as they were saved, on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from sqlalchemy.exc import IntegrityError

from coach.domain.charter import Acceptance, Charter, next_version
from coach.domain.people import Membership, Person
from coach.domain.reach import Reach
from coach.domain.rule_changes import Answer, ChangeState, Difference, RuleChange, changed
from coach.services.formats_file import read_charters, read_formats
from coach.storage.database import Database
from tests.support.world import new_group

NOW: Final = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)
GROUP: Final = new_group("group", "Northside", NOW)
TEXT: Final = read_charters(read_formats())["peer_learning_group"]
CHANGE: Final = RuleChange(
    id="change",
    group_id="group",
    state=ChangeState.PENDING,
    format_before="peer_learning_group",
    format_after="community_of_practice",
    differences=(
        Difference(rule="levels", before=["member"], after=["core", "active"]),
        Difference(rule="size_most", before=6, after=None),
    ),
    decided_by="all of us — on Monday",
    why="We have grown.",
    proposed_by_id="ann",
    proposed_at=NOW,
    answers=(Answer(person_id="ann", yes=True, answered_at=NOW),),
)
CHARTER: Final = Charter(
    group_id="group",
    number=1,
    binds=True,
    reads_since=0,
    joined_before=NOW,
    sections=TEXT.sections,
    terms=TEXT.terms,
    written_by_id="ann",
    written_at=NOW,
)


@pytest.fixture
def filled(database: Database) -> Database:
    """Ann and Ben in a group that has a charter and a change that waits."""
    with database.transaction() as tx:
        tx.groups.add(GROUP)
        for name in ("ann", "ben"):
            email = f"{name}@example.org"
            tx.people.add(Person(id=name, email=email, name=name.title(), created_at=NOW), "hash")
            tx.groups.add_member(Membership(group_id="group", person_id=name, joined_at=NOW))
        tx.rule_changes.add(CHANGE)
        tx.charters.add(CHARTER)
        tx.charters.accept(acceptance("ann"))
    return database


def acceptance(person_id: str, number: int = 1, format_: str = "") -> Acceptance:
    return Acceptance(
        group_id="group", person_id=person_id, number=number, format=format_, accepted_at=NOW
    )


def test_what_was_saved_comes_back_equal(filled: Database) -> None:
    with filled.reading() as tx:
        assert tx.groups.get("group") == GROUP
        assert tx.groups.every() == tx.groups.of_person("ann") == [GROUP]
        assert tx.rule_changes.get("change") == CHANGE
        assert tx.rule_changes.pending("group") == CHANGE
        assert tx.rule_changes.of_group("group") == [CHANGE]
        assert tx.charters.of_group("group") == [CHARTER]
        assert tx.charters.newest_of({"group", "other"}) == {"group": CHARTER}
        assert tx.charters.accepted_by("ann") == tx.charters.acceptances("group")
        assert tx.charters.accepted_by("ben") == []
        assert tx.rule_changes.get("none") is None
        assert tx.rule_changes.pending("other") is None


def test_rules_and_format_change_together(filled: Database) -> None:
    rules = changed(GROUP.rules, {"size_most": None, "release_inside": 4})
    after = GROUP.model_copy(update={"rules": rules, "format": "learning_circle"})
    with filled.transaction() as tx:
        assert tx.groups.get("group", lock=True) == GROUP
        tx.groups.set_rules(after)
        assert tx.groups.get("group") == after


def test_a_settled_change_keeps_every_answer_as_it_was_last(filled: Database) -> None:
    later = NOW + timedelta(days=1)
    answers = (
        Answer(person_id="ann", yes=False, answered_at=later),
        Answer(person_id="ben", yes=True, answered_at=NOW),
    )
    over = CHANGE.model_copy(
        update={"state": ChangeState.REFUSED, "settled_at": later, "answers": answers}
    )
    with filled.transaction() as tx:
        tx.rule_changes.update(over)
        found = tx.rule_changes.get("change")
        assert found is not None
        assert set(found.answers) == set(answers)
        assert (found.state, found.settled_at) == (ChangeState.REFUSED, later)
        assert tx.rule_changes.pending("group") is None


def test_the_newest_charter_is_the_one_with_the_highest_number(filled: Database) -> None:
    terms = TEXT.terms.model_copy(update={"widest_audience": Reach.ME})
    second = next_version(
        CHARTER,
        TEXT.model_copy(update={"terms": terms}),
        rules=GROUP.rules,
        author_id="ben",
        now=NOW,
    )
    with filled.transaction() as tx:
        tx.charters.add(second)
        assert tx.charters.of_group("group") == [second, CHARTER]
        assert tx.charters.newest_of(["group"]) == {"group": second}


def test_a_version_is_written_and_accepted_once(filled: Database) -> None:
    with pytest.raises(IntegrityError), filled.transaction() as tx:
        tx.charters.add(CHARTER)
    with pytest.raises(IntegrityError), filled.transaction() as tx:
        tx.charters.accept(acceptance("ann"))
    with filled.transaction() as tx:
        tx.charters.accept(acceptance("ann", 0, "peer_learning_group"))


def test_deleting_a_person_leaves_what_the_group_decided_without_them(filled: Database) -> None:
    with filled.transaction() as tx:
        tx.people.delete("ann")
        change = tx.rule_changes.get("change")
        assert change is not None
        assert (change.proposed_by_id, change.answers) == (None, ())
        [charter] = tx.charters.of_group("group")
        assert charter.written_by_id is None
        assert tx.charters.acceptances("group") == []


def test_shut_accounts_are_no_present_members(filled: Database) -> None:
    with filled.transaction() as tx:
        tx.people.set_disabled("ann", NOW)
        assert [name for name, _ in tx.groups.members("group", present=True)] == ["Ben"]
        assert [name for name, _ in tx.groups.members("group")] == ["Ann", "Ben"]


def test_no_word_of_a_member_is_readable_in_the_tables(filled: Database) -> None:
    with filled.reading() as tx:
        for table in ("rule_changes", "charters"):
            [row] = tx.connection.exec_driver_sql(f"SELECT * FROM {table}").all()
            for secret in ("Monday", "grown", TEXT.sections.names[:30]):
                assert secret not in str(row)
