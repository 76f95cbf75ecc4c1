"""Train the depth self-check on CEReD, and print how well it does.

    OMP_NUM_THREADS=1 python -m benchmarks.train_depth FOLDER [--compare] [--save coach/depth/data]

FOLDER holds `train.tsv` and `val.tsv` of CEReD (github.com/EduMUNI/reflection-classification, under
Apache-2.0; the English translation). The threshold is chosen, and with --compare kinds of features
and weights are compared, by cross-validation within train.tsv; val.tsv is only measured on, with
what is saved, and so are the sentences of managers in tests/evals/depth, whose figures the page
tells. Deterministic. Some minutes on two cores.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, StratifiedKFold

from coach.depth.features import Rows, features
from coach.depth.ports import Embeds
from coach.depth.weights import Card, Measured, Weights
from coach.domain.depth import DEPTHS, Depth
from coach.evaluation.agreement import agreement
from coach.evaluation.data import read_lines
from coach.evaluation.depth import OWN_SET
from coach.evaluation.depth_data import LEVEL_OF, Labelled, read_cered
from coach.repertoire.embedding import build_embedder
from coach.settings import Settings

LABELS: Final = tuple(LEVEL_OF)
STRENGTH: Final = 4.0
"""Inverse of the penalty on weights (C of scikit-learn)."""
RARE: Final = 25.0
"""How much a sentence of critical reflection counts: 4 in 100 here, and many more where the
form asks for a lesson and a next step. Now they count as much as all others together."""
TOLD: Final = 0.73
"""The share of sentences that get a level in cross-validation; the aim is 0.70 on others."""
FOLDS: Final = 5
NEAR: Final = 60
"""Rows of the original numbering that fall into one fold together: mostly of one diary."""

_BLANK: Final = Card(
    embedder="",
    labels=LEVEL_OF,
    threshold=0,
    trained_on="",
    measured=Measured(right=0, told=0, critical=0, sentences=1),
)


@dataclass(frozen=True, slots=True)
class Way:
    """What a fit uses."""

    name: str
    meaning: bool = True
    words: bool = True
    rare: float = RARE
    near_together: bool = False


CHOSEN: Final = Way("meaning and words")
_OTHERS: Final = (
    Way("meaning alone", words=False),
    Way("words alone", meaning=False),
    Way("meaning and words, every sentence counted once", rare=1.0),
    Way("meaning and words, neighbouring rows in one fold", near_together=True),
)


@dataclass(frozen=True, slots=True)
class Set:
    """A file of CEReD with its features; `numbers`: of the original rows."""

    cases: tuple[Labelled, ...]
    numbers: tuple[int, ...]
    rows: Rows

    @classmethod
    def read(cls, path: Path, embedder: Embeds) -> Set:
        """Read it, and what it is judged by."""
        cases = read_cered(path)
        with path.open(encoding="utf-8", newline="") as file:
            numbers = tuple(int(row["idx"]) for row in csv.DictReader(file, delimiter="\t"))
        return cls(cases, numbers, features([one.sentence for one in cases], embedder))

    @classmethod
    def of_lines(cls, path: Path, embedder: Embeds) -> Set:
        """Read a file of our own schema."""
        cases = read_lines(path, Labelled)
        return cls(cases, (), features([one.sentence for one in cases], embedder))


def main() -> None:
    """Train, print, and save where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--compare", action="store_true")
    parser.add_argument("--save", type=Path)
    given = parser.parse_args()
    embedder = build_embedder(Settings(embed="onnx"))
    if embedder is None:
        raise SystemExit("Training needs the embedding model: set COACH_EMBED=onnx.")
    try:
        train(given.folder, embedder, given.save, _OTHERS if given.compare else ())
    finally:
        embedder.close()


