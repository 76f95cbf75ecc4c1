"""The sign-in pages and the app are drawn in the same colours, and the text in them is legible."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[3]
CSS: Final = (ROOT / "coach/web/static/sign_in.css").read_text(encoding="utf-8")
CONFIG: Final = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
SAME: Final = {
    "paper": "backgroundColor",
    "surface": "secondaryBackgroundColor",
    "ink": "textColor",
    "green": "primaryColor",
    "link": "linkColor",
    "line": "borderColor",
    "wrong": "redColor",
    "muted": "grayColor",
}
LEGIBLE: Final = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "field"),
    ("ink", "done-paper"),
    ("muted", "paper"),
    ("muted", "surface"),
    ("link", "paper"),
    ("link", "surface"),
    ("wrong", "surface"),
    ("wrong", "wrong-paper"),
    ("on-green", "green"),
    ("on-green", "green-deep"),
]


def palette(scheme: str) -> dict[str, str]:
    """Return the variables of the style sheet by day or by night."""
    day, night = CSS.split("@media (prefers-color-scheme: dark)")[:2]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", day if scheme == "light" else night))


def luminance(colour: str) -> float:
    """Return the relative luminance by WCAG 2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_use_one_palette(scheme: str) -> None:
    colours, theme = palette(scheme), CONFIG["theme"][scheme]
    assert {name: colours[name] for name in SAME} == {n: theme[k] for n, k in SAME.items()}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), LEGIBLE)
def test_text_is_legible(scheme: str, text: str, ground: str) -> None:
    colours = palette(scheme)
    bright, dim = sorted((luminance(colours[text]), luminance(colours[ground])), reverse=True)
    assert (bright + 0.05) / (dim + 0.05) >= 4.5
