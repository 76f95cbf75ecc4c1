"""The large clock of a session: the time that the present turn has left, each second."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

_SCRIPT: Final = Path(__file__).resolve().parent.parent / "static" / "run_clock.js"
_HTML: Final = (
    '<div class="run-clock"><p class="run-left" role="timer" aria-live="off"></p>'
    '<p class="run-said"></p></div>'
    '<div role="status" aria-live="polite" class="sr-only"></div>'
)
_LEFT: Final = "left of this {of}"
_OVER: Final = "over the time of this {of}: come to an end when you can"
_PAUSED: Final = "paused: the clock stands still"


def draw(left_s: float, *, running: bool, of: str, turn: str, say: str) -> None:
    """Draw the time left `of` a step or turn.

    `turn` tells one from another; `say` is for a screen reader when one begins.
    """
    _renderer()(
        key="run-clock",
        data={
            "left": round(left_s, 2),
            "running": running,
            "turn": turn,
            "say": say,
            "left_words": _LEFT.format(of=of),
            "over": _OVER.format(of=of),
            "paused": _PAUSED,
        },
        height="content",
    )


@lru_cache(maxsize=1)
def _renderer() -> ComponentRenderer:
    return st.components.v2.component(
        "repertoire_run_clock",
        html=_HTML,
        js=_SCRIPT.read_text(encoding="utf-8"),
        isolate_styles=False,
    )
