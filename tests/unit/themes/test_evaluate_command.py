"""`coach eval themes` prints what is measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from coach.cli import app
from coach.evaluation.result import Result
from coach.evaluation.running import read
from tests.unit.themes.support import TEXTS


def evaluate(tmp_path: Path, *words: str) -> Result:
    texts = [{"id": id_, "text": text} for id_, text in TEXTS.items()]
    themes = [{"title": "Holding back criticism", "support": ["a", "b", "c"]}]
    sets, out = tmp_path / "sets.jsonl", tmp_path / "scores.json"
    sets.write_text(json.dumps({"texts": texts, "themes": themes}) + "\n", encoding="utf-8")
    given = ["eval", "themes", "--file", str(sets), "--json", str(out), *words]
    told = CliRunner().invoke(app, given)
    assert told.exit_code == 0, told.output
    (result,) = read(out).results
    assert f"## {result.name}" in told.output
    return result


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_HOME", str(tmp_path))
    monkeypatch.setenv("COACH_EMBED", "scripted")
    monkeypatch.setenv("COACH_LLM", "scripted")


def test_the_command_prints_and_writes_its_figures(tmp_path: Path) -> None:
    result = evaluate(tmp_path, "--words", "--seeds", "2")
    assert result.name == "themes_words"
    values = {one.key: one.value for one in result.figures}
    assert (values["unsupported"], values["same_with_one_seed"]) == (0, 1)
    assert result.details[0]["id"] == "1"
    assert "Made by words. The model: 0 calls" in result.notes[0]


def test_what_rules_alone_find_stands_beside_the_model(tmp_path: Path) -> None:
    result = evaluate(tmp_path)
    assert result.name == "themes"
    beside = {one.key for one in result.figures if "rules alone" in one.beside}
    assert beside == {
        *("title_recall", "support_recall", "either", "both"),
        *("support_f1", "people_right", "unsupported"),
    }
    agreement = result.figure("agreement")
    assert agreement is not None
    assert agreement.value is None
    assert "Made by model" in result.notes[0]
