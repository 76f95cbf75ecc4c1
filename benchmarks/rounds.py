"""Paired rounds: every side once a round, so that what else the machine does meets all alike."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Mapping, Sequence

Side = Callable[[], object]


def in_turn(
    sides: Mapping[str, Side], rounds: int, *, warm: int = 1
) -> Mapping[str, Sequence[float]]:
    """Return the seconds that each side took, by round, after `warm` rounds that do not count.

    Each round begins with another side: who comes first finds the machine as the last left it.
    """
    seen: dict[str, list[float]] = {name: [] for name in sides}
    names = list(sides)
    for number in range(-warm, rounds):
        first = number % len(names)
        for name in [*names[first:], *names[:first]]:
            seconds = timed(sides[name])
            if number >= 0:
                seen[name].append(seconds)
    return seen


def timed(side: Side) -> float:
    """Return the seconds that a call takes."""
    began = time.perf_counter()
    side()
    return time.perf_counter() - began


def p50(values: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    """Return the value that 95 % do not exceed."""
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Return the median of ours over theirs, round by round."""
    return statistics.median(one / other for one, other in zip(ours, theirs, strict=True))


def ms(seconds: float) -> float:
    """Return milliseconds."""
    return round(seconds * 1e3, 3)
