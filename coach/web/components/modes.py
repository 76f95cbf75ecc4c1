"""Chat or form: two ways to the same draft, one click apart."""

from __future__ import annotations

from typing import Final, Literal, NoReturn

import streamlit as st

from coach.web.components import nav

Mode = Literal["chat", "form"]
_LABELS: Final = {"chat": "Chat", "form": "Form"}


def choose(subject_id: str) -> Mode:
    """Draw the switch and return the way the member has chosen; both work on the same draft."""
    key = mode_key(subject_id)
    st.session_state.setdefault(key, "chat")
    chosen = st.segmented_control(
        "How do you want to work on it?",
        options=["chat", "form"],
        format_func=lambda mode: _LABELS[mode],
        key=key,
        required=True,
        label_visibility="collapsed",
        persist_state="session",
    )
    return "form" if chosen == "form" else "chat"


def offer() -> Mode | None:
    """Draw the two ways into a new draft; return the one that was just chosen."""
    with st.container(horizontal=True, gap="small"):
        talk = st.button("Talk it through", type="primary", icon=":material/forum:")
        form = st.button("Fill in a form", icon=":material/list_alt:")
    return "chat" if talk else "form" if form else None


def enter(path: str, subject_id: str, mode: Mode) -> NoReturn:
    """Leave for a new draft on its page, opened in the way that was chosen."""
    st.session_state[mode_key(subject_id)] = mode
    nav.go(path, id=subject_id)


def mode_key(subject_id: str) -> str:
    """Return the key of the switch."""
    return f"mode-{subject_id}"
