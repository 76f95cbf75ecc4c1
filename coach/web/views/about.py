"""About the coach: what it is and is not, which model answers, and who can read what."""

from __future__ import annotations

import streamlit as st

from coach.domain.people import Actor
from coach.web.components import markup, model_line
from coach.web.plain_text import paragraphs
from coach.web.runtime import services

_IS = (
    "It is a program that asks questions, one at a time, and says back what it heard.",
    "It helps you find your own words. It fills your draft only with words that you said.",
    "It is not a person, not a therapist and not your manager.",
    "It gives no advice unless you ask for it, and it can be wrong. You decide what stands.",
    "You can leave it at any moment: the form beside it asks for the same things.",
)
_READ = (
    "What you tell the coach, your attempts and your reflections: only you.",
    "A commitment: only you, unless you share it.",
    "A commitment that you shared: your group sees its sentence, your name and how it ended.",
    "Of a reflection that you let count: your group reads themes, and the sentences you chose.",
    "Whoever runs this app cannot open your texts in it. They are stored encrypted.",
    "You can take all of it along, or delete it, in your journal.",
)


def page(actor: Actor) -> None:  # noqa: ARG001 - every page takes the actor
    """Draw the page."""
    markup.heading("About the coach")
    with st.container(key="reading", gap="small"):
        markup.section("What it is, and what it is not")
        st.html(_points(_IS))
        markup.section("Which model answers, and where your words go")
        st.html(model_line.facts(services().model.status()))
        markup.section("Who can read what")
        st.html(_points(_READ))
        markup.section("Privacy notice")
        notice = paragraphs(services().texts.privacy_notice())
        said = "".join(f'<p class="said">{markup.text(part)}</p>' for part in notice)
        st.html(f'<div class="paragraphs">{said}</div>')
        markup.section("If you are in distress")
        markup.note(
            "The coach is no help in a crisis. Please talk to somebody you trust or to your local "
            "emergency services."
        )


def _points(lines: tuple[str, ...]) -> str:
    return f'<ul class="points">{"".join(f"<li>{markup.text(line)}</li>" for line in lines)}</ul>'
