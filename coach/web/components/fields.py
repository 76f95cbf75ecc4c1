"""Text fields that are saved as they change."""

from __future__ import annotations

import streamlit as st


def follow_stored(key: str, stored: str) -> None:
    """Let the field show what is stored when that changed elsewhere, before the field is drawn.

    A text that could not be saved stays as it was typed.
    """
    seen = f"stored-{key}"
    if key not in st.session_state or st.session_state.get(seen) != stored:
        st.session_state[key] = stored
    st.session_state[seen] = stored
