"""Benchmarks in tiny sizes: what they compare is compared, and a failing one stops no other."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Final

import pytest

from benchmarks import (
    first_token,
    masking_rate,
    page_rerun,
    prompt_reuse,
    search,
    shelf_search,
)
from benchmarks.__main__ import run
from benchmarks.catalogue import CATALOGUE, Benchmark
from benchmarks.rounds import in_turn, p50, p95, ratio
from coach.evaluation.result import Figure, Result
from coach.evaluation.stage import Stage
from coach.llm.scripted import RuleScriptedModel
from coach.settings import Settings

FOLDER: Final = Path(__file__).parents[2] / "benchmarks"
OFFERS: Final = re.compile(r"^def measure\(options: Options\) -> Result:$", re.MULTILINE)


def settings(tmp_path: Path, **fields: object) -> Settings:
    return Settings.model_validate({"home": tmp_path, "llm": "none", "embed": "scripted", **fields})


def figure(result: Result, key: str) -> Figure:
    found = result.figure(key)
    assert found is not None, key
    assert found.value is not None
    return found


def test_every_module_that_measures_is_in_the_catalogue() -> None:
    offering = {p.stem for p in FOLDER.glob("*.py") if OFFERS.search(p.read_text("utf-8"))}
    assert offering == {one.name for one in CATALOGUE}
    for one in CATALOGUE:
        assert callable(importlib.import_module(f"benchmarks.{one.name}").measure)


def test_all_together_stay_below_half_an_hour() -> None:
    assert sum(one.budget_s for one in CATALOGUE) <= 28 * 60


def test_sides_take_turns_and_warm_rounds_do_not_count() -> None:
    order: list[str] = []
    seen = in_turn({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, 3, warm=1)
    assert "".join(order) == "baabbaab"
    assert {name: len(seconds) for name, seconds in seen.items()} == {"a": 3, "b": 3}


def test_medians_and_the_slowest_twentieth() -> None:
    hundred = [float(n) for n in range(1, 101)]
    assert (p50(hundred), p95(hundred), p95([7.0])) == (50.5, 95.0, 7.0)
    assert ratio([2.0, 3.0, 40.0], [1.0, 2.0, 1.0]) == 2.0


def test_first_token_beside_the_bare_call(tmp_path: Path) -> None:
    result = first_token.measured(first_token.Sizes(instant=3), settings(tmp_path))
    p50_ = figure(result, "instant.p50")
    assert p50_.beside["bare call"]
    assert figure(result, "instant.overhead").target == 30
    assert result.figure("model.p50") is None
    assert result.notes


def test_a_plain_client_reuses_nothing_of_the_same_conversation(tmp_path: Path) -> None:
    with Stage(settings(tmp_path, embed="none")) as stage:
        asked = prompt_reuse.requests(stage, 3)
    assert [len(request.messages) for request in asked] == [2, 4, 6]
    assert prompt_reuse.plain(asked[1], 1).messages[1:] == asked[1].messages[1:]
    result = prompt_reuse.measured(asked, RuleScriptedModel(delay_s=0.0))
    reused = figure(result, "reused")
    assert reused.value is not None
    assert reused.value > 0.5
    assert reused.beside == {"what changes first": 0.0}
    assert len(result.tables[0].rows) == 3


def test_all_sides_of_the_search_find_what_is_there(tmp_path: Path) -> None:
    sizes = search.Sizes(rows=(1_000,), queries=2, slow_queries=1, sentences=20)
    result = search.measured(sizes, settings(tmp_path))
    for share in search.SHARES:
        recall = figure(result, f"recall.1000.{share}")
        assert recall.value == 1.0
        assert recall.beside["numpy"] == recall.beside["LangChain in memory"] == 1.0
        assert len(figure(result, f"p95.1000.{share}").beside) == 3


def test_a_whole_search_costs_more_than_its_products() -> None:
    result = shelf_search.measured(shelf_search.Sizes(items=40, searches=3))
    for key in ("p50.words", "p50.account"):
        taken = figure(result, key)
        assert taken.value is not None
        assert taken.value > (taken.beside["six matrix products"] or 0)


def test_pages_show_no_error_and_the_slowest_comes_first() -> None:
    result = page_rerun.measured(page_rerun.Sizes(runs=1, pages=2))
    values = [one.value or 0 for one in result.figures]
    assert len(values) == 2
    assert values == sorted(values, reverse=True)
    assert [row[0] for row in result.tables[0].rows][-1] == "an app of one line"


def test_stories_of_the_masking_benchmark_are_as_long_as_it_says() -> None:
    assert [len(story.split()) for story in masking_rate.made_stories(70)] == [250] * 70


def test_one_that_fails_is_a_result_with_its_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(FOLDER.parent)
    monkeypatch.setenv("COACH_LLM", "none")
    monkeypatch.setenv("COACH_HOME", str(tmp_path))
    failed = run(Benchmark("prompt_reuse", 60), quick=True)
    assert failed.skipped == (
        "The prompt benchmark needs a language model: set COACH_LLM=embedded."
    )
    assert f"Not measured: {failed.skipped}" in capfd.readouterr().out


def test_one_that_hangs_is_stopped(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(FOLDER.parent)
    assert "stopped after 0 s" in run(Benchmark("first_token", 0), quick=True).skipped
    assert "Not measured" in capfd.readouterr().out
