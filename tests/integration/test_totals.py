"""What an organisation is told: rounded totals and themes of several groups, and nothing else."""

from __future__ import annotations

import re

import pytest

from coach.domain.commitment import CommitmentStatus
from coach.domain.people import Actor
from coach.domain.reach import Reach
from coach.domain.theme_report import ReportState
from coach.domain.totals import Total
from coach.errors import InvalidInput, NotFound
from coach.services.audit import Sought
from coach.services.formats_file import read_charters, read_formats
from coach.services.totals import SponsorView
from coach.services.totals_file import to_csv, to_markdown
from coach.services.totals_release import outside
from tests.support.outside import Outsiders
from tests.support.world import World


@pytest.fixture
def admin(world: World) -> Actor:
    return world.actor("Ada", is_admin=True)


def view(world: World, admin: Actor) -> SponsorView:
    return world.services.totals.view(admin)


def exact_numbers(world: World) -> set[int]:
    with world.services.database.reading() as tx:
        return {counted.number for counted in tx.totals.count().values()}


def test_an_admin_gets_no_number_that_is_not_rounded(world: World, admin: Actor) -> None:
    scene = Outsiders(world, size=4)
    for person in scene.people:
        commitment = world.commitment(person)
        world.services.commitments.close(
            person, commitment.id, outcome=CommitmentStatus.KEPT, reason="It was so."
        )
    found = view(world, admin).totals
    assert found.numbers == {
        Total.GROUPS: 0,
        Total.PEOPLE: 5,
        Total.OPEN: 5,
        Total.KEPT: 5,
        Total.ADAPTED: 0,
        Total.DROPPED: 0,
        Total.ATTEMPTS: 5,
        Total.STORIES: 0,
    }
    assert 8 in exact_numbers(world)
    for file in (to_markdown(view(world, admin)), to_csv(view(world, admin))):
        without_days = re.sub(r"\d{4}-\d\d-\d\d|\d+ \w+ \d{4}", "", file)
        assert set(re.findall(r"\d+", without_days)) <= {"5", "2"}, "2 is the number of the rule"


def test_a_single_group_never_shows(world: World, admin: Actor) -> None:
    group = world.group()
    for number in range(9):
        world.attempt(person := world.actor(f"P{number}", group), world.commitment(person))
    assert set(view(world, admin).totals.numbers.values()) == {0}


def test_the_numbers_stay_for_four_weeks(world: World, admin: Actor) -> None:
    first = view(world, admin).totals
    Outsiders(world)
    world.clock.advance(days=27)
    assert view(world, admin).totals == first
    world.clock.advance(days=1)
    assert view(world, admin).totals.numbers[Total.PEOPLE] == 5


def test_taking_it_along_is_noted_without_a_number(world: World, admin: Actor) -> None:
    taken = world.services.totals.export(admin)
    assert taken == view(world, admin)
    with world.services.database.reading() as tx:
        noted = tx.audit.find(Sought(event="totals_export"), limit=9)
    assert [(event.actor_id, event.detail) for event in noted] == [(admin.person_id, "")]


def test_nobody_else_reads_it(world: World) -> None:
    ann, totals = world.actor("Ann", world.group(), leads=True), world.services.totals
    for refused in (totals.view, totals.export, totals.making, totals.ask, totals.stop):
        with pytest.raises(NotFound):
            refused(ann)


def test_themes_are_looked_at_first_and_released_with_a_rounded_number(
    world: World, admin: Actor
) -> None:
    scene = Outsiders(world)
    report = scene.look()
    assert report.state is ReportState.PREVIEW
    assert view(world, admin).themes == ()
    mine = world.services.totals_preview.mine(scene.people[0])
    assert mine is not None
    assert [(theme.title, theme.people) for theme in mine.themes] == [("Waiting for answers", None)]
    assert world.services.totals_preview.mine(scene.people[0]) is not None
    scene.end_look(report)
    shown = view(world, admin)
    assert [(theme.title, theme.people, theme.quotes) for theme in shown.themes] == [
        ("Waiting for answers", 5, ())
    ]
    assert world.services.totals_preview.mine(scene.people[0]) is None
    with world.services.database.reading() as tx:
        kept = tx.theme_reports.of_group(None)[0]
    assert (kept.state, kept.found) == (ReportState.RELEASED, ())


def test_a_theme_that_one_keeps_back_is_not_shown_and_another_is(
    world: World, admin: Actor
) -> None:
    scene = Outsiders(world)
    report = scene.look(scene.theme(), scene.theme("Saying no"))
    preview = world.services.totals_preview
    preview.keep_back(scene.people[2], report.id, "saying no", back=True)
    mine = preview.mine(scene.people[2])
    other = preview.mine(scene.people[3])
    assert mine is not None
    assert other is not None
    assert (set(mine.kept_back), set(other.kept_back)) == ({"saying no"}, set())
    assert len(other.themes) == 2, "nobody learns of another's veto"
    scene.end_look(report)
    assert [theme.title for theme in view(world, admin).themes] == ["Waiting for answers"]


