"""Making a report: as a durable job, with what it gives way to, and what ends it."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from coach.domain.contribution import Source
from coach.domain.people import Actor
from coach.domain.theme_report import ReportState
from coach.services.theme_making import OUR_FAULT
from tests.support.themes import PlantedFinder, contribute, kept_report, take_back
from tests.support.world import World, open_world

ROOT = Path(__file__).resolve().parents[2]
SILENT = "I asked, and all were silent for a while."


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait for something that must come."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


class Scene:
    """Three contributors, the first of whom leads; one text of them speaks of advice too."""

    def __init__(self, world: World) -> None:
        group = world.group()
        names = ("Ann", "Ben", "Cem", "Dora", "Eli")
        people = [world.actor(name, group, leads=name == "Ann") for name in names]
        self.world, self.group, self.services = world, group.id, world.services
        self.ann: Actor = world.signed_in(people[0].person_id)
        self.given = [contribute(world.services, one, group.id, SILENT) for one in people[:3]]
        self.finder = world.services.theme_maker.finder = PlantedFinder()
        world.services.theme_maker.busy = lambda: False

    def ask(self) -> str:
        return self.services.theme_reports.ask(self.ann, self.group).id

    def state(self, report_id: str) -> ReportState:
        return kept_report(self.services, report_id).state


@pytest.fixture
def scene(world: World) -> Scene:
    """Before anybody asked."""
    return Scene(world)


@pytest.fixture
def quick(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """The same without a queue."""
    monkeypatch.setattr(scene.services.repertoire.upkeep, "add", lambda *_: None)
    return scene


def test_the_queue_makes_it_and_holds_no_words(scene: Scene, home: Path) -> None:
    report_id = scene.ask()
    scene.services.repertoire.upkeep.start_now()
    until(lambda: scene.state(report_id) is not ReportState.MAKING, "it was not made")
    report = kept_report(scene.services, report_id)
    assert (report.state, report.made_by) == (ReportState.PREVIEW, "words")
    for path in home.glob("jobs.db*"):
        assert b"silent" not in path.read_bytes()


def test_what_was_being_made_without_a_job_is_taken_up_at_the_start(quick: Scene) -> None:
    report_id = quick.ask()
    added: list[tuple[str, str]] = []
    upkeep = quick.services.repertoire.upkeep
    upkeep.add = lambda kind, key: added.append((kind, key))  # type: ignore[method-assign]
    upkeep.start_now()
    assert added == [("themes", report_id)]


def test_the_model_gives_way_and_nothing_is_asked_twice(quick: Scene) -> None:
    report_id, busy = quick.ask(), threading.Event()
    maker = quick.services.theme_maker
    maker.busy = busy.is_set
    quick.finder.before = lambda _: busy.set() if len(quick.finder.asked) == 1 else None
    job = threading.Thread(target=maker.make, args=(report_id,))
    job.start()
    until(busy.is_set, "it did not begin")
    assert quick.state(report_id) is ReportState.MAKING
    quick.finder.before = lambda _: None
    busy.clear()
    job.join(30)
    assert quick.state(report_id) is ReportState.PREVIEW
    assert len(quick.finder.asked) == 3
    with quick.services.database.reading() as tx:
        assert tx.theme_reports.work(report_id) == {}


def test_a_stop_ends_the_making_and_keeps_nothing(quick: Scene) -> None:
    report_id = quick.ask()

    def stop(_: Source) -> None:
        quick.services.theme_reports.stop(quick.ann, report_id)
        time.sleep(0.6)  # the flag looks every half second

    quick.finder.before = stop
    assert not quick.services.theme_maker.make(report_id)
    report = kept_report(quick.services, report_id)
    assert (report.state, report.found, report.pool.texts) == (ReportState.STOPPED, (), {})
    assert not report.was_shown
    with quick.services.database.reading() as tx:
        assert tx.theme_reports.work(report_id) == {}


def test_a_closing_app_leaves_it_to_the_next_start(quick: Scene) -> None:
    report_id = quick.ask()
    maker = quick.services.theme_maker
    maker.closing = lambda: bool(quick.finder.asked)
    quick.finder.before = lambda _: time.sleep(0.6) if quick.finder.asked else None
    assert not maker.make(report_id)
    assert quick.state(report_id) is ReportState.MAKING
    assert maker.under_way() == [report_id]
    maker.closing = lambda: False
    assert maker.make(report_id)
    assert quick.state(report_id) is ReportState.PREVIEW
    assert len(set(quick.finder.asked)) == len(quick.finder.asked) == 3


def test_a_text_that_is_taken_back_meanwhile_has_no_part_in_it(quick: Scene) -> None:
    report_id = quick.ask()

    def withdraw(_: Source) -> None:
        take_back(quick.services, quick.given[1])

    quick.finder.before = withdraw
    quick.services.theme_maker.make(report_id)
    report = kept_report(quick.services, report_id)
    assert [len(read) for read in quick.finder.read] == [3, 2]
    assert report.state is ReportState.FAILED
    assert "at least 3" in report.trouble


def test_an_error_is_said_in_a_plain_sentence_without_words(
    quick: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    report_id = quick.ask()

    def broken(source: Source) -> None:
        raise ZeroDivisionError(source.text)

    quick.finder.before = broken
    quick.services.theme_maker.make(report_id)
    report = kept_report(quick.services, report_id)
    assert (report.state, report.trouble) == (ReportState.FAILED, OUR_FAULT)
    assert "silent" not in caplog.text


def test_a_killed_process_goes_on_where_it_was(home: Path) -> None:
    with open_world(home) as world:
        scene = Scene(world)
        report_id = scene.ask()
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.support.themes_child", str(home)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "2 read\n"
    child.kill()
    child.communicate()
    with open_world(home) as world:
        finder = world.services.theme_maker.finder = PlantedFinder()
        world.services.theme_maker.busy = lambda: False
        assert kept_report(world.services, report_id).state is ReportState.MAKING
        world.services.repertoire.upkeep.start_now()
        until(
            lambda: kept_report(world.services, report_id).state is ReportState.PREVIEW,
            "it did not go on",
        )
        assert len(finder.asked) == 1