def train(folder: Path, embedder: Embeds, save: Path | None, others: Sequence[Way] = ()) -> None:
    """See main."""
    learnt = Set.read(folder / "train.tsv", embedder)
    meaning = embedder.embed(["meaning"]).shape[1]
    print("| measured on | told | accuracy | kappa | mean F1 | all: accuracy | kappa | mean F1 |")
    print("|---|---|---|---|---|---|---|---|")
    for way in others:
        likely = _crossed(learnt, way, meaning)
        _say(f"cross-validation: {way.name}", learnt, likely, _threshold(likely))
    likely = _crossed(learnt, CHOSEN, meaning)
    threshold = round(_threshold(likely), 4)
    _say(f"cross-validation: {CHOSEN.name} (chosen)", learnt, likely, threshold)
    card = _BLANK.model_copy(
        update={
            "embedder": embedder.name.rpartition("-")[0],
            "threshold": threshold,
            "trained_on": f"CEReD (English), train.tsv, {len(learnt.cases)} sentences",
        }
    )
    fitted = _fit(learnt, np.arange(len(learnt.cases)), CHOSEN, meaning)
    weights = Weights(card, fitted.rows.astype(np.float16).astype(np.float32), fitted.bias)
    held = Set.read(folder / "val.tsv", embedder)
    _say("val.tsv", held, weights.of_levels(weights.of_labels(held.rows)), threshold)
    managers = Set.of_lines(OWN_SET, embedder)
    likely = weights.of_levels(weights.of_labels(managers.rows))
    measured = _say("managers' sentences", managers, likely, threshold)
    if save is not None:
        done = card.model_copy(update={"measured": measured})
        Weights(done, weights.rows, weights.bias).save(save)


def _threshold(likely: NDArray[np.float32]) -> float:
    return float(np.quantile(likely.max(axis=1), 1 - TOLD))


def _fit(of: Set, places: NDArray[np.int64], way: Way, meaning: int) -> Weights:
    used = np.ones(of.rows.shape[1], bool)
    used[:meaning], used[meaning:] = way.meaning, way.words
    model = LogisticRegression(C=STRENGTH, max_iter=150, tol=1e-3, class_weight=_counting(way.rare))
    truth = np.asarray([LABELS.index(one.label) for one in of.cases])
    model.fit(of.rows[np.ix_(places, np.flatnonzero(used))], truth[places])
    rows = np.zeros((len(LABELS), of.rows.shape[1]), np.float32)
    rows[:, used] = model.coef_
    return Weights(_BLANK, rows, model.intercept_.astype(np.float32))


def _counting(rare: float) -> Mapping[int, float]:
    levels = enumerate(LEVEL_OF.values())
    return {place: rare if level is Depth.CRITICAL else 1.0 for place, level in levels}


def _crossed(of: Set, way: Way, meaning: int) -> NDArray[np.float32]:
    """Return how likely each level is, each sentence judged by what was fitted without it."""
    found = np.zeros((len(of.cases), len(DEPTHS)), np.float32)
    for inside, outside in _folds(of, near_together=way.near_together):
        fitted = _fit(of, inside, way, meaning)
        found[outside] = fitted.of_levels(fitted.of_labels(of.rows[outside]))
    return found


def _folds(
    of: Set, *, near_together: bool
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    levels = [one.level.value for one in of.cases]
    if near_together:
        groups = [number // NEAR for number in of.numbers]
        yield from GroupKFold(FOLDS).split(of.rows, levels, groups)
    else:
        folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
        yield from folds.split(of.rows, levels)


def _say(name: str, of: Set, likely: NDArray[np.float32], threshold: float) -> Measured:
    truth = [one.level for one in of.cases]
    said = [DEPTHS[int(place)] for place in likely.argmax(axis=1)]
    told = np.flatnonzero(likely.max(axis=1) >= threshold)
    sure = agreement([truth[place] for place in told], [said[place] for place in told], DEPTHS)
    every = agreement(truth, said, DEPTHS)
    share = len(told) / len(truth)
    shares = [(one.accuracy, one.kappa, one.macro_f1) for one in (sure, every)]
    numbers = [share, *shares[0], *shares[1]]
    print(f"| {name} | {' | '.join(f'{one:.3f}' for one in numbers)} |", flush=True)
    critical = [said[place] for place in told if truth[place] is Depth.CRITICAL]
    named = critical.count(Depth.CRITICAL) / truth.count(Depth.CRITICAL)
    return Measured(
        right=round(sure.accuracy, 4),
        told=round(share, 4),
        critical=round(named, 4),
        sentences=len(truth),
    )


if __name__ == "__main__":
    main()
