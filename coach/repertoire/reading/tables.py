"""Rows of cells as a Markdown table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time


def table(rows: Iterable[Sequence[object]]) -> str:
    """Return a table whose header is the first row with content; nothing when no row has any."""
    written = [[_cell(value) for value in row] for row in rows]
    filled = [row for row in written if any(row)]
    width = max((_width(row) for row in filled), default=0)
    lines = [_line([*row[:width], *[""] * (width - len(row))]) for row in filled]
    return "\n".join([*lines[:1], _line(["---"] * width), *lines[1:]]) if lines else ""


def _width(row: Sequence[str]) -> int:
    return max(number for number, cell in enumerate(row, start=1) if cell)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(value: object) -> str:
    return " ".join(_words(value).replace("\\", "\\\\").replace("|", "\\|").split())


def _words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004
        return str(int(value))
    if isinstance(value, datetime):
        return str(value.date() if value.time() == time() else value.replace(microsecond=0))
    return value.isoformat() if isinstance(value, date | time) else str(value)
