"""A group's repertoire from the command line: out of it, and into it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from coach.bootstrap import build
from coach.cli import app
from coach.domain.repertoire import of_group
from coach.settings import Settings
from tests.support.exports import FILE
from tests.support.repertoire import SILENT_ROOM, add_story


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One group, for which a story is there."""
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COACH_LLM", "none")
    monkeypatch.chdir(tmp_path)
    assert coach("group", "add", "Northside").exit_code == 0
    services = build(Settings())
    try:
        with services.database.reading() as tx:
            [group] = tx.groups.every()
        add_story(services, "The silent room", SILENT_ROOM, audience=of_group(group.id))
    finally:
        services.close()


def coach(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_what_is_exported_is_printed_or_written() -> None:
    printed = coach("repertoire", "export", "--group", "Northside")
    assert [item["title"] for item in json.loads(printed.stdout)["items"]] == ["The silent room"]
    for kind, begins in (("md", b"# The repertoire of Northside"), ("docx", b"PK")):
        done = coach(
            "repertoire", "export", "--group", "northside", "--format", kind, "--to", f"out.{kind}"
        )
        assert done.stdout == f"out.{kind}: 1 items of 'Northside'.\n"
        assert Path(f"out.{kind}").read_bytes().startswith(begins)


def test_what_is_imported_is_counted_and_the_rest_has_its_sentence() -> None:
    Path("in.json").write_text(json.dumps(FILE), encoding="utf-8")
    done = coach("repertoire", "import", "in.json", "--group", "Northside")
    assert done.stdout == "'Northside': 1 taken in, 0 changed, 0 there already, 1 refused.\n"
    assert "2. <i>No</i>: No author's yes stands behind it" in done.stderr
    again = coach("repertoire", "import", "in.json", "--group", "Northside")
    assert "0 taken in, 0 changed, 1 there already" in again.stdout
    found = coach("repertoire", "export", "--group", "Northside")
    sources = {item["source"] for item in json.loads(found.stdout)["items"]}
    assert sources == {"starter", "imported"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("export", "--group", "Elsewhere"), "There is no group 'Elsewhere'"),
        (("export", "--group", "Northside", "--format", "docx"), "name a file with --to"),
        (("export", "--group", "Northside", "--to", "no/such/file"), "cannot be written"),
        (("import", "nothing.json", "--group", "Northside"), "cannot be read"),
    ],
)
def test_mistakes_are_named(words: tuple[str, ...], message: str) -> None:
    done = coach("repertoire", *words)
    assert done.exit_code != 0
    assert message in done.output + str(done.exception)
