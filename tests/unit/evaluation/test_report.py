"""Results read as Markdown, and come back from their file as they were."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from coach.errors import InvalidInput, SetupError
from coach.evaluation.provenance import machine
from coach.evaluation.report import number, report
from coach.evaluation.result import Better, Figure, Provenance, Result, Run, Table
from coach.evaluation.running import read, run, write
from coach.evaluation.stage import Stage
from coach.settings import Settings


def figure(**changes: object) -> Figure:
    given = {"key": "recall", "title": "recall", "value": 0.8, "unit": "share"}
    return Figure.model_validate({**given, **changes})


def a_run(*results: Result) -> Run:
    made = Provenance(
        revision="abc+", packages={}, prompts={}, model="m", embedding="e", machine=machine()
    )
    then = datetime(2026, 1, 1, tzinfo=UTC)
    return Run(made_at=then, quick=False, provenance=made, results=results)


def a_result(**changes: object) -> Result:
    given = {"name": "masking", "about": "What is found.", "command": "coach eval masking"}
    return Result.model_validate({**given, **changes})


@pytest.mark.parametrize(
    ("better", "target", "reached"),
    [
        (Better.HIGHER, 0.8, True),
        (Better.HIGHER, 0.81, False),
        (Better.LOWER, 0.8, True),
        (Better.LOWER, 0.79, False),
        (Better.NEITHER, 0.5, None),
        (Better.HIGHER, None, None),
    ],
)
def test_a_target_is_reached_in_its_direction(
    better: Better, target: float | None, *, reached: bool | None
) -> None:
    assert figure(better=better, target=target).reached is reached


def test_a_figure_that_was_not_taken_reaches_nothing() -> None:
    assert figure(value=None, better=Better.HIGHER, target=0.5).reached is None


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.12345, "share", "0.123"),
        (3.0, "", "3"),
        (5636.4, "", "5,636"),
        (1.2345, "ms", "1.23 ms"),
        (None, "ms", ""),
    ],
)
def test_numbers_show_three_digits_that_count(value: float | None, unit: str, text: str) -> None:
    assert number(value, unit) == text


def test_others_stand_beside_and_a_miss_is_said() -> None:
    one = figure(better=Better.HIGHER, target=0.9, beside={"a peer": 0.4})
    table = Table(title="Each", columns=("a", "b"), rows=(("1|2", "x"),))
    text = report(a_run(a_result(figures=(one,), tables=(table,))))
    assert "| figure | ours | a peer | target |  |" in text
    assert "| recall | 0.800 | 0.400 | ≥ 0.900 | **missed** |" in text
    assert "| 1\\|2 | x |" in text
    assert "Revision abc with changes;" in text


def test_what_was_not_measured_says_why() -> None:
    assert "Not measured: No weights." in report(a_run(a_result(skipped="No weights.")))


def test_a_run_comes_back_from_its_file(tmp_path: Path) -> None:
    one = a_run(a_result(figures=(figure(),), details=[{"case": 1}]))
    write(one, tmp_path / "deep" / "run.json")
    assert read(tmp_path / "deep" / "run.json") == one


def test_a_file_that_is_no_run_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"'x\.json' is no result"):
        read(tmp_path / "x.json")


class Failing:
    name = "failing"

    def evaluate(self, stage: Stage) -> Result:
        raise SetupError("There is no model.")


def test_an_error_ends_a_run_unless_it_shall_keep_on(tmp_path: Path) -> None:
    heard: list[Result] = []
    with Stage(Settings(home=tmp_path, llm="none")) as stage:
        with pytest.raises(SetupError):
            run([Failing()], stage, heard.append)
        done = run([Failing()], stage, heard.append, keep_on=True)
    assert [one.skipped for one in done.results] == ["There is no model."]
    assert heard == list(done.results)
