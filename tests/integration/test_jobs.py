"""Durable jobs on the real queue: a killed process loses nothing and repeats little."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL

from coach.bootstrap import Services, build
from coach.domain.people import Actor
from coach.domain.repertoire import ORGANISATION, Load, LoadState
from coach.services.jobs import JobKind, Jobs
from coach.services.loading import Step
from coach.settings import Settings
from tests.support.postgres import new_database
from tests.support.world import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
TIMEOUT = 110.0


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait for something that must come."""
    deadline = time.monotonic() + TIMEOUT
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def settings(home: Path) -> Settings:
    return Settings(home=home, llm="none", embed="scripted")


@pytest.fixture
def services(home: Path) -> Iterator[Services]:
    opened = build(settings(home))
    yield opened
    opened.close()


@pytest.fixture
def admin(services: Services) -> Actor:
    person = services.accounts.create_person(
        email="ada@example.org", name="Ada", password=PASSWORD, is_admin=True
    )
    return services.accounts.actor_for_session(
        services.accounts.open_session(person.id, method="test").session_id
    )


def states(services: Services, admin: Actor, batch: str = "") -> set[LoadState]:
    return {load.state for load in services.library.loads(admin, batch)}


class Notebook:
    """Counts the steps of a job of two steps."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def run(self, step: Step, key: str) -> None:
        step("first", lambda k: self._note("first", k), key)
        step("second", lambda k: self._note("second", k), key)

    def _note(self, name: str, key: str) -> bool:
        self.done.append(f"{name} {key}")
        return True


@pytest.fixture(params=["sqlite", "postgresql"])
def any_settings(request: pytest.FixtureRequest, home: Path) -> Settings:
    """Settings of each kind of database."""
    if request.param == "sqlite":
        return settings(home)
    server: URL = request.getfixturevalue("postgres_url")
    address = new_database(server, f"jobs_{os.getpid()}")
    return settings(home).model_copy(update={"database_url": address})


def test_jobs_run_once_in_their_steps(
    any_settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    notes = Notebook()
    jobs = Jobs(any_settings, {"note": JobKind(notes.run)})
    jobs.add("note", "early")
    assert jobs.live("note") == {"early"}
    assert jobs.launch()
    try:
        jobs.add("note", "late")
        until(lambda: len(notes.done) == 4, "the jobs did not run")
        until(lambda: not jobs.live("note"), "the jobs did not end")
    finally:
        jobs.close()
    assert notes.done[:2] == ["first early", "second early"]
    assert sorted(notes.done[2:]) == ["first late", "second late"]
    assert capfd.readouterr() == ("", "")


def test_a_bug_in_a_job_stops_no_other(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    notes = Notebook()

    def run(step: Step, key: str) -> None:
        if key == "bad":
            raise ZeroDivisionError(key)
        notes.run(step, key)

    home.mkdir()
    jobs = Jobs(settings(home), {"note": JobKind(run)})
    assert jobs.launch()
    try:
        jobs.add("note", "bad")
        jobs.add("note", "good")
        until(lambda: len(notes.done) == 2, "the good job did not run")
    finally:
        jobs.close()
    assert "a job failed with ZeroDivisionError" in caplog.text


def test_one_process_of_an_installation_runs_its_jobs(home: Path) -> None:
    home.mkdir()
    notes = Notebook()
    first = Jobs(settings(home), {"note": JobKind(notes.run)})
    second = Jobs(settings(home), {"note": JobKind(notes.run)})
    assert first.launch()
    try:
        assert not second.launch()
        assert second.state == "elsewhere"
        second.add("note", "from the second")
        until(lambda: len(notes.done) == 2, "the first did not run it")
    finally:
        second.close()
        first.close()
    assert second.state == first.state == "idle"


def test_the_queue_keeps_no_words_and_is_for_its_owner_alone(
    home: Path, services: Services, admin: Actor
) -> None:
    services.library.upload(admin, "Quetzal.md", b"# Quetzalcoatl\n\nWords.", ORGANISATION)
    services.repertoire.upkeep.start_now()
    until(lambda: states(services, admin) == {LoadState.LOADED}, "it was not loaded")
    for path in home.glob("jobs.db*"):
        assert path.stat().st_mode & 0o077 == 0, path.name
        assert b"uetzal" not in path.read_bytes()


def test_real_files_are_loaded_and_bad_ones_refused(services: Services, admin: Actor) -> None:
    files = {
        "a.md": b"# One\n\nSome words.",
        "b.html": b"<html><body><h1>Two</h1><p>More words.</p></body></html>",
        "c.pdf": b"%PDF-1.4 nothing that follows is a document",
        "d.txt": b"",
    }
    services.repertoire.upkeep.start_now()
    for name, content in files.items():
        services.library.upload(admin, name, content, ORGANISATION, "batch")
    over = {LoadState.LOADED, LoadState.REFUSED}
    until(lambda: states(services, admin, "batch") <= over, "they were not loaded")
    found = {x.filename: x for x in services.library.loads(admin, "batch")}
    assert {name: x.state.value for name, x in found.items()} == {
        "a.md": "loaded", "b.html": "loaded", "c.pdf": "refused", "d.txt": "refused",
    }  # fmt: skip
    assert found["d.txt"].message == "'d.txt' is empty: choose the file that holds the text."
    best = services.search.search(admin, "More words")[0]
    assert best.item.title == "Two"


def _child(home: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.loading_child", str(home)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def _loads(services: Services, admin: Actor) -> dict[str, Load]:
    return {load.filename: load for load in services.library.loads(admin, "batch")}


@pytest.mark.timeout(300)
def test_a_killed_process_goes_on_where_it_was(
    home: Path, services: Services, admin: Actor
) -> None:
    text = "".join(f"# Part {n}\n\n" + f"word{n} " * 200 + "\n\n" for n in range(400))
    services.library.upload(admin, "long.md", text.encode(), ORGANISATION, "batch")
    services.library.upload(admin, "short.md", b"# Short\n\nWords.", ORGANISATION, "batch")
    first = _child(home)
    until(lambda: _loads(services, admin)["long.md"].done > 0, "nothing was embedded")
    first.send_signal(signal.SIGKILL)
    first.communicate()
    killed = _loads(services, admin)["long.md"]
    assert killed.state is LoadState.EMBEDDING
    assert 0 < killed.done < killed.total
    second = _child(home)
    output, errors = second.communicate(timeout=TIMEOUT)
    assert (second.returncode, errors) == (0, b"")
    ended = _loads(services, admin)
    assert {load.state for load in ended.values()} == {LoadState.LOADED}
    assert int(output) <= ended["long.md"].total - killed.done + 1
    with services.database.reading() as tx:
        items = tx.items.every()
        model = services.repertoire.indexer.model
        assert sorted(item.source_key for item in items) == ["long.md", "short.md"]
        assert tx.vectors.count(model) == sum(tx.passages.count_by_item().values())
    assert list((home / "uploads").iterdir()) == []
