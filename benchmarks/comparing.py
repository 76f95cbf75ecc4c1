"""Two runs side by side: every figure that both have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from coach.evaluation.report import number, table_lines
from coach.evaluation.result import Better, Figure, Run, Table

_SAME: Final = 0.05
"""Shares of change below this are what the same machine shows from one run to the next."""


def differences(old: Run, new: Run) -> str:
    """Return a Markdown table of what has changed by at least a twentieth, or a sentence."""
    rows = tuple(_rows(old, new))
    if not rows:
        return f"No figure differs by {_SAME:.0%} from the run of {old.made_at:%Y-%m-%d %H:%M}."
    columns = ("benchmark", "figure", "before", "now", "change", "")
    title = f"Since {old.made_at:%Y-%m-%d %H:%M} UTC"
    table = Table(title=title, columns=columns, rows=rows)
    return "\n".join([f"## {title}", "", *table_lines(table), ""])


def _rows(old: Run, new: Run) -> Iterator[tuple[str, ...]]:
    for result in new.results:
        known = old.result(result.name)
        for figure in result.figures:
            before = known.figure(figure.key) if known else None
            change = _change(before, figure)
            if before is None or change is None or abs(change) < _SAME:
                continue
            values = (number(one.value, one.unit) for one in (before, figure))
            yield result.name, figure.title, *values, f"{change:+.0%}", _verdict(figure, change)


def _change(before: Figure | None, now: Figure) -> float | None:
    """Return the share by which it grew; None where there is nothing to compare with."""
    if before is None or not before.value or now.value is None:
        return None
    return (now.value - before.value) / abs(before.value)


def _verdict(figure: Figure, change: float) -> str:
    if figure.better is Better.NEITHER:
        return ""
    return "better" if (change > 0) == (figure.better is Better.HIGHER) else "**worse**"
