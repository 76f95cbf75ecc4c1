"""The small script that loads a page anew once it has gone white."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

_SCRIPT: Final = Path(__file__).resolve().parent.parent / "static" / "recovery.js"


def draw() -> None:
    """Watch over the page that is shown; nothing is seen of it."""
    _renderer()(key="recovery", height="content")


@lru_cache(maxsize=1)
def _renderer() -> ComponentRenderer:
    return st.components.v2.component(
        "repertoire_recovery",
        js=_SCRIPT.read_text(encoding="utf-8"),
        isolate_styles=False,
    )
