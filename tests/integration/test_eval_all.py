"""`coach eval`: what every command of it offers, and all of them in one run."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from coach.cli import app
from coach.evaluation.accounts import Account
from coach.evaluation.catalogue import names
from coach.evaluation.data import read_lines
from coach.evaluation.gate import read_gate
from coach.evaluation.running import read
from coach.evaluation.stories import read_reflections
from coach.masking.evaluation import read_samples
from coach.themes.evaluation import read_sets

ROOT = Path(__file__).parents[2]

ACCOUNTS = (
    {"id": "a", "text": "Nobody answers in our meeting.", "challenges": ["handing-over"]},
    {"id": "b", "text": "I took the work back again.", "challenges": ["handing-over"]},
    {"id": "c", "text": "The heron stood in the pond.", "challenges": []},
)


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COACH_LLM", "none")
    monkeypatch.setenv("COACH_EMBED", "scripted")


@pytest.fixture
def accounts(tmp_path: Path) -> Path:
    file = tmp_path / "accounts.jsonl"
    file.write_text("\n".join(map(json.dumps, ACCOUNTS)) + "\n", encoding="utf-8")
    return file


def coach(*words: str) -> Result:
    return CliRunner().invoke(app, ["eval", *words])


def test_accounts_are_measured_by_rank_and_by_card(accounts: Path, tmp_path: Path) -> None:
    out = tmp_path / "run.json"
    told = coach("accounts", "--file", str(accounts), "--json", str(out))
    assert told.exit_code == 0, told.output
    result = read(out).result("accounts")
    assert result is not None
    values = {one.key: one.value for one in result.figures}
    assert {"ndcg", "recall", "mrr", "p_at_1", "shown", "helped", "cards_right", "noise"} == set(
        values
    )
    assert [one["id"] for one in result.details] == ["a", "b", "c"]
    cards = [right for one in result.details[:2] for right in one["right"]]
    assert values["cards_right"] == (sum(cards) / len(cards) if cards else None)


def test_an_account_with_an_unknown_challenge_is_named(accounts: Path) -> None:
    row = {"id": "x", "text": "Some words.", "challenges": ["no-such"]}
    accounts.write_text(json.dumps(row), encoding="utf-8")
    told = coach("accounts", "--file", str(accounts))
    assert told.exit_code == 2
    assert "'x' names the challenge 'no-such'" in told.output


def test_a_broken_gate_exits_with_one_and_a_kept_one_with_nought(
    accounts: Path, tmp_path: Path
) -> None:
    gate = tmp_path / "gate.yaml"
    gate.write_text("accounts:\n  noise: {at_most: -1}\n  mrr: {at_least: 0}\n", encoding="utf-8")
    words = ("accounts", "--file", str(accounts), "--gate", str(gate))
    told = coach(*words)
    assert told.exit_code == 1
    assert "accounts.noise is " in told.output
    assert "accounts.mrr is " not in told.output
    gate.write_text("accounts:\n  mrr: {at_least: 0}\n", encoding="utf-8")
    kept = coach(*words)
    assert kept.exit_code == 0
    assert "The gate holds: 1 figures." in kept.output


def test_a_gate_that_does_not_fit_is_refused_before_the_work(tmp_path: Path) -> None:
    gate = tmp_path / "gate.yaml"
    gate.write_text("acounts:\n  noise: {at_most: 1}\n", encoding="utf-8")
    told = coach("accounts", "--gate", str(gate))
    assert told.exit_code == 2
    assert "'acounts'" in told.output
    assert "## accounts" not in told.output


def test_a_run_is_compared_with_an_older_one(accounts: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.json"
    coach("accounts", "--file", str(accounts), "--json", str(old))
    same = coach("accounts", "--file", str(accounts), "--compare", str(old))
    assert "No figure differs." in same.output
    accounts.write_text(json.dumps(ACCOUNTS[0]), encoding="utf-8")
    other = coach("accounts", "--file", str(accounts), "--compare", str(old))
    assert "| accounts | accounts that fit nothing, shown something |" in other.output
    assert "The data of accounts differ: accounts.jsonl (3 cases" in other.output
    refused = coach("accounts", "--compare", str(accounts))
    assert refused.exit_code == 2


def test_all_goes_on_where_one_cannot_be_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_EMBED", "none")
    folder, report = tmp_path / "results", tmp_path / "report.md"
    words = ("all", "--quick", "--only", "stories", "--only", "accounts")
    told = coach(*words, "--out", str(folder), "--report", str(report))
    assert told.exit_code == 0, told.output
    assert "| accounts | 0 | not measured: What fits an account needs an embedding" in told.output
    assert "| together |" in told.output
    assert [path.name for path in folder.iterdir()] == ["stories.json"]
    assert read(folder / "stories.json").quick
    assert "| stories | " in report.read_text(encoding="utf-8")


@pytest.mark.parametrize("option", ["--json", "--report"])
def test_results_do_not_go_into_a_folder_by_name(tmp_path: Path, option: str) -> None:
    told = coach("stories", option, str(tmp_path))
    assert told.exit_code == 2
    assert "is a folder" in told.output


def test_an_evaluator_that_is_not_there_is_named() -> None:
    told = coach("all", "--only", "maskin")
    assert told.exit_code == 2
    assert "'maskin'" in told.output


def test_the_examples_of_the_page_can_be_read(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
    jsons = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    yamls = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    files = []
    for at, block in enumerate([*jsons, *yamls]):
        files.append(tmp_path / str(at))
        files[-1].write_text(block, encoding="utf-8")
    masking, accounts, themes, stories, gate = files
    assert read_samples(masking)
    assert read_lines(accounts, Account)
    assert read_sets(themes)
    assert read_reflections(stories)
    assert set(read_gate(gate, names())) == {"masking", "themes_words"}


def test_every_figure_that_our_gate_names_is_taken(tmp_path: Path) -> None:
    out = tmp_path / "run.json"
    gate = ROOT / "tests" / "evals" / "gate.yaml"
    coach("all", "--quick", "--only", "themes_words", "--json", str(out), "--gate", str(gate))
    (result,) = read(out).results
    assert not result.skipped
    taken = {one.key for one in result.figures if one.value is not None}
    assert set(read_gate(gate, names())["themes_words"]) <= taken
