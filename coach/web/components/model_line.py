"""Which model answers and where a member's words go: a small button beside the conversation."""

from __future__ import annotations

import streamlit as st

from coach.llm.ports import ModelStatus
from coach.web.components import nav
from coach.web.components.markup import text
from coach.web.components.wording import coach_now, model_name, place, where_words_go


def draw(status: ModelStatus) -> None:
    """Draw the button and what it opens."""
    with st.popover(
        "Where my words go", key="where-words-go", icon=":material/shield_person:", type="tertiary"
    ):
        st.html(facts(status))
        nav.link("about", "More about the coach")


def facts(status: ModelStatus) -> str:
    """Return the model, its place and its state as a short list."""
    now = coach_now(status) or "It is ready."
    where = "" if status.kind == "none" else f"<dt>Where</dt><dd>{text(place(status))}</dd>"
    return (
        f"<p>{text(where_words_go(status))}</p>"
        f'<dl class="facts"><dt>Model</dt><dd>{text(model_name(status))}</dd>{where}'
        f"<dt>Now</dt><dd>{text(now)}</dd></dl>"
    )
