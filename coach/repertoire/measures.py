"""Measures of a ranking: nDCG, recall, reciprocal rank and precision at one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

DEPTH: Final = 10


@dataclass(frozen=True, slots=True)
class Measures:
    """Means over queries, 0 to 1, of the first ten results."""

    ndcg: float
    recall: float
    mrr: float
    p_at_1: float


def measure(ranked: Sequence[str], relevant: Mapping[str, int]) -> Measures:
    """Measure one query's results, the best first. `relevant` holds grades above 0."""
    gains = [relevant.get(id_, 0) for id_ in ranked[:DEPTH]]
    hits = [place for place, gain in enumerate(gains) if gain > 0]
    ideal = _discounted(sorted(relevant.values(), reverse=True)[:DEPTH])
    return Measures(
        ndcg=_discounted(gains) / ideal,
        recall=len(hits) / len(relevant),
        mrr=1 / (hits[0] + 1) if hits else 0.0,
        p_at_1=float(bool(hits) and hits[0] == 0),
    )


def mean_of(measured: Sequence[Measures]) -> Measures:
    """Return the mean over queries."""
    rows = [[m.ndcg, m.recall, m.mrr, m.p_at_1] for m in measured]
    return Measures(*(float(value) for value in np.mean(rows, axis=0)))


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))
