"""`coach eval themes` prints what is measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from coach.cli import app
from tests.unit.themes.support import TEXTS


def test_the_command_prints_and_writes_its_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_HOME", str(tmp_path))
    monkeypatch.setenv("COACH_EMBED", "scripted")
    texts = [{"id": id_, "text": text} for id_, text in TEXTS.items()]
    themes = [{"title": "Holding back criticism", "support": ["a", "b", "c"]}]
    sets, report = tmp_path / "sets.jsonl", tmp_path / "scores.json"
    sets.write_text(json.dumps({"texts": texts, "themes": themes}) + "\n", encoding="utf-8")
    told = CliRunner().invoke(
        app,
        [
            *("eval", "themes", "--file", str(sets), "--words", "--seeds", "2"),
            *("--json", str(report)),
        ],
    )
    assert told.exit_code == 0, told.output
    assert "sets.jsonl: 1 sets" in told.output
    assert "Unsupported quotes: 0." in told.output
    assert "Two searches with one seed the same: 1 of 1." in told.output
    assert json.loads(report.read_text(encoding="utf-8"))[0]["id"] == "1"
