"""`coach eval stories` drafts from a file, prints and counts."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from coach.cli import app
from coach.evaluation.running import read

EVALS = Path(__file__).parents[1] / "evals" / "stories"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COACH_LLM", "none")


def coach(*words: str) -> Result:
    return CliRunner().invoke(app, ["eval", "stories", *words])


@pytest.mark.parametrize(("name", "stories"), [("reflections", 12), ("held_out", 5)])
def test_rules_alone_draft_nearly_all_parts(name: str, stories: int, tmp_path: Path) -> None:
    out = tmp_path / "drafts.json"
    printed = coach(str(EVALS / f"{name}.yaml"), "--json", str(out))
    assert printed.exit_code == 0, printed.output
    assert f"| Title | {stories} of {stories} |" in printed.output
    assert "It works when: " in printed.output
    written = read(out).result("stories")
    assert written is not None
    assert len(written.details) == stories
    proposed, longest = written.figure("parts_proposed"), written.figure("longest")
    assert proposed is not None
    assert (proposed.value or 0) >= 0.85
    assert longest is not None
    assert longest.reached
    assert all(set(draft["strange"]) <= {"staying"} for draft in written.details)


def test_a_quick_run_drafts_the_first_three_of_our_own() -> None:
    printed = coach("--quick")
    assert printed.exit_code == 0, printed.output
    assert "| Title | 3 of 3 |" in printed.output
    assert "`coach eval stories tests/evals/stories/held_out.yaml --quick`" in printed.output


@pytest.mark.parametrize("content", ["", "[]", "- name: x", "{", "- 3"])
def test_another_file_is_refused_in_a_sentence(content: str, tmp_path: Path) -> None:
    file = tmp_path / "other.yaml"
    file.write_text(content, encoding="utf-8")
    refused = coach(str(file))
    assert refused.exit_code == 2
    assert "other.yaml" in refused.output
