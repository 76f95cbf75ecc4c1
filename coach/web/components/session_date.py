"""Moving a planned session to another day or time, or cancelling it."""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.domain.people import Actor
from coach.web.components import fields, markup, nav
from coach.web.components.boundary import done, reporting, show_error
from coach.web.runtime import current_actor, services

PLACE: Final = "session-date"
_GONE: Final = "session-cancelled"


def draw(actor: Actor, session_id: str) -> None:
    """Draw it for whoever may plan."""
    sessions = services().group_sessions
    session = sessions.get(actor, session_id)
    if not sessions.setting(actor, session.group_id).may_plan:
        return
    with st.expander("Move or cancel this session", key=f"date-{session_id}"):
        st.date_input("Its new day", value=session.held_on, key=f"day-{session_id}")
        st.time_input("It begins at", value=session.begins_at, key=f"time-{session_id}")
        markup.note("Members who asked for it get a mail.")
        with st.container(horizontal=True, gap="small"):
            st.button("Move it", key="move-session", on_click=_move, args=(session_id,))
            with st.popover("Cancel it", key=f"cancel-{session_id}", icon=":material/event_busy:"):
                markup.note("Its agenda goes with it and cannot be brought back.")
                st.button(
                    "Cancel the session",
                    key="cancel-session",
                    on_click=_cancel,
                    args=(session_id, session.group_id),
                )
        show_error(PLACE)


def leave_if_cancelled() -> None:
    """Go to the group after its session was cancelled: there is nothing to draw here."""
    group_id = st.session_state.pop(_GONE, "")
    if group_id:
        nav.go("group", group=group_id)


def _move(session_id: str) -> None:
    with reporting(PLACE):
        held_on = fields.value(f"day-{session_id}")
        begins_at = fields.value(f"time-{session_id}")
        services().group_sessions.move(
            current_actor(), session_id, held_on=held_on, begins_at=begins_at
        )
        done("The session has a new date.")


def _cancel(session_id: str, group_id: str) -> None:
    with reporting(PLACE):
        services().group_sessions.cancel(current_actor(), session_id)
        st.session_state[_GONE] = group_id
        done("The session is cancelled.")