def test_what_was_kept_back_can_be_let_go_again(world: World, admin: Actor) -> None:
    scene = Outsiders(world)
    report = scene.look()
    for back in (True, False):
        world.services.totals_preview.keep_back(
            scene.people[0], report.id, "waiting for answers", back=back
        )
    scene.end_look(report)
    assert len(view(world, admin).themes) == 1


def test_only_those_whom_a_theme_comes_from_look_at_it(world: World) -> None:
    scene = Outsiders(world)
    report = scene.look(scene.theme(of=range(1, 6)))
    preview = world.services.totals_preview
    assert preview.mine(scene.people[0]) is None
    with pytest.raises(NotFound):
        preview.keep_back(scene.people[0], report.id, "waiting for answers", back=True)
    assert preview.mine(scene.people[1]) is not None


@pytest.mark.parametrize("of", [range(4), range(3)], ids=["four people", "one group"])
def test_too_few_of_too_few_groups_are_not_shown(world: World, of: range) -> None:
    scene = Outsiders(world)
    assert scene.look(scene.theme(of=of)).state is ReportState.FAILED


def test_five_people_of_one_group_are_not_shown(world: World) -> None:
    scene = Outsiders(world, size=5)
    assert scene.look(scene.theme(of=range(5))).state is ReportState.FAILED


def test_a_theme_that_holds_a_name_is_not_shown(world: World) -> None:
    scene = Outsiders(world)
    world.actor("Ann", scene.groups[1])
    for title in ("What the East keeps quiet", "Waiting for Ann"):
        assert scene.look(scene.theme(title)).state is ReportState.FAILED, title
    assert scene.look(scene.theme("Waiting for an answer")).state is ReportState.PREVIEW


def test_what_was_not_released_inside_or_was_vetoed_there_does_not_count(world: World) -> None:
    scene = Outsiders(world)
    scene.contribute(scene.people[0], scene.groups[0])
    assert _counting(world) == {source.id for source in scene.sources}
    scene.release_inside(scene.groups[1], vetoed=1)
    assert _counting(world) == {source.id for source in scene.sources[:3]}


def _counting(world: World) -> set[str]:
    with world.services.database.reading() as tx:
        return set(outside(tx, read_charters(read_formats())).given)


def test_a_yes_that_is_taken_back_does_not_count(world: World) -> None:
    scene = Outsiders(world)
    report = scene.look()
    with world.services.database.transaction() as tx:
        for source in scene.sources[:2]:
            tx.contributions.delete(source.id)
    assert scene.end_look(report).state is ReportState.FAILED


def test_what_a_group_keeps_inside_does_not_count(world: World) -> None:
    scene = Outsiders(world)
    rules = scene.groups[0].rules.model_copy(update={"widest_audience": Reach.GROUP})
    with world.services.database.transaction() as tx:
        tx.groups.set_rules(scene.groups[0].model_copy(update={"rules": rules}))
    assert scene.look().state is ReportState.FAILED


def test_who_has_left_the_group_does_not_count(world: World) -> None:
    scene = Outsiders(world)
    report = scene.look()
    with world.services.database.transaction() as tx:
        for person in scene.people[:2]:
            tx.groups.remove_member(scene.groups[0].id, person.person_id)
    assert scene.end_look(report).state is ReportState.FAILED


def test_a_report_that_differs_by_fewer_than_five_is_not_shown(world: World) -> None:
    scene = Outsiders(world, size=4)
    scene.end_look(scene.look())
    for at in range(4):
        scene.sources[at] = scene.contribute(scene.people[at], scene.groups[0])
    scene.release_inside(scene.groups[0])
    assert scene.look().state is ReportState.FAILED
    scene.sources[4] = scene.contribute(scene.people[4], scene.groups[1])
    scene.release_inside(scene.groups[1])
    assert scene.look().state is ReportState.PREVIEW


def test_a_report_is_asked_for_and_its_course_is_told(world: World, admin: Actor) -> None:
    scene, totals = Outsiders(world), world.services.totals
    assert totals.making(admin) is None
    totals.ask(admin)
    [report_id] = world.services.outside_maker.under_way()
    assert world.services.theme_maker.under_way() == []
    with pytest.raises(InvalidInput, match="under way"):
        totals.ask(admin)
    scene.make(report_id)
    made = totals.making(admin)
    assert made is not None
    assert (made.state, made.trouble) == (ReportState.PREVIEW, "")
    assert world.services.theme_maker.end_previews() == 0
    totals.stop(admin)
    made = totals.making(admin)
    assert made is not None
    assert made.state is ReportState.STOPPED
    with pytest.raises(InvalidInput, match="no longer"):
        totals.stop(admin)


def test_every_reason_not_to_show_anything_reads_the_same(world: World, admin: Actor) -> None:
    scene = Outsiders(world)
    scene.look(scene.theme(of=range(2)))
    few = world.services.totals.making(admin)
    scene.end_look(scene.look())
    scene.look()
    same = world.services.totals.making(admin)
    assert few is not None
    assert same is not None
    assert few.trouble == same.trouble != ""
