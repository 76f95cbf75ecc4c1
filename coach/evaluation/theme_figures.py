"""The figures of searches for themes, with those of rules alone beside them."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from coach.evaluation.result import Better, Figure
from coach.themes.evaluation import SUPPORT_ALIKE, TITLE_ALIKE, Pair, SetScore

BY_RULES: Final = "rules alone"


@dataclass(frozen=True, slots=True)
class Search:
    """One set: the score of the first search, its seconds, and how far the others agree."""

    score: SetScore
    made_by: str
    seconds: float
    same: bool
    agreement: float


def theme_figures(
    searches: Sequence[Search], seeds: int, by_rules: Sequence[Search] | None = None
) -> tuple[Figure, ...]:
    """Return all figures; `by_rules`: what rules alone found in the same sets."""
    compared = (*_recalls(searches), *_of_matched(searches), _unsupported(searches))
    if by_rules is not None:
        others = (*_recalls(by_rules), *_of_matched(by_rules), _unsupported(by_rules))
        compared = tuple(
            one.model_copy(update={"beside": {BY_RULES: other.value}})
            for one, other in zip(compared, others, strict=True)
        )
    return (*compared, *_counts(searches), *_stability(searches, seeds))


def _recalls(searches: Sequence[Search]) -> tuple[Figure, ...]:
    pairs = [pair for one in searches for pair in one.score.pairs]
    ways: Mapping[str, tuple[str, Callable[[Pair], bool]]] = {
        "title_recall": (f"by title (cosine at least {TITLE_ALIKE})", lambda p: p.by_title),
        "support_recall": (f"by support (F1 at least {SUPPORT_ALIKE})", lambda p: p.by_support),
        "either": ("by either", lambda p: p.by_title or p.by_support),
        "both": ("by both", lambda p: p.by_title and p.by_support),
    }
    return tuple(
        _figure(key, f"known themes found {how}", _mean([float(is_so(p)) for p in pairs]), pairs)
        for key, (how, is_so) in ways.items()
    )


def _of_matched(searches: Sequence[Search]) -> tuple[Figure, ...]:
    matched = [pair for one in searches for pair in one.score.pairs if pair.by_title]
    right = [float(pair.same_people) for pair in matched]
    f1 = [pair.f1 for pair in matched]
    return (
        _figure("support_f1", "support F1 of those found by title", _mean(f1), matched),
        _figure("people_right", "contributors of those counted right", _mean(right), matched),
    )


def _figure(key: str, title: str, value: float | None, pairs: Sequence[Pair]) -> Figure:
    return Figure(
        key=key, title=title, value=value, unit="share", better=Better.HIGHER, cases=len(pairs)
    )


def _unsupported(searches: Sequence[Search]) -> Figure:
    return Figure(
        key="unsupported",
        title="unsupported quotes",
        value=sum(one.score.unsupported for one in searches),
        better=Better.LOWER,
        target=0,
    )


def _counts(searches: Sequence[Search]) -> tuple[Figure, ...]:
    given = (
        ("themes_per_set", "themes a set", Better.NEITHER, [s.score.found for s in searches]),
        (
            "unknown_per_set",
            "of them not known",
            Better.LOWER,
            [len(s.score.extra) for s in searches],
        ),
    )
    return tuple(
        Figure(key=key, title=title, value=_mean(counts), better=better, cases=len(counts))
        for key, title, better, counts in given
    )


def _stability(searches: Sequence[Search], seeds: int) -> tuple[Figure, ...]:
    same = _mean([float(one.same) for one in searches]) if seeds > 1 else None
    alike = _mean([one.agreement for one in searches]) if seeds > 1 else None
    return (
        Figure(
            key="same_with_one_seed",
            title="sets in which two searches with one seed are the same",
            value=same,
            unit="share",
            better=Better.HIGHER,
            target=1,
        ),
        Figure(
            key="agreement",
            title="agreement with other seeds (Jaccard of theme and text)",
            value=alike,
            unit="share",
            better=Better.HIGHER,
        ),
        Figure(
            key="seconds_per_set",
            title="a set, median",
            value=round(statistics.median(one.seconds for one in searches), 3),
            unit="s",
            better=Better.LOWER,
            cases=len(searches),
        ),
    )


def _mean(numbers: Sequence[float]) -> float | None:
    return statistics.mean(numbers) if numbers else None
