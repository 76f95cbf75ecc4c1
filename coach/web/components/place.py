"""The small script that brings the passage which a document was opened at into view."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

_SCRIPT: Final = Path(__file__).resolve().parent.parent / "static" / "place.js"


def show(passage_id: str) -> None:
    """Place the script; the passage is the one that `item.part` marked."""
    _renderer()(key="place", data={"passage": passage_id}, height="content")


@lru_cache(maxsize=1)
def _renderer() -> ComponentRenderer:
    return st.components.v2.component(
        "repertoire_place",
        js=_SCRIPT.read_text(encoding="utf-8"),
        isolate_styles=False,
    )
