"""Search as a member: the shelf follows the database, and the database has the last word."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from coach.bootstrap import Services, build
from coach.cli import app
from coach.domain.repertoire import ItemKind, Reaction, of_group, of_person
from coach.errors import InvalidInput
from coach.evaluation.running import read
from coach.repertoire.scripted_embedder import ScriptedEmbedder
from coach.repertoire.search import Found, Searcher
from coach.repertoire.shelf import load_shelf
from coach.services import search as search_module
from coach.services.search import SearchService
from coach.settings import Settings
from tests.support.repertoire import LATE_PROBLEMS, SILENT_ROOM, add_story, retire
from tests.support.world import PASSWORD, World


@pytest.fixture
def search(world: World) -> SearchService:
    return SearchService(world.services.database, Searcher(ScriptedEmbedder()))


def _titles(found: list[Found]) -> list[str]:
    return [hit.item.title for hit in found]


def test_each_member_finds_what_is_meant_for_them(world: World, search: SearchService) -> None:
    north, south = world.group("North"), world.group("South")
    ada, bo = world.actor("Ada", north), world.actor("Bo", south)
    add_story(world.services, "All", SILENT_ROOM)
    add_story(world.services, "North", SILENT_ROOM, audience=of_group(north.id))
    add_story(world.services, "Ada", SILENT_ROOM, audience=of_person(ada.person_id))
    assert set(_titles(search.search(ada, "silence in the meeting"))) == {"All", "North", "Ada"}
    assert set(_titles(search.search(bo, "silence in the meeting"))) == {"All"}


def test_what_changes_is_seen_at_once(world: World, search: SearchService) -> None:
    ada = world.actor("Ada")
    story = add_story(world.services, "Silence", SILENT_ROOM)
    assert _titles(search.search(ada, "silent meeting")) == ["Silence"]
    add_story(world.services, "Late", LATE_PROBLEMS)
    assert set(_titles(search.search(ada, "silent meeting, late problems"))) == {"Silence", "Late"}
    retire(world.services, story)
    assert _titles(search.search(ada, "silent meeting, late problems")) == ["Late"]


def test_the_shelf_is_loaded_once_for_a_version(
    world: World, search: SearchService, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads: list[int] = []

    def counted(*arguments: object) -> object:
        loads.append(1)
        return load_shelf(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(search_module, "load_shelf", counted)
    ada = world.actor("Ada")
    add_story(world.services, "Silence", SILENT_ROOM)
    for _ in range(3):
        search.search(ada, "silent meeting")
    assert len(loads) == 1
    add_story(world.services, "Late", LATE_PROBLEMS)
    search.search(ada, "silent meeting")
    assert len(loads) == 2


def test_a_shelf_that_lags_serves_nothing_that_is_gone(
    world: World, search: SearchService, monkeypatch: pytest.MonkeyPatch
) -> None:
    north = world.group("North")
    ada = world.actor("Ada")
    gone = add_story(world.services, "Gone", SILENT_ROOM)
    moved = add_story(world.services, "Moved", SILENT_ROOM)
    deleted = add_story(world.services, "Deleted", SILENT_ROOM)
    with world.services.database.reading() as tx:
        old = load_shelf(tx, "")
    monkeypatch.setattr(search, "_current", lambda tx: old)
    assert len(search.search(ada, "silent meeting")) == 3
    retire(world.services, gone)
    with world.services.database.transaction() as tx:
        tx.items.update(moved.model_copy(update={"audience": of_group(north.id)}))
        tx.items.delete(deleted.id)
    assert search.search(ada, "silent meeting") == []


def test_what_is_not_for_a_member_stays_hidden_from_that_member(
    world: World, search: SearchService
) -> None:
    ada, bo = world.actor("Ada"), world.actor("Bo")
    story = add_story(world.services, "Silence", SILENT_ROOM)
    no = Reaction(
        person_id=ada.person_id, item_id=story.id, kind="not_for_me", created_at=world.clock()
    )
    with world.services.database.transaction() as tx:
        tx.reactions.put(no)
    assert search.search(ada, "silent meeting") == []
    assert _titles(search.search(bo, "silent meeting")) == ["Silence"]
    assert _titles(search.search(ada, "silent meeting", explain=True)) == ["Silence"]


def test_kinds_limit_and_length(world: World, search: SearchService) -> None:
    ada = world.actor("Ada")
    add_story(world.services, "Silence", SILENT_ROOM)
    add_story(world.services, "Watch", SILENT_ROOM, kind=ItemKind.TOOL)
    assert _titles(search.search(ada, "silence", kinds=[ItemKind.TOOL])) == ["Watch"]
    assert len(search.search(ada, "silence", limit=1)) == 1
    with pytest.raises(InvalidInput, match="What you look for"):
        search.search(ada, "x" * 20_001)


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COACH_LLM", "none")
    monkeypatch.setenv("COACH_EMBED", "scripted")
    services = build(Settings())
    services.accounts.create_person(email="ada@example.org", name="Ada", password=PASSWORD)
    add_story(services, "Silence", SILENT_ROOM)
    add_story(services, "Late", LATE_PROBLEMS)
    add_story(services, "Secret", SILENT_ROOM, audience=of_group("0" * 32))
    services.repertoire.indexer.refresh()
    yield services
    services.close()


@pytest.mark.usefixtures("installed")
def test_the_command_searches_as_a_member() -> None:
    words = "nobody answered in the meeting"
    shown = CliRunner().invoke(app, ["search", words, "--as", "ada@example.org", "--explain"])
    assert shown.exit_code == 0, shown.output
    assert shown.output.index("Silence") < shown.output.index("Late")
    assert "lexical 0." in shown.output
    assert "text 0." in shown.output
    assert "Secret" not in shown.output
    plain = CliRunner().invoke(app, ["search", words, "--as", "ada@example.org", "--json"])
    rows = json.loads(plain.stdout)
    assert rows[0]["title"] == "Silence"
    assert "parts" not in rows[0]
    arguments = ["search", words, "--as", "ada@example.org", "--json", "--explain"]
    arguments += ["--account"]
    rows = json.loads(CliRunner().invoke(app, arguments).stdout)
    assert {"text", "lexical", "kinship"} <= set(rows[0]["parts"])


@pytest.mark.usefixtures("installed")
def test_a_stranger_is_named() -> None:
    result = CliRunner().invoke(app, ["search", "meeting", "--as", "no@example.org"])
    assert result.exit_code == 2
    assert "no@example.org" in result.output


def test_the_evaluation_command_writes_its_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.unit.repertoire.test_evaluation import write  # noqa: PLC0415

    monkeypatch.setenv("COACH_EMBED", "scripted")
    monkeypatch.setenv("COACH_LLM", "none")
    folder, out = write(tmp_path / "set"), tmp_path / "report.json"
    result = CliRunner().invoke(
        app, ["eval", "retrieval", "--dir", str(folder), "--json", str(out)]
    )
    assert result.exit_code == 0, result.output
    report = read(out).result("retrieval")
    assert report is not None
    assert set(report.details["components"]) == {"text", "lexical", "fused"}
    assert set(report.details["cases"]) == {"q1", "q2"}
    ndcg = report.figure("ndcg")
    assert ndcg is not None
    assert set(ndcg.beside) == {"words (BM25)", "text vectors"}
    assert ndcg.target == max(value or 0 for value in ndcg.beside.values())
    assert "| figure | ours | words (BM25) | text vectors | target |" in result.output
    refused = CliRunner().invoke(app, ["eval", "retrieval", "--dir", str(folder), "--lessons"])
    assert refused.exit_code == 2
    missing = CliRunner().invoke(app, ["eval", "retrieval", "--dir", str(tmp_path / "none")])
    assert missing.exit_code == 2
    assert "corpus.jsonl" in missing.output
