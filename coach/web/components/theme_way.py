"""The way from released themes to the second session: what to talk about, and the plan of it."""

from __future__ import annotations

from datetime import date

import streamlit as st

from coach.domain.people import Actor
from coach.domain.theme_words import listed
from coach.services.paper import day
from coach.services.theme_agenda import Draft
from coach.web.components import markup, nav
from coach.web.components.markup import text
from coach.web.runtime import services


def what_to_talk_about(actor: Actor, group_id: str, report_id: str, *, leads: bool) -> None:
    """Draw the questions that released themes propose; for whoever leads the way to plan with them.

    Nothing is drawn where there is nothing to ask about.
    """
    questions = services().theme_agenda.questions(actor, report_id)
    if not questions:
        return
    with st.expander("What should we talk about?", key="theme-questions"):
        rows = "".join(
            f'<li>{text(question.text)}<br><span class="note">{text(question.theme)}</span></li>'
            for question in questions
        )
        st.html(f"<ul>{rows}</ul>")
        if leads:
            markup.note("You can change or drop each of them in the plan.")
            _link(group_id, report_id, "Plan session 2 with them")


def filled(draft: Draft) -> None:
    """Say where the fields come from."""
    titles = listed([f"“{title}”" for title in draft.titles])
    about = f" {titles}." if titles else " None could be shown."
    markup.note(
        f"Filled from the themes that were released on {day(draft.released_on)}:{about} "
        "Change what you like; nothing is saved yet."
    )


def offer(group_id: str, report_id: str, released_on: date) -> None:
    """Draw the way to a plan that is filled from released themes."""
    markup.note(f"Themes of your group were released on {day(released_on)}.")
    _link(group_id, report_id, "Begin the plan with them")


def _link(group_id: str, report_id: str, words: str) -> None:
    nav.link("session", words, icon=":material/event:", group=group_id, report=report_id)
