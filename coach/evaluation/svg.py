"""The few shapes that pictures of figures are made of, as SVG on a ground of their own.

They read alike on light and dark pages, for each brings its background along.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final, Literal

GROUND: Final = "#faf6ee"
BORDER: Final = "#c9bfaa"
TEXT: Final = "#1f2a25"
QUIET: Final = "#5b665f"
GRID: Final = "#e4dccb"
COLOURS: Final = ("#21604b", "#b4652b", "#2f5d82", "#67508f", "#8a6a12", "#9b2f1d")
"""The first is ours."""

Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]


def document(title: str, width: int, height: int, shapes: Iterable[str]) -> str:
    """Return a picture; `title` is what a screen reader says of it."""
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    font = 'font-family="system-ui, sans-serif" font-size="13"'
    ground = f'width="{width - 1}" height="{height - 1}" rx="8" fill="{GROUND}" stroke="{BORDER}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" {font}>',
        f"<title>{escape(title)}</title>",
        f'<rect x="0.5" y="0.5" {ground}/>',
        *shapes,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def text(
    words: str, at: Point, *, fill: str = TEXT, anchor: Anchor = "start", bold: bool = False
) -> str:
    """Return words whose baseline begins, is centred or ends at a point; no line crosses them."""
    weight = ' font-weight="600"' if bold else ""
    x, y = map(_number, at)
    halo = f'stroke="{GROUND}" stroke-width="4" paint-order="stroke"'
    look = f'fill="{fill}" {halo} text-anchor="{anchor}"{weight}'
    return f'<text x="{x}" y="{y}" {look}>{escape(words)}</text>'


def upright(words: str, at: Point) -> str:
    """Return words that run upwards, centred at a point."""
    x, y = map(_number, at)
    return (
        f'<text x="{x}" y="{y}" fill="{QUIET}" text-anchor="middle" '
        f'transform="rotate(-90 {x} {y})">{escape(words)}</text>'
    )


def bar(at: Point, width: float, height: float, fill: str) -> str:
    """Return a filled bar that begins at its upper left corner."""
    x, y = map(_number, at)
    return (
        f'<rect x="{x}" y="{y}" width="{_number(width)}" height="{_number(height)}" rx="2" '
        f'fill="{fill}"/>'
    )


def line(start: Point, end: Point, stroke: str, *, dashed: bool = False) -> str:
    """Return a thin straight line."""
    (x1, y1), (x2, y2) = (map(_number, start), map(_number, end))
    dashes = ' stroke-dasharray="4 3"' if dashed else ""
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{stroke}"{dashes}/>'


def path(points: Sequence[Point], stroke: str) -> Iterable[str]:
    """Yield a line through the points, and a dot on each."""
    course = " ".join(f"{_number(x)},{_number(y)}" for x, y in points)
    if len(points) > 1:
        yield f'<polyline points="{course}" fill="none" stroke="{stroke}" stroke-width="2"/>'
    for x, y in points:
        yield f'<circle cx="{_number(x)}" cy="{_number(y)}" r="3" fill="{stroke}"/>'


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
