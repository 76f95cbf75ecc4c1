"""Review: what readers say is wrong and waits for me, and what I said myself."""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.domain.people import Actor
from coach.web.components import flag_form, flag_list, markup
from coach.web.components.boundary import show_error
from coach.web.runtime import services

_LEAD: Final = (
    "Readers can say that something in a story is wrong, that it can do harm, or that somebody "
    "can be recognised in it. Its author and whoever looks after its readers are told, and never "
    "by whom."
)


def page(actor: Actor) -> None:
    """Draw the page."""
    markup.heading("Review", _LEAD)
    waiting, raised = services().flags.open_for(actor), services().flags.raised(actor)
    with st.container(key="narrow", gap="small"):
        if not waiting:
            markup.note("Nothing waits for you.")
        flag_list.draw(waiting)
        show_error(flag_form.PLACE)
        if raised:
            markup.section("What you said yourself")
        for one in raised:
            flag_form.mine(one, title=one.title)
