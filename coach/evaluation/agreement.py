"""How far two sets of labels agree: accuracy, Cohen's kappa, and F1 of each label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OfLabel:
    """One label. `cases`: how many have it in truth; shares are 0 where there is nothing."""

    label: str
    cases: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """`kappa`: agreement beyond chance, 1 at most; 0 where only one label occurs on both sides."""

    cases: int
    accuracy: float
    kappa: float
    macro_f1: float
    labels: tuple[OfLabel, ...]


def agreement(truth: Sequence[str], said: Sequence[str], labels: Sequence[str]) -> Agreement:
    """Compare label by label, in order; the mean of F1 is over the labels that occur in truth."""
    pairs = Counter(zip(truth, said, strict=True))
    total = len(truth)
    if not total:
        return Agreement(0, 0.0, 0.0, 0.0, ())
    accuracy = sum(pairs[one, one] for one in labels) / total
    counted, guessed = Counter(truth), Counter(said)
    chance = sum(counted[one] * guessed[one] for one in labels) / total**2
    each = tuple(_of(one, pairs[one, one], counted[one], guessed[one]) for one in labels)
    scored = [one.f1 for one in each if one.cases]
    return Agreement(
        cases=total,
        accuracy=accuracy,
        kappa=(accuracy - chance) / (1 - chance) if chance < 1 else 0.0,
        macro_f1=sum(scored) / len(scored),
        labels=each,
    )


def _of(label: str, right: int, cases: int, said: int) -> OfLabel:
    both = cases + said
    return OfLabel(
        label=label,
        cases=cases,
        precision=right / said if said else 0.0,
        recall=right / cases if cases else 0.0,
        f1=2 * right / both if both else 0.0,
    )
