"""`masking`: what the masking preview finds in texts whose spans are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from coach.errors import SetupError
from coach.evaluation.data import SETS, mark, shown
from coach.evaluation.result import Better, Figure, Result, Table
from coach.evaluation.stage import Stage
from coach.masking.evaluation import Sample, Score, evaluate, read_samples
from coach.masking.finder import FINDERS, Finder

OWN_SET: Final = SETS / "masking" / "managers_held_back.jsonl"
_PEER: Final = "spacy"
_RECALL, _F2 = 0.95, 0.85
"""What docs/masking.md aims at."""


class Lines(StrEnum):
    """Which lines of a file: to tune on one half and measure on the other."""

    ALL = "all"
    ODD = "odd"
    EVEN = "even"


@dataclass(frozen=True, slots=True)
class MaskingEvaluator:
    """Recall, precision and F2 of each type, without the model. `each`: also each source alone."""

    file: Path = OWN_SET
    lines: Lines = Lines.ALL
    each: bool = False
    name: str = "masking"

    def evaluate(self, stage: Stage) -> Result:
        """See Evaluator."""
        del stage
        samples = _chosen(read_samples(self.file), self.lines)
        finder = Finder()
        finder.load()
        if finder.problem:
            raise SetupError(finder.problem)
        scores = evaluate(samples, finder)
        tables = [_table(scores)]
        if self.each:
            tables.append(_sources(samples, finder))
        return Result(
            name=self.name,
            about="What the masking preview finds, without the language model.",
            command=f"coach eval masking --file {shown(self.file)} --lines {self.lines.value}",
            data=(mark(self.file, len(samples)),),
            figures=_figures(scores, evaluate(samples, finder.alone(_PEER))),
            tables=tuple(tables),
            details={kind: _detail(one) for kind, one in scores.items()},
        )


def _chosen(samples: Sequence[Sample], lines: Lines) -> Sequence[Sample]:
    return {Lines.ALL: samples, Lines.ODD: samples[::2], Lines.EVEN: samples[1::2]}[lines]


def _figures(scores: Mapping[str, Score], peer: Mapping[str, Score]) -> tuple[Figure, ...]:
    return tuple(
        Figure(
            key=key,
            title=title,
            value=value,
            unit="share",
            better=Better.HIGHER,
            target=target,
            beside={"spaCy alone": other},
            cases=scores["all"].spans if key in {"recall", "f2"} else _person(scores).spans,
        )
        for (key, title, target, value), (*_, other) in zip(_of(scores), _of(peer), strict=True)
    )


def _of(scores: Mapping[str, Score]) -> tuple[tuple[str, str, float | None, float], ...]:
    """Return key, title, target (docs/masking.md) and value of each figure."""
    person, every = _person(scores), scores["all"]
    return (
        ("person_recall", "names found", _RECALL, person.recall),
        ("person_precision", "of what was taken for a name, right", None, person.precision),
        ("recall", "all that tells of somebody, found", _RECALL, every.recall),
        ("f2", "F2 over all types", _F2, every.f2),
    )


def _person(scores: Mapping[str, Score]) -> Score:
    return scores.get("PERSON", Score(0, 0, 0))


def _table(scores: Mapping[str, Score]) -> Table:
    columns = ("type", "spans", "recall", "false", "precision", "F2")
    rows = tuple((kind, str(one.spans), *_rates(one)) for kind, one in scores.items())
    return Table(title="Each type", columns=columns, rows=rows)


def _detail(score: Score) -> dict[str, float]:
    return {**asdict(score), "recall": score.recall, "precision": score.precision, "f2": score.f2}


def _rates(score: Score) -> tuple[str, ...]:
    return f"{score.recall:.3f}", str(score.false), f"{score.precision:.3f}", f"{score.f2:.3f}"


def _sources(samples: Sequence[Sample], finder: Finder) -> Table:
    rows = []
    for name in FINDERS:
        scores = evaluate(samples, finder.alone(name))
        person, together = _person(scores), scores["all"]
        cells = (f"{person.recall:.3f}", f"{together.recall:.3f}", str(together.false))
        rows.append((name, *cells))
    columns = ("source alone", "recall of PERSON", "of all", "false")
    return Table(title="Each source alone", columns=columns, rows=tuple(rows))
