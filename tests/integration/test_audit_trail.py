"""The audit trail, as admins read it: sought, paged, with names, and as a file."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from coach.domain.people import Actor
from coach.services.audit import PAGE, SOMEBODY_GONE, Sought
from coach.services.common import note_event
from tests.support.world import PASSWORD, START, World


@pytest.fixture
def ada(world: World) -> Actor:
    return world.actor("Ada", is_admin=True)


def test_rows_are_sought_by_kind_person_and_day(world: World, ada: Actor) -> None:
    bo = world.actor("Bo")
    world.clock.advance(days=2)
    world.services.people.shut(ada, bo.person_id)
    page = world.services.audit.page
    assert [r.about for r in page(ada, Sought(event="account_disabled")).rows] == ["Bo"]
    about_bo = page(ada, Sought(person_id=bo.person_id)).rows
    assert about_bo[0].event == "account_disabled"
    assert {r.event for r in about_bo[1:]} == {"sign_in", "account_created"}
    later = START + timedelta(days=1)
    assert [r.event for r in page(ada, Sought(since=later)).rows] == ["account_disabled"]
    assert page(ada, Sought(until=later)).total == 4
    assert page(ada, Sought(event="sign_in", person_id=bo.person_id, since=later)).total == 0
    assert world.services.audit.events(ada) == ["account_created", "account_disabled", "sign_in"]
    assert world.services.audit.people(ada)[bo.person_id] == "Bo (bo@example.org)"


def test_rows_come_in_pages_the_newest_first(world: World, ada: Actor) -> None:
    with world.services.database.transaction() as tx:
        for number in range(PAGE + 5):
            at = world.clock() + timedelta(minutes=number)
            note_event(tx, at, "counted", detail=str(number))
    first, second = (world.services.audit.page(ada, Sought(event="counted"), n) for n in (0, 1))
    assert [first.rows[0].detail, first.rows[-1].detail] == [str(PAGE + 4), "5"]
    assert [row.detail for row in second.rows] == ["4", "3", "2", "1", "0"]
    assert first.total == second.total == PAGE + 5
    assert (first.number, second.number, second.last) == (0, 1, 1)
    assert world.services.audit.page(ada, Sought(event="counted"), 9).number == 1


def test_whoever_has_left_is_named_no_more(world: World, ada: Actor) -> None:
    group = world.group("Northside")
    bo = world.actor("Bo", group, leads=True)
    world.services.accounts.delete_account(bo, password=PASSWORD)
    rows = world.services.audit.page(ada, Sought(person_id=bo.person_id)).rows
    assert {row.by for row in rows} == {SOMEBODY_GONE, ""}
    assert "Bo" not in repr(rows)


def test_groups_are_named_and_other_things_are_not(world: World, ada: Actor) -> None:
    made = world.services.group_register.make(ada, "Harbour", "learning_circle")
    bo = world.actor("Bo", world.group("Northside"))
    commitment = world.commitment(bo)
    world.services.commitments.share(bo, commitment.id, "group")
    rows = {row.event: row for row in world.services.audit.page(ada, Sought()).rows}
    assert (rows["group_created"].about, rows["group_created"].about_id) == ("Harbour", made.id)
    shared = rows["audience_change"]
    assert (shared.by, shared.about) == ("Bo", "")


def test_the_file_holds_what_is_sought_and_is_noted_itself(world: World, ada: Actor) -> None:
    bo = world.services.accounts.create_person(
        email="bo@example.org", name='=cmd|"/C calc"!A1', password=PASSWORD
    )
    world.services.people.shut(ada, bo.id)
    made = world.services.audit.export(ada, Sought(event="account_disabled"))
    head, row = csv.reader(io.StringIO(made))
    assert head[:5] == ["at (UTC)", "event", "by", "kind", "about"]
    assert row == [
        "2026-03-02 09:00:00",
        "account_disabled",
        "Ada",
        "account",
        '\'=cmd|"/C calc"!A1',
        "",
        ada.person_id,
        bo.id,
    ]
    [noted] = world.services.audit.page(ada, Sought(event="audit_export")).rows
    assert (noted.by, noted.detail) == ("Ada", "rows: 1")
