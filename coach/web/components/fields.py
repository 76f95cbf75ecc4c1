"""Fields of pages that never lose a word, nor keep one that was saved already.

Touching `st.session_state` item by item lets Streamlit drop what is running in favour of a newer
click, callbacks too: a field left in a hurry would not be saved. So callbacks read with `value`,
which cannot be interrupted, and a page that saves as fields change asks `unsaved` before it draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st


@dataclass(slots=True)
class Sheet:
    """The sheet of a form that is being filled; its number belongs into the keys of the fields.

    Once a sheet is saved, a callback turns to a fresh one. That touches no item of
    `st.session_state`, so no newer click comes between the two.
    """

    number: int = 0

    def turn(self) -> None:
        """Lay this sheet aside: the fields start anew."""
        self.number += 1


def sheet(form: str) -> Sheet:
    """Return the sheet of a form that is in use in this session."""
    key = f"sheet-{form}"
    found = value(key)
    if not isinstance(found, Sheet):
        found = st.session_state[key] = Sheet()
    return found


def value(key: str) -> Any:  # noqa: ANN401 - whatever the widget holds
    """Return what a field holds now; None when it is not there."""
    return st.session_state.to_dict().get(key)


def unsaved(key: str) -> str | None:
    """Return what the member typed and nobody has saved yet, if there is something."""
    state = st.session_state.to_dict()
    kept = state.get(_kept(key))
    if kept is None or key not in state or state[key] == kept[0]:
        return None
    typed: str = state[key]
    return typed


def saved(key: str, typed: str, stored: str) -> None:
    """Note that what was typed has been saved, as `stored`; the field stays as it was typed."""
    st.session_state[_kept(key)] = (typed, stored)


def follow(key: str, stored: str) -> None:
    """Before the field is drawn, show what is stored if that changed elsewhere meanwhile."""
    state = st.session_state.to_dict()
    kept = state.get(_kept(key))
    if kept is None or key not in state or (kept[1] != stored and state[key] == kept[0]):
        st.session_state[key] = stored
        st.session_state[_kept(key)] = (stored, stored)


def _kept(key: str) -> str:
    return f"kept-{key}"
