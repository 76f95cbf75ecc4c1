"""The gate: a figure that does not keep to its bound is named, and so is a mistake in the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.errors import InvalidInput
from coach.evaluation.catalogue import chosen, names
from coach.evaluation.gate import Gate, broken, read_gate
from tests.unit.evaluation.samples import figure, result, run_of

OURS = Path(__file__).parents[2] / "evals" / "gate.yaml"


def gate(tmp_path: Path, text: str) -> Gate:
    file = tmp_path / "gate.yaml"
    file.write_text(text, encoding="utf-8")
    return read_gate(file, ("masking", "themes"))


@pytest.mark.parametrize(
    ("bound", "value", "said"),
    [
        ("at_least: 0.8", 0.8, ()),
        ("at_least: 0.8", 0.7999, ("masking.recall is 0.7999 and has to be at least 0.8.",)),
        ("at_most: 0.8", 0.8, ()),
        ("at_most: 0", 2, ("masking.recall is 2 and may be at most 0.",)),
        ("at_least: 0.8", None, ("masking.recall was not taken in this run.",)),
    ],
)
def test_a_broken_figure_gets_one_sentence(
    tmp_path: Path, bound: str, value: float | None, said: tuple[str, ...]
) -> None:
    read = gate(tmp_path, f"masking:\n  recall: {{{bound}}}\n")
    assert broken(read, run_of(result(figure(value=value)))) == said


def test_what_did_not_run_is_not_judged_and_what_was_skipped_is_broken(tmp_path: Path) -> None:
    read = gate(tmp_path, "themes:\n  recall: {at_least: 1}\n")
    assert broken(read, run_of(result(figure()))) == ()
    skipped = result(name="themes", skipped="There is no model.")
    assert broken(read, run_of(skipped)) == ("themes.recall was not taken: There is no model.",)


def test_a_key_that_the_evaluator_does_not_have_is_named(tmp_path: Path) -> None:
    read = gate(tmp_path, "masking:\n  recal: {at_least: 1}\n")
    with pytest.raises(InvalidInput, match=r"figure 'recal' of masking: take one of recall\."):
        broken(read, run_of(result(figure())))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("unknown:\n  recall: {at_least: 1}\n", "evaluator 'unknown'"),
        ("masking:\n  recall: {at_leest: 1}\n", r"masking\.recall\.at_leest"),
        ("masking:\n  recall: {}\n", "give at_least or at_most"),
        ("masking: 3\n", "does not fit at masking"),
        ("", "does not fit at the file"),
        ("{", "cannot be read as YAML"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        gate(tmp_path, text)


def test_our_own_gate_names_evaluators_of_the_catalogue() -> None:
    assert set(read_gate(OURS, names())) <= set(names())


def test_evaluators_are_chosen_by_name_in_their_order() -> None:
    assert [one.name for one in chosen(["accounts", "masking"])] == ["masking", "accounts"]
    assert len(chosen([])) == len(names()) == len(set(names()))
    with pytest.raises(InvalidInput, match="no evaluator 'nothing'"):
        chosen(["nothing"])
