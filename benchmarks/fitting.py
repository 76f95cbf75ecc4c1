"""How a time grows: the exponent of a power fitted to measurements, and what it says in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from coach.evaluation.result import Better, Figure

_FLAT: Final = 0.15
_LINEAR: Final = (0.85, 1.15)
_FEWEST: Final = 2


def exponent(sizes: Sequence[float], times: Sequence[float], *, last: int = 3) -> float | None:
    """Return b of time = a · size^b by least squares over logarithms of the `last` largest sizes.

    The smallest sizes are left out, for there the fixed part of a time hides what grows. None with
    fewer than two sizes, or where a time is not above zero.
    """
    pairs = sorted(zip(sizes, times, strict=True))[-last:]
    if len(pairs) < _FEWEST or any(size <= 0 or time <= 0 for size, time in pairs):
        return None
    x = [math.log(size) for size, _ in pairs]
    y = [math.log(time) for _, time in pairs]
    x_mean, y_mean = sum(x) / len(x), sum(y) / len(y)
    spread = sum((one - x_mean) ** 2 for one in x)
    if not spread:
        return None
    return sum((a - x_mean) * (b - y_mean) for a, b in zip(x, y, strict=True)) / spread


def exponent_figure(key: str, name: str, power: float | None, things: str) -> Figure:
    """Return the figure `key`.exponent of a curve."""
    return Figure(
        key=f"{key}.exponent",
        title=f"{name}: exponent over {things}",
        value=None if power is None else round(power, 3),
        better=Better.LOWER,
    )


def said(what: str, power: float | None, things: str) -> str:
    """Return one sentence on a curve, e.g. "Home grows as n^0.02: it does not depend on …"."""
    if power is None:
        return f"{what}: too few sizes for an exponent."
    return f"{what} grows as n^{power:.2f}: {_meaning(power, things)}."


def _meaning(power: float, things: str) -> str:
    if power < -_FLAT:
        return f"it does not grow with the number of {things} (the measurements scatter)"
    if power <= _FLAT:
        return f"it does not depend on the number of {things}"
    if power < _LINEAR[0]:
        return f"it grows more slowly than the number of {things}"
    if power <= _LINEAR[1]:
        return f"it grows with the number of {things}"
    return f"it grows faster than the number of {things}"
