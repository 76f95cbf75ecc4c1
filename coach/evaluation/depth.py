"""`depth`: how well the private self-check tells description, reflection, critical reflection."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from coach.depth.reader import DepthReader, Judged
from coach.domain.depth import DEPTHS, Depth
from coach.evaluation.agreement import Agreement, agreement
from coach.evaluation.data import SETS, mark, read_lines
from coach.evaluation.depth_data import LEVEL_OF, Labelled, read_cered
from coach.evaluation.result import Better, Figure, Result, Table
from coach.evaluation.stage import Stage

OWN_SET: Final = SETS / "depth" / "managers.jsonl"
RIGHT_AIM: Final = 0.77
TOLD_AIM: Final = 0.70
_QUICK: Final = 150
"""Sentences of a quick run: about ten seconds of two busy cores."""
_CUES: Final = {
    Depth.CRITICAL: r"next time|in (?:the )?future|from now on|learn(?:t|ed)|realis|realiz|"
    r"i see now|(?:his|her|their) (?:place|side|point)|used to think|taught me|showed me",
    Depth.REFLECTION: r"\bfe(?:el|lt)|\bthink|thought|believ|afraid|nervous|surpris|angry|hard\b|"
    r"difficult|perhaps|maybe|probably|because|opinion|wonder|guess|glad|happy|sorry|proud",
}
"""What a simple way would look for, the deepest first."""


@dataclass(frozen=True, slots=True)
class DepthEvaluator:
    """Accuracy, kappa and F1 of the levels, with and without abstention. `cered`: the format."""

    file: Path = OWN_SET
    cered: bool = False
    name: str = "depth"

    def evaluate(self, stage: Stage) -> Result:
        """See Evaluator."""
        cases = read_cered(self.file) if self.cered else read_lines(self.file, Labelled)
        if stage.quick:
            cases = cases[:_QUICK]
        reader = DepthReader(stage.embedder())
        judged = reader.judge([one.sentence for one in cases])
        told = [place for place, one in enumerate(judged) if one.sure]
        scores = _Scores.of(cases, judged)
        sure = _Scores.of([cases[place] for place in told], [judged[place] for place in told])
        option = "--cered" if self.cered else "--file"
        return Result(
            name=self.name,
            about="How well the private self-check of depth tells the level of a sentence.",
            command=f"coach eval depth {option} {self.file.name}",
            data=(mark(self.file, len(cases)),),
            figures=(
                *_figures("_told", ", where it tells one", sure, aim=RIGHT_AIM),
                _share(
                    "coverage", "sentences whose level it tells", len(told) / len(cases)
                ).model_copy(update={"target": TOLD_AIM, "cases": len(cases)}),
                _confidence(judged, sure),
                *_figures("", ", abstaining nowhere", scores),
                *_of_labels(cases, judged),
            ),
            tables=(
                _table("Each level, where it tells one", sure.ours),
                _table("Each level, abstaining nowhere", scores.ours),
                _confusion(cases, judged),
            ),
            details=[
                {"level": case.level, "said": one.level, "confidence": one.confidence}
                for case, one in zip(cases, judged, strict=True)
            ],
        )


@dataclass(frozen=True, slots=True)
class _Scores:
    """Ours, and two simple ways on the same sentences."""

    ours: Agreement
    majority: Agreement
    keywords: Agreement

    @classmethod
    def of(cls, cases: Sequence[Labelled], judged: Sequence[Judged]) -> _Scores:
        truth = [one.level for one in cases]
        most = max(DEPTHS, key=truth.count)
        return cls(
            agreement(truth, [one.level for one in judged], DEPTHS),
            agreement(truth, [most for _ in cases], DEPTHS),
            agreement(truth, [by_keywords(one.sentence) for one in cases], DEPTHS),
        )


def by_keywords(sentence: str) -> Depth:
    """Return the level that a list of words would give a sentence."""
    found = (level for level, cues in _CUES.items() if re.search(cues, sentence, re.IGNORECASE))
    return next(found, Depth.DESCRIPTION)


def _figures(
    suffix: str, where: str, scores: _Scores, *, aim: float | None = None
) -> Iterator[Figure]:
    titles = {"accuracy": "right", "kappa": "Cohen's kappa", "macro_f1": "mean F1 of the levels"}
    for key, title in titles.items():
        beside = {
            "most frequent level": float(getattr(scores.majority, key)),
            "keywords": float(getattr(scores.keywords, key)),
        }
        yield Figure(
            key=f"{key}{suffix}",
            title=f"{title}{where}",
            value=float(getattr(scores.ours, key)) if scores.ours.cases else None,
            unit="share",
            better=Better.HIGHER,
            target=aim if key == "accuracy" else None,
            beside=beside,
            cases=scores.ours.cases,
        )


def _share(key: str, title: str, value: float | None) -> Figure:
    return Figure(key=key, title=title, value=value, unit="share", better=Better.HIGHER)


def _confidence(judged: Sequence[Judged], sure: _Scores) -> Figure:
    likely = [one.confidence for one in judged if one.sure]
    gap = abs(sum(likely) / len(likely) - sure.ours.accuracy) if likely else None
    return Figure(
        key="confidence_gap",
        title="its mean confidence where it tells one, off from how often it is right",
        value=gap,
        unit="share",
        better=Better.LOWER,
    )


def _of_labels(cases: Sequence[Labelled], judged: Sequence[Judged]) -> Iterator[Figure]:
    """Yield how it does on the finer labels, where the data have them all."""
    if any(one.label not in LEVEL_OF for one in cases):
        return
    found = agreement([c.label for c in cases], [one.label for one in judged], tuple(LEVEL_OF))
    yield _share("accuracy_labels", "right on the nine labels of CEReD", found.accuracy)
    yield _share("kappa_labels", "Cohen's kappa on the nine labels", found.kappa)


def _table(title: str, of: Agreement) -> Table:
    rows = tuple(
        (one.label, str(one.cases), f"{one.precision:.3f}", f"{one.recall:.3f}", f"{one.f1:.3f}")
        for one in of.labels
    )
    return Table(
        title=title, columns=("level", "sentences", "precision", "recall", "F1"), rows=rows
    )


def _confusion(cases: Sequence[Labelled], judged: Sequence[Judged]) -> Table:
    pairs = [
        (case.level, one.level if one.sure else None)
        for case, one in zip(cases, judged, strict=True)
    ]
    rows = tuple(
        (level.value, *(str(pairs.count((level, said))) for said in (*DEPTHS, None)))
        for level in DEPTHS
    )
    columns = ("people say", *(f"it says {level.value}" for level in DEPTHS), "it says nothing")
    return Table(title="What is taken for what", columns=columns, rows=rows)
