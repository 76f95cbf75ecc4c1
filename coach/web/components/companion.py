"""The small script beside a conversation: it speaks finished replies, keeps half-typed text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from coach.domain.conversation import Turn, TurnState
from coach.web.components import fields

COMPOSER: Final = "composer"
"""Key of the message box; companion.js finds it by this name."""
_KEY: Final = "companion"
_SCRIPT: Final = Path(__file__).resolve().parent.parent / "static" / "companion.js"
_REGION: Final = '<div role="status" aria-live="polite" class="sr-only"></div>'


def draw(conversation_id: str, turns: Sequence[Turn]) -> None:
    """Place the script; a coach turn is spoken when it finished while the page was open."""
    spoken = _to_say(conversation_id, turns)
    _renderer()(
        key=_KEY,
        data={
            "conversation": conversation_id,
            "turns": len(turns),
            "lastSent": next((t.text for t in reversed(turns) if t.role == "member"), ""),
            "say": f"The coach says: {spoken.text}" if spoken else "",
            "sayTurn": spoken.id if spoken else "",
        },
        height="content",
        on_restore_change=_restore,
    )


def finished(conversation_id: str, turn_id: str) -> None:
    """Note that a reply finished before the member's eyes: the coming run speaks it."""
    st.session_state[f"finished-{conversation_id}"] = turn_id


def _to_say(conversation_id: str, turns: Sequence[Turn]) -> Turn | None:
    turn_id = st.session_state.get(f"finished-{conversation_id}")
    ended = (t for t in turns if t.id == turn_id and t.state is not TurnState.STREAMING)
    return next(ended, None)


def _restore() -> None:
    # The member may have switched to the form meanwhile: then the script is not there any more.
    kept = getattr(fields.value(_KEY), "restore", None)
    if isinstance(kept, str) and kept:
        st.session_state[COMPOSER] = kept


@lru_cache(maxsize=1)
def _renderer() -> ComponentRenderer:
    # Registered at its first use; the page's style sheet hides it from sight.
    return st.components.v2.component(
        "repertoire_companion",
        html=_REGION,
        js=_SCRIPT.read_text(encoding="utf-8"),
        isolate_styles=False,
    )
