"""The hand-over of whoever led a session to whoever leads next."""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.domain.people import Actor
from coach.domain.session_note import LONGEST_HAND_OVER
from coach.services.hand_overs import HandOverView
from coach.web.components import fields, markup
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.markup import text
from coach.web.components.wording import day
from coach.web.runtime import current_actor, services

PLACE: Final = "hand-over"


def offer(actor: Actor, session_id: str) -> None:
    """Draw the text that is left to whoever leads next."""
    with st.container(key="card-hand-over", gap="small"):
        markup.section(
            "For whoever leads next",
            "Only whoever leads the group can read this: you now, the next one when they plan.",
        )
        stored = services().hand_overs.of_session(actor, session_id)
        with st.form("hand-over", border=False):
            st.text_area(
                "What should they know or take up?",
                value=stored,
                key=_key(session_id),
                height=130,
                max_chars=LONGEST_HAND_OVER,
            )
            st.form_submit_button(
                "Hand it over",
                type="primary",
                icon=":material/outbox:",
                on_click=_write,
                args=(session_id,),
            )
        show_error(PLACE)


def received(view: HandOverView | None) -> None:
    """Draw what whoever led before has left, if there is something."""
    if view is None:
        return
    with st.container(key="card-handed-over", gap="small"):
        markup.section(
            f"From {view.author}, who led last", f"After the session: {day(view.held_on)}"
        )
        st.html(f'<p class="said">{text(view.text)}</p>')


def _write(session_id: str) -> None:
    with reporting(PLACE):
        words = str(fields.value(_key(session_id)) or "")
        services().hand_overs.write(current_actor(), session_id, words)
        if words.strip():
            done("It is there for whoever leads next.")
        else:
            done("There is nothing to hand over now.")


def _key(session_id: str) -> str:
    return f"hand-over-{session_id}"
