"""Chat or form: two ways to the same draft, one click apart."""

from __future__ import annotations

from typing import Final, Literal

import streamlit as st

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


def prefer(subject_id: str, mode: Mode) -> None:
    """Open this draft in the given way next time."""
    st.session_state[mode_key(subject_id)] = mode


def mode_key(subject_id: str) -> str:
    """Return the key of the switch."""
    return f"mode-{subject_id}"
