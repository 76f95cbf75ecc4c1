"""Pictures of results: lines over axes, and our figures as bars beside those of others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle
from typing import Final

from coach.evaluation.axes import Axis
from coach.evaluation.report import number
from coach.evaluation.result import Better, Figure, Plot, Series
from coach.evaluation.svg import (
    COLOURS,
    GRID,
    QUIET,
    Point,
    bar,
    document,
    line,
    path,
    text,
    upright,
)

_WIDTH: Final = 720
_LINE: Final = 17
_MARGIN: Final = 18

_BAR, _ROW, _HEADING, _GAP = 12, 19, 22, 14
_BARS_FROM, _BARS_TO = 250, 620
_OTHERS: Final = "#a79f8c"

_HEIGHT: Final = 380
_LEFT, _RIGHT, _TOP, _BOTTOM = 78, 500, 48, 320
OURS: Final = "ours"


def bars(title: str, figures: Sequence[Figure]) -> str:
    """Return the figures that others stand beside; each group from zero, on a scale of its own."""
    shown = [one for one in figures if _rows(one)]
    shapes = [text(title, (_MARGIN, 28), bold=True)]
    top = 44.0
    for one in shown:
        shapes += _group(one, top)
        top += _HEADING + _ROW * len(_rows(one)) + _GAP
    return document(f"{title}: ours beside others", _WIDTH, round(top), shapes)


def has_bars(figures: Sequence[Figure]) -> bool:
    """Whether others stand beside any of them."""
    return any(_rows(one) for one in figures)


def lines(plot: Plot) -> str:
    """Return a plot; each line has its name at its end."""
    series = [(one.name, _drawable(plot, one)) for one in plot.series]
    points = [point for _, found in series for point in found]
    if not points:
        return document(plot.title, _WIDTH, 60, [text(plot.title, (_MARGIN, 28), bold=True)])
    across = Axis.over([x for x, _ in points], _LEFT, _RIGHT, log=plot.log_x)
    up = Axis.over([y for _, y in points], _BOTTOM, _TOP, log=plot.log_y)
    shapes = [text(plot.title, (_MARGIN, 28), bold=True), *_grid(plot, across, up)]
    ends = []
    for (name, found), colour in zip(series, cycle(COLOURS), strict=False):
        if found:
            placed = [(across.at(x), up.at(y)) for x, y in found]
            shapes += path(placed, colour)
            ends.append((placed[-1][1], name, colour))
    return document(plot.title, _WIDTH, _HEIGHT, [*shapes, *_names(ends)])


def _rows(figure: Figure) -> list[tuple[str, float]]:
    """Return ours and the others; nothing where nobody else was measured."""
    others = [(name, value) for name, value in figure.beside.items() if value is not None]
    if not others or figure.value is None or min(figure.value, *(v for _, v in others)) < 0:
        return []
    return [(OURS, figure.value), *others]


def _group(figure: Figure, top: float) -> Iterator[str]:
    rows = _rows(figure)
    longest = max(*(value for _, value in rows), figure.target or 0.0) or 1.0
    scale = (_BARS_TO - _BARS_FROM) / longest
    yield text(_heading(figure), (_MARGIN, top + 14), fill=QUIET)
    if figure.target:
        x = _BARS_FROM + figure.target * scale
        bottom = top + _HEADING + _ROW * len(rows) - 4
        yield line((x, top + _HEADING - 3), (x, bottom), COLOURS[1], dashed=True)
    for at, (name, value) in enumerate(rows):
        y = top + _HEADING + at * _ROW
        yield text(name, (_BARS_FROM - 8, y + 11), anchor="end", bold=name == OURS)
        yield bar((_BARS_FROM, y), value * scale, _BAR, COLOURS[0] if name == OURS else _OTHERS)
        end = _BARS_FROM + value * scale + 6
        yield text(number(value, figure.unit), (end, y + 11), bold=name == OURS)


def _heading(figure: Figure) -> str:
    ways = {Better.HIGHER: " (more is better)", Better.LOWER: " (less is better)"}
    target = "" if figure.target is None else f", target {number(figure.target, figure.unit)}"
    return f"{figure.title}{ways.get(figure.better, '')}{target}"


def _drawable(plot: Plot, series: Series) -> list[Point]:
    """Return the points in order; on a logarithmic axis there is no zero."""
    return [
        (x, y)
        for x, y in sorted(zip(series.x, series.y, strict=True))
        if (x > 0 or not plot.log_x) and (y > 0 or not plot.log_y)
    ]


def _grid(plot: Plot, across: Axis, up: Axis) -> Iterator[str]:
    for value in across.ticks():
        x = across.at(value)
        yield line((x, _TOP), (x, _BOTTOM), GRID)
        yield text(_short(value), (x, _BOTTOM + 18), fill=QUIET, anchor="middle")
    for value in up.ticks():
        y = up.at(value)
        yield line((_LEFT, y), (_RIGHT, y), GRID)
        yield text(_short(value), (_LEFT - 8, y + 4), fill=QUIET, anchor="end")
    middle = (_LEFT + _RIGHT) / 2
    yield text(plot.x_title, (middle, _BOTTOM + 42), fill=QUIET, anchor="middle")
    yield upright(plot.y_title, (_MARGIN + 4, (_TOP + _BOTTOM) / 2))


def _names(ends: Sequence[tuple[float, str, str]]) -> Iterator[str]:
    """Yield each name beside the end of its line, pushed down where two would meet."""
    free = 0.0
    for y, name, colour in sorted(ends):
        free = max(y + 4, free)
        yield text(name, (_RIGHT + 10, free), fill=colour, bold=True)
        free += _LINE


def _short(value: float) -> str:
    """Return 1k for a thousand, 2M for two million."""
    for whole, letter in ((1e6, "M"), (1e3, "k")):
        if abs(value) >= whole:
            return f"{value / whole:g}{letter}"
    return f"{value:g}"
