"""The address of a member's own calendar: made, shown once, made anew, taken back."""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.domain.people import Actor
from coach.web.components import markup, own_address
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.wording import day
from coach.web.runtime import current_actor, services

PLACE: Final = "calendar"
_NEW: Final = "calendar-token"


def draw(actor: Actor) -> None:
    """Draw what the calendar holds, and its address while it can be seen."""
    markup.section(
        "My calendar",
        "Sessions of my groups, my reminders and the days to look back, in the calendar that I "
        "use anyway. Whoever has the address can read it.",
    )
    made_at = services().calendar_feed.made_at(actor)
    token = st.session_state.get(_NEW)
    with st.container(key="card-calendar", gap="small"):
        if made_at is None:
            st.button("Make an address", key="calendar-make", on_click=_make)
        elif token:
            markup.note("Subscribe to this address in your calendar. It is shown this once.")
            st.code(own_address.of(f"/calendar/{token}.ics"), language=None, wrap_lines=True)
            st.button("I have copied it", key="calendar-copied", on_click=_hide)
        else:
            markup.note(f"Your address was made {day(made_at)}. It cannot be shown again.")
        if made_at is not None and not token:
            with st.container(horizontal=True, gap="small"):
                st.button("Make a new one", key="calendar-anew", on_click=_make)
                st.button("Take it back", key="calendar-revoke", type="tertiary", on_click=_revoke)
            markup.note("Either way, the present address leads nowhere from then on.")
        show_error(PLACE)


def _make() -> None:
    with reporting(PLACE):
        st.session_state[_NEW] = services().calendar_feed.make(current_actor())


def _hide() -> None:
    st.session_state.pop(_NEW, None)


def _revoke() -> None:
    with reporting(PLACE):
        services().calendar_feed.revoke(current_actor())
        _hide()
        done("The address leads nowhere now.")
