"""Two runs side by side: what differs is said, with its direction, and with what else differs."""

from __future__ import annotations

import pytest

from coach.evaluation.compare import caveats, comparison, differences
from coach.evaluation.result import Better, Data, Result
from tests.unit.evaluation.samples import MACHINE, figure, result, run_of

CORES = "cores of A processor, Python 3.11.9"
MARK = "cases, 111111111111"


@pytest.mark.parametrize(
    ("better", "old", "new", "verdict"),
    [
        (Better.HIGHER, 0.8, 0.9, "better"),
        (Better.HIGHER, 0.8, 0.7, "worse"),
        (Better.LOWER, 0.8, 0.7, "better"),
        (Better.LOWER, 0.8, 0.9, "worse"),
        (Better.NEITHER, 0.8, 0.9, ""),
        (Better.HIGHER, None, 0.9, ""),
        (Better.HIGHER, 0.8, None, ""),
    ],
)
def test_a_change_is_judged_by_its_direction(
    better: Better, old: float | None, new: float | None, verdict: str
) -> None:
    (found,) = differences(
        run_of(result(figure(value=old, better=better))),
        run_of(result(figure(value=new, better=better))),
    )
    assert found.verdict == verdict


def test_what_is_the_same_is_left_out() -> None:
    one, other = figure("same", 0.5), figure("other", 0.5)
    old = run_of(result(one, other))
    new = run_of(result(one, other.model_copy(update={"value": 0.6})))
    assert [found.key for found in differences(old, new)] == ["other"]
    assert "No figure differs." in comparison(old, old)
    assert caveats(old, old) == ()


def test_a_figure_in_one_run_alone_has_no_difference() -> None:
    old, new = run_of(result(figure("gone"))), run_of(result(figure("come")))
    found = {one.key: (one.old, one.new, one.change) for one in differences(old, new)}
    assert found == {"come": (None, 0.8, None), "gone": (0.8, None, None)}


def test_the_table_names_both_values_and_their_difference() -> None:
    old = run_of(result(figure(value=0.5, unit="share")))
    new = run_of(result(figure(value=0.75, unit="share")))
    assert "| masking | the recall | 0.500 | 0.750 | +0.250 | better |" in comparison(old, new)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ({"revision": "def+"}, "The revision differs: abc, now def+."),
        ({"model": "other"}, "The language model differs: m, now other."),
        ({"embedding": "other"}, "The embedding differs: e, now other."),
        ({"packages": {"numpy": "3", "new": "1"}}, "Packages differ: new, numpy."),
        ({"prompts": {"turn": "1:bb"}}, "Prompts differ: turn."),
        (
            {"machine": MACHINE.model_copy(update={"cores": 8})},
            f"The machine differs: 2 {CORES}, now 8 {CORES}.",
        ),
    ],
)
def test_what_else_differs_is_said(made: dict[str, object], said: str) -> None:
    assert caveats(run_of(result()), run_of(result(), **made)) == (said,)


def test_other_data_and_a_quick_run_are_said() -> None:
    before = Data(name="a.jsonl", sha256="1" * 64, cases=3)
    old = run_of(result(data=(before,)))
    new = run_of(result(data=(before.model_copy(update={"cases": 2}),)))
    quick = new.model_copy(update={"quick": True})
    assert caveats(old, quick) == (
        "The kind of run differs: whole, now quick.",
        f"The data of masking differ: a.jsonl (3 {MARK}), now a.jsonl (2 {MARK}).",
    )


def test_what_one_run_alone_has_measured_is_named() -> None:
    other: Result = result(name="themes")
    skipped = result(name="themes", skipped="There is no model.")
    assert caveats(run_of(result(), other), run_of(result(), skipped)) == (
        "Measured in the old run alone: themes.",
    )
    assert caveats(run_of(result()), run_of(result(), other)) == (
        "Measured in the new run alone: themes.",
    )
