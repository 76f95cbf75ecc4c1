"""`coach eval masking`: what the masking preview finds in texts whose spans are known."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from coach.cli.support import say
from coach.errors import SetupError
from coach.masking.evaluation import Sample, Score, evaluate, read_samples
from coach.masking.finder import FINDERS, Finder


class Lines(StrEnum):
    """Which lines of a file: to tune on one half and measure on the other."""

    ALL = "all"
    ODD = "odd"
    EVEN = "even"


def masking(
    path: Annotated[Path, typer.Option("--file", help="One JSON a line: text, spans.")],
    *,
    lines: Annotated[Lines, typer.Option("--lines", help="All, or every other line.")] = Lines.ALL,
    each: Annotated[bool, typer.Option("--each", help="Also each source alone.")] = False,
    json_path: Annotated[Path | None, typer.Option("--json", help="Write the scores here.")] = None,
) -> None:
    """Measure the masking preview: recall, precision and F2 of each type, without the model."""
    samples = _chosen(read_samples(path), lines)
    finder = Finder()
    finder.load()
    if finder.problem:
        raise SetupError(finder.problem)
    scores = evaluate(samples, finder)
    say(f"\n{path.name}, {lines.value} lines: {len(samples)} texts\n")
    say("| type | spans | recall | false | precision | F2 |\n|---|---|---|---|---|---|")
    for kind, score in scores.items():
        say(f"| {kind} | {score.spans} | {_rates(score)} |")
    if each:
        _say_each(samples, finder)
    if json_path is not None:
        _write(json_path, scores)


def _chosen(samples: Sequence[Sample], lines: Lines) -> Sequence[Sample]:
    return {Lines.ALL: samples, Lines.ODD: samples[::2], Lines.EVEN: samples[1::2]}[lines]


def _say_each(samples: Sequence[Sample], finder: Finder) -> None:
    say("\n| source alone | recall of PERSON | of all | false |\n|---|---|---|---|")
    for name in FINDERS:
        scores = evaluate(samples, finder.alone(name))
        together = scores["all"]
        person = scores.get("PERSON", Score(0, 0, 0))
        say(f"| {name} | {person.recall:.3f} | {together.recall:.3f} | {together.false} |")


def _rates(score: Score) -> str:
    return f"{score.recall:.3f} | {score.false} | {score.precision:.3f} | {score.f2:.3f}"


def _write(path: Path, scores: Mapping[str, Score]) -> None:
    rates = {
        kind: {**asdict(s), "recall": s.recall, "precision": s.precision, "f2": s.f2}
        for kind, s in scores.items()
    }
    path.write_text(json.dumps(rates, indent=2) + "\n", encoding="utf-8")
    say(f"Written to {path}.")
