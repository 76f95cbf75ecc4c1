"""The small script that sees to where a page is scrolled when something is opened in it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

_SCRIPT: Final = Path(__file__).resolve().parent.parent / "static" / "place.js"


def of_list(name: str) -> None:
    """Come back to a list where it was left; `name` tells one list from another."""
    _renderer()(key="place", data={"key": name, "list": True}, height="content")


def of_thing(thing_id: str, *, marked: bool = False) -> None:
    """Begin at the top of what was opened, or at what `item.part` marked in it."""
    _renderer()(key="place", data={"key": thing_id, "marked": marked}, height="content")


@lru_cache(maxsize=1)
def _renderer() -> ComponentRenderer:
    return st.components.v2.component(
        "repertoire_place",
        js=_SCRIPT.read_text(encoding="utf-8"),
        isolate_styles=False,
    )
