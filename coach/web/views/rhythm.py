"""Reminders: when I want to hear from the app, and how, and my calendar."""

from __future__ import annotations

import streamlit as st

from coach.domain.people import Actor
from coach.web.components import calendar_card, mail_choices, markup, reminder_list
from coach.web.components.wording import zone
from coach.web.runtime import services


def page(actor: Actor) -> None:
    """Draw the page."""
    view = services().rhythm.overview(actor, str(zone()))
    markup.heading("Reminders", "You decide when Repertoire may turn up in your day.")
    if not view.mails:
        st.info(
            "No mail server is set up here, so no mail is sent. Subscribe to your calendar "
            "instead: your reminders stand in it."
        )
    elif view.rhythm.is_paused:
        st.info("All mails to you are paused.")
    left, right = st.columns([3, 2], gap="large")
    with left:
        reminder_list.draw(view, first=st.query_params.get("commitment", ""))
    with right:
        if view.mails:
            mail_choices.draw(view)
            calendar_card.draw(actor)
        else:
            calendar_card.draw(actor)
            mail_choices.draw(view)
