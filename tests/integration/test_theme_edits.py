"""Edits of released themes: by whoever leads alone, marked, noted without words."""

from __future__ import annotations

import pytest

from coach.domain.people import Actor
from coach.domain.theme_edits import Wording
from coach.domain.theme_release import Mark, Release, ShownTheme
from coach.domain.theme_report import ReportState, ThemeReport
from coach.errors import InvalidInput, NotFound
from coach.services.common import new_id
from tests.support.themes import kept_report
from tests.support.world import World

QUIET = ShownTheme(id="quiet", title="Quiet rooms", people=4)
HASTE = ShownTheme(id="haste", title="Haste", people=3)
CANARY = Wording(title=" A  quetzal \n flies ", summary="Quetzals.")


def report_of(world: World, group_id: str, state: ReportState = ReportState.RELEASED) -> str:
    now = world.clock()
    report = ThemeReport(
        id=new_id(),
        group_id=group_id,
        cycle_id=None,
        number=1,
        state=state,
        asked_by_id=None,
        asked_at=now,
        updated_at=now,
        released_at=now,
        release=Release(themes=(QUIET, HASTE)),
    )
    with world.services.database.transaction() as tx:
        tx.theme_reports.add(report)
    return report.id


@pytest.fixture
def lea(world: World) -> Actor:
    """Whoever leads the only group."""
    return world.actor("Lea", world.group(), leads=True)


def themes(world: World, report_id: str) -> tuple[ShownTheme, ...]:
    release = kept_report(world.services, report_id).release
    assert release is not None
    return release.themes


def test_each_edit_is_marked_and_noted_without_words(world: World, lea: Actor) -> None:
    (group_id,) = lea.group_ids
    report_id, edits = report_of(world, group_id), world.services.theme_edits
    edits.reword(lea, report_id, "quiet", CANARY)
    assert [(t.title, t.mark, t.people) for t in themes(world, report_id)] == [
        ("A quetzal flies", Mark.REWORDED, 4),
        ("Haste", Mark.FOUND, 3),
    ]
    edits.merge(lea, report_id, ["quiet", "haste"], CANARY)
    (one,) = themes(world, report_id)
    assert (one.mark, one.people) == (Mark.MERGED, None)
    edits.split(lea, report_id, "quiet", CANARY, CANARY)
    assert len(themes(world, report_id)) == 2
    edits.discard(lea, report_id, "quiet")
    assert [t.mark for t in themes(world, report_id)] == [Mark.SPLIT]
    with world.services.database.reading() as tx:
        trail = [row for row in tx.audit.latest(20) if row.event == "themes_edited"]
    assert {row.detail for row in trail} == {"reworded", "merged", "split", "discarded"}
    assert "uetzal" not in repr(trail)


def test_the_same_words_again_change_nothing(world: World, lea: Actor) -> None:
    (group_id,) = lea.group_ids
    report_id = report_of(world, group_id)
    before = kept_report(world.services, report_id)
    world.services.theme_edits.reword(lea, report_id, "quiet", Wording(title="Quiet rooms"))
    assert kept_report(world.services, report_id) == before


@pytest.mark.parametrize("state", [s for s in ReportState if s is not ReportState.RELEASED])
def test_only_released_reports_are_edited(world: World, lea: Actor, state: ReportState) -> None:
    (group_id,) = lea.group_ids
    report_id = report_of(world, group_id, state)
    with pytest.raises(InvalidInput):
        world.services.theme_edits.discard(lea, report_id, "quiet")


def test_a_wording_that_does_not_fit_and_a_theme_that_has_gone(world: World, lea: Actor) -> None:
    (group_id,) = lea.group_ids
    report_id, edits = report_of(world, group_id), world.services.theme_edits
    with pytest.raises(InvalidInput, match="no title"):
        edits.reword(lea, report_id, "quiet", Wording(title=" \n "))
    with pytest.raises(InvalidInput, match="at most"):
        edits.reword(lea, report_id, "quiet", Wording(title="a" * 91))
    with pytest.raises(NotFound):
        edits.discard(lea, report_id, "no such theme")
