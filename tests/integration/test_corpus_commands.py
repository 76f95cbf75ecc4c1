"""`coach corpus`: loading and listing from the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from coach.bootstrap import Services, build
from coach.cli import app
from coach.domain.repertoire import of_group
from coach.services.common import utc_now
from coach.services.operator import OperatorService
from coach.settings import Settings
from tests.support.world import PASSWORD


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point every command at an empty folder, with words for an embedding model."""
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COACH_LLM", "scripted")
    monkeypatch.setenv("COACH_EMBED", "scripted")
    return tmp_path / "home"


@pytest.fixture
def services() -> Iterator[Services]:
    opened = build(Settings())
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path: Path, services: Services) -> Path:
    """An administrator, and a folder of files."""
    services.accounts.create_person(
        email="ada@example.org", name="Ada", password=PASSWORD, is_admin=True
    )
    place = tmp_path / "documents"
    (place / "deep").mkdir(parents=True)
    (place / "leave.md").write_text("# Leave\n\nTwelve weeks.\n", encoding="utf-8")
    (place / "empty.txt").touch()
    (place / ".hidden").write_text("not for you", encoding="utf-8")
    (place / "deep" / "leave.md").write_text("# Another\n\nThree days.\n", encoding="utf-8")
    return place


def coach(*words: str) -> Result:
    return CliRunner().invoke(app, ["corpus", *words])


def test_files_are_loaded_each_with_its_line(folder: Path, services: Services) -> None:
    done = coach("add", str(folder), "--recursive")
    assert done.exit_code == 0
    lines = set(done.output.splitlines())
    assert lines == {
        "leave.md: loaded, 1 passages",
        "deep/leave.md: loaded, 1 passages",
        "empty.txt: refused. 'empty.txt' is empty: choose the file that holds the text.",
        "3 files: 2 loaded, 1 refused.",
    }
    with services.database.reading() as tx:
        assert {i.source_key for i in tx.items.every()} == {"leave.md", "deep/leave.md"}
        assert tx.vectors.count(services.repertoire.indexer.model) == 2


def test_loading_again_changes_nothing(folder: Path) -> None:
    leave = str(folder / "leave.md")
    assert "leave.md: loaded" in coach("add", leave).output
    again = coach("add", leave)
    assert (again.exit_code, again.output.splitlines()) == (
        0, ["leave.md: unchanged.", "1 files: 1 unchanged."],
    )  # fmt: skip


def test_a_group_may_be_meant(folder: Path, services: Services) -> None:
    operator = OperatorService(services.database, utc_now, services.accounts)
    group = operator.add_group("North side")
    assert coach("add", str(folder / "leave.md"), "--audience", "group:north SIDE").exit_code == 0
    with services.database.reading() as tx:
        assert [i.audience for i in tx.items.every()] == [of_group(group.id)]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("nothing.md",), "There is no file 'nothing.md': check the path."),
        (("leave.md", "--audience", "everyone"), "The audience 'everyone' is not known"),
        (("leave.md", "--audience", "group:South"), "There is no group 'South'"),
        (("leave.md", "--as", "bo@example.org"), "'bo@example.org' is no administrator"),
        (("deep/deeper",), "There is no file in these folders"),
    ],
)
def test_a_mistake_is_one_sentence_and_nothing_is_loaded(
    folder: Path, services: Services, words: tuple[str, ...], message: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    (folder / "deep" / "deeper").mkdir()
    monkeypatch.chdir(folder)
    done = coach("add", *words)
    assert done.exit_code == 2
    assert message in done.output
    with services.database.reading() as tx:
        assert tx.loads.recent(9) == []


def test_the_starter_repertoire_is_loaded_once_and_listed(folder: Path, services: Services) -> None:
    first, second = coach("starter").output, coach("starter").output
    assert first.startswith("Starter repertoire: 79 added, 0 changed")
    assert second.startswith("Starter repertoire: 0 added, 0 changed, 0 retired, 79 as they were")
    coach("add", str(folder / "empty.txt"))
    listed = coach("list")
    assert listed.exit_code == 0
    assert "79 items" in listed.output
    assert "not loaded: empty.txt: refused." in listed.output
    assert "embedding model: scripted-words." in listed.output


def test_the_first_start_loads_it_and_no_later_one(services: Services) -> None:
    starter = services.repertoire.starter
    starter.load_first()
    with services.database.transaction() as tx:
        items = tx.items.every()
        tx.items.delete(items[0].id)
    starter.load_first()
    with services.database.reading() as tx:
        assert len(tx.items.every()) == len(items) - 1
