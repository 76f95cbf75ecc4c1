"""Axes of plots: where a value lies, and which values are written beside them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

_STEPS: Final = (1, 2, 2.5, 5, 10)
_TICKS: Final = 5
_FEW_DECADES: Final = 2


@dataclass(frozen=True, slots=True)
class Axis:
    """From `low` to `high` in the data, from `start` to `end` in the picture."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    @classmethod
    def over(cls, values: Sequence[float], start: float, end: float, *, log: bool) -> Self:
        """Return an axis that holds all values: from zero, or from whole powers of ten."""
        low, high = min(values), max(values)
        if log:
            low, high = 10 ** math.floor(math.log10(low)), 10 ** math.ceil(math.log10(high))
            return cls(low, high if high > low else low * 10, start, end, log=True)
        low, high = min(low, 0.0), max(high, 0.0)
        high = high if high > low else 1.0
        step = _step(high - low)
        return cls(math.floor(low / step) * step, math.ceil(high / step - 1e-9) * step, start, end)

    def at(self, value: float) -> float:
        """Return where a value lies in the picture."""
        if self.log:
            whole = math.log10(self.high / self.low)
            share = math.log10(value / self.low) / whole
        else:
            share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self) -> tuple[float, ...]:
        """Return the values that are written beside it."""
        if not self.log:
            step = _step(self.high - self.low)
            count = round((self.high - self.low) / step)
            return tuple(self.low + step * at for at in range(count + 1))
        lowest = round(math.log10(self.low))
        decades = round(math.log10(self.high)) - lowest
        between = (1, 2, 5) if decades <= _FEW_DECADES else (1,)
        found = [10.0 ** (lowest + at) * part for at in range(decades) for part in between]
        return (*found, self.high)


def _step(span: float) -> float:
    """Return a round step that cuts a span into about five."""
    rough = span / _TICKS
    power: float = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in _STEPS if step * power >= rough * (1 - 1e-9))
