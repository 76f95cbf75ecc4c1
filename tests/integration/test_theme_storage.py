"""Contributions and reports come back as they were saved, go with what they hang on, unread."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from sqlalchemy import text

from coach.domain.contribution import Contribution
from coach.domain.cycle import Cycle, CycleStage
from coach.domain.people import Membership, Person
from coach.domain.reflection import Reflection
from coach.domain.theme import Evidence, Theme
from coach.domain.theme_release import Pool, Quote, Release, ShownTheme, Withheld
from coach.domain.theme_report import ReportState, ThemeReport
from coach.storage.database import Database
from coach.storage.transaction import Transaction
from tests.support.world import new_group

NOW: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
WORDS: Final = "Quetzals kept quiet."
CYCLE: Final = Cycle(id="cycle", group_id="group", topic="", stage=CycleStage.REFLECT)
TABLES: Final = ("contributions", "theme_reports", "theme_vetoes", "theme_assents")


def contribution(id_: str, owner: str, *, hours: int = 0, **facts: object) -> Contribution:
    known = {
        "reflection_id": id_,
        "owner_id": owner,
        "group_id": "group",
        "cycle_id": "cycle",
        "text_sha256": "a" * 64,
        "quotes": (WORDS, "Caf\u00e9 \u2028."),
        "named": True,
        "given_at": NOW + timedelta(hours=hours),
    }
    return Contribution.model_validate(known | facts)


def report(id_: str, number: int = 1, **facts: object) -> ThemeReport:
    known = {
        "id": id_,
        "group_id": "group",
        "cycle_id": "cycle",
        "number": number,
        "asked_by_id": "ann",
        "asked_at": NOW,
        "updated_at": NOW,
    }
    return ThemeReport.model_validate(known | facts)


FULL: Final = report(
    "full",
    2,
    state=ReportState.RELEASED,
    made_by="model",
    model="small",
    preview_ends_at=NOW,
    released_at=NOW,
    found=(Theme(id="t", title=WORDS, evidence=(Evidence(source_id="r", start=0, end=4),)),),
    pool=Pool(texts={"ann": ("b" * 64, "c" * 64)}),
    release=Release(
        themes=(
            ShownTheme(
                id="t",
                title=WORDS,
                people=3,
                named_ids=("ann",),
                quotes=(Quote(source_id="r", text_sha256="d" * 64, named=True),),
            ),
        ),
        withheld={Withheld.VETO: 2},
        people=3,
    ),
)


@pytest.fixture
def filled(database: Database) -> Database:
    """Ann and Ben in a group in its first cycle; Ann has kept two reflections, Ben one."""
    with database.transaction() as tx:
        tx.groups.add(new_group("group", "Northside", NOW))
        tx.cycles.add(CYCLE)
        for name, reflections in (("ann", ("a1", "a2")), ("ben", ("b1",))):
            email = f"{name}@example.org"
            tx.people.add(Person(id=name, email=email, name=name.title(), created_at=NOW), "hash")
            tx.groups.add_member(Membership(group_id="group", person_id=name, joined_at=NOW))
            for id_ in reflections:
                tx.reflections.add(
                    Reflection(
                        id=id_, owner_id=name, attempt_ids=(), created_at=NOW, updated_at=NOW
                    )
                )
    return database


def counted(tx: Transaction) -> list[int]:
    """Return how many rows the tables hold."""
    found = [tx.connection.execute(text(f"SELECT count(*) FROM {name}")) for name in TABLES]
    return [one.scalar_one() for one in found]


def test_contributions_come_back_equal_and_in_order(filled: Database) -> None:
    late, early = contribution("a1", "ann", hours=2), contribution("a2", "ann", hours=1)
    outside = contribution("b1", "ben", cycle_id=None, beyond=True, quotes=(), named=False)
    with filled.transaction() as tx:
        for one in (late, early, outside):
            tx.contributions.put(one)
        changed = late.model_copy(update={"quotes": (), "named": False})
        tx.contributions.put(changed)
    with filled.reading() as tx:
        assert tx.contributions.get("a1") == changed
        assert tx.contributions.get("none") is None
        assert tx.contributions.get_many(["a1", "b1", "none"]) == {"a1": changed, "b1": outside}
        assert tx.contributions.get_many([]) == {}
        assert tx.contributions.of_owner("ann") == [early, changed]
        assert tx.contributions.of_group("group", "cycle") == [early, changed]
        assert tx.contributions.of_group("group", None) == [outside]
        assert tx.contributions.of_group("other", "cycle") == []
        assert tx.contributions.beyond() == [outside]


def test_contributions_go_one_by_one_with_a_group_and_with_their_reflection(
    filled: Database,
) -> None:
    with filled.transaction() as tx:
        for id_, owner in (("a1", "ann"), ("a2", "ann"), ("b1", "ben")):
            tx.contributions.put(contribution(id_, owner))
        tx.contributions.delete("a1")
        assert [one.reflection_id for one in tx.contributions.of_owner("ann")] == ["a2"]
        tx.contributions.delete_of("ann", "other")
        assert tx.contributions.of_owner("ann") != []
        tx.contributions.delete_of("ann", "group")
        assert tx.contributions.of_owner("ann") == []
        tx.reflections.delete("b1")
        assert tx.contributions.get("b1") is None


def test_reports_come_back_equal_the_newest_first(filled: Database) -> None:
    with filled.transaction() as tx:
        tx.theme_reports.add(report("first"))
        tx.theme_reports.add(FULL)
        tx.theme_reports.add(report("whole", group_id=None, cycle_id=None, asked_by_id=None))
    with filled.transaction() as tx:
        assert tx.theme_reports.get("full", lock=True) == FULL
        assert tx.theme_reports.get("none") is None
        assert tx.theme_reports.of_group("group") == [FULL, report("first")]
        assert [one.id for one in tx.theme_reports.of_group(None)] == ["whole"]
        assert tx.theme_reports.shown("group") == [FULL]
        assert tx.theme_reports.making() == ["first"]
        assert tx.theme_reports.making(outside=True) == ["whole"]


def test_what_a_report_is_about_cannot_be_changed(filled: Database) -> None:
    changed = FULL.model_copy(update={"found": (), "pool": Pool(), "release": None})
    with filled.transaction() as tx:
        tx.theme_reports.add(FULL)
        tx.theme_reports.update(changed.model_copy(update={"group_id": None, "number": 9}))
        assert tx.theme_reports.get("full") == changed


def test_a_preview_that_was_stopped_counts_as_shown(filled: Database) -> None:
    # Or else whoever leads could look, stop, and have the next version made of one text more.
    stopped = report("seen", state=ReportState.STOPPED, preview_ends_at=NOW)
    with filled.transaction() as tx:
        tx.theme_reports.add(stopped)
        tx.theme_reports.add(report("unseen", 2, state=ReportState.STOPPED))
        assert [one.id for one in tx.theme_reports.shown("group")] == ["seen"]


def test_work_is_kept_apart_and_forgotten(filled: Database) -> None:
    with filled.transaction() as tx:
        tx.theme_reports.add(report("first"))
        assert tx.theme_reports.work("first") == {}
        assert tx.theme_reports.work("none") == {}
        tx.theme_reports.set_work("first", {"key": WORDS})
        tx.theme_reports.update(report("first", done=1))
        assert tx.theme_reports.work("first") == {"key": WORDS}
        tx.theme_reports.set_work("first", None)
        assert tx.theme_reports.work("first") == {}
        plain = text("SELECT work FROM theme_reports WHERE id = 'first'")
        assert tx.connection.execute(plain).scalar_one() is None


def test_vetoes_and_assents_count_once_and_can_be_taken_back(filled: Database) -> None:
    with filled.transaction() as tx:
        tx.theme_reports.add(report("first"))
        tx.theme_reports.add(report("second", 2))
        for person in ("ann", "ann", "ben"):
            tx.theme_vetoes.put("first", "t", person, NOW)
            tx.theme_assents.put("first", person, NOW)
        tx.theme_vetoes.put("first", "u", "ann", NOW)
        tx.theme_vetoes.put("second", "t", "ann", NOW)
        tx.theme_vetoes.delete("first", "t", "ben")
        assert tx.theme_vetoes.of_report("first") == {("t", "ann"), ("u", "ann")}
        assert tx.theme_assents.of_report("first") == {"ann", "ben"}
        assert tx.theme_assents.of_report("second") == set()
        tx.theme_reports.delete("first")
        assert counted(tx) == [0, 1, 1, 0]


def test_what_a_person_gave_and_said_goes_with_them(filled: Database) -> None:
    with filled.transaction() as tx:
        tx.contributions.put(contribution("a1", "ann"))
        tx.theme_reports.add(report("first"))
        tx.theme_vetoes.put("first", "t", "ann", NOW)
        tx.theme_assents.put("first", "ann", NOW)
        tx.people.delete("ann")
        assert counted(tx) == [0, 1, 0, 0]
        left = tx.theme_reports.get("first")
        assert left is not None
        assert left.asked_by_id is None


def test_all_goes_with_the_group(filled: Database) -> None:
    with filled.transaction() as tx:
        tx.contributions.put(contribution("a1", "ann"))
        tx.theme_reports.add(FULL)
        tx.theme_vetoes.put("full", "t", "ann", NOW)
        tx.theme_assents.put("full", "ann", NOW)
        tx.groups.delete("group")
        assert counted(tx) == [0, 0, 0, 0]


def test_no_word_and_no_number_of_it_lies_in_the_database_in_plain(filled: Database) -> None:
    with filled.transaction() as tx:
        tx.contributions.put(contribution("a1", "ann"))
        tx.theme_reports.add(FULL)
        tx.theme_reports.set_work("full", {"asked": WORDS})
    with filled.reading() as tx:
        cells = [
            bytes(cell)
            for name in TABLES
            for row in tx.connection.execute(text(f"SELECT * FROM {name}"))
            for cell in row
            if isinstance(cell, bytes | memoryview)
        ]
        plain = [
            str(cell)
            for name in TABLES
            for row in tx.connection.execute(text(f"SELECT * FROM {name}"))
            for cell in row
            if not isinstance(cell, bytes | memoryview)
        ]
    assert len(cells) == 5, "quotes, found, pool, release, work"
    for hidden in ("Quetzals", "quiet", "asked", "veto", "named", "bbbb", "dddd"):
        assert not any(hidden.encode() in cell for cell in cells), hidden
        assert not any(hidden in cell for cell in plain), hidden
