"""Questions to an author whose stories more people would come to read: a card each."""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.domain.people import Actor
from coach.services.consent_asks import Question
from coach.web.components import markup, prose
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.markup import text
from coach.web.components.wording import listed
from coach.web.runtime import current_actor, services

PLACE: Final = "consent-asks"


def draw(actor: Actor) -> None:
    """Draw what waits for the reader's answer; nothing when nothing does."""
    questions = services().consent_asks.questions(actor)
    show_error(PLACE)
    if not questions:
        return
    markup.section("Your stories: you are asked", "Nobody else can answer for you.")
    for question in questions:
        _card(question)


def _card(question: Question) -> None:
    story_id = question.ask.story_id
    with st.container(key=f"card-ask-{story_id}", gap="small"):
        st.html(
            f'<p class="eyebrow">{text(_asked(question))}</p>'
            f'<p class="thing">{text(question.title)}</p>'
            f'<p class="note">{text(_why(question))}</p>'
        )
        with st.expander("The exact text", key=f"ask-text-{story_id}"):
            st.html(prose.html(question.text, top=3))
            markup.note(
                f"It would be told by {question.told_by}."
                if question.told_by
                else "No name would stand under it."
            )
        with st.container(horizontal=True, gap="small"):
            st.button(
                "Yes, it may",
                key=f"ask-yes-{story_id}",
                type="primary",
                on_click=_agree,
                args=(story_id,),
            )
            grown = question.ask.reason == "grown"
            st.button(
                "No, take it back" if grown else "No, leave it where it is",
                key=f"ask-no-{story_id}",
                on_click=_decline,
                args=(story_id,),
                kwargs={"grown": grown},
            )


def _asked(question: Question) -> str:
    return {
        "grown": "May it stay?",
        "split": "May it come along?",
        "wished": "May another group read it too?",
    }[question.ask.reason]


def _why(question: Question) -> str:
    """Say who would come to read a story, and what holds until the answer."""
    readers, new = listed(question.readers), listed(question.new_readers)
    match question.ask.reason:
        case "grown":
            now = "Until you answer nobody reads it." if question.hidden else ""
            one = readers if len(question.readers) == 1 else f"One of {readers}"
            return (
                f"{one} is open to more people than when you shared it. With your yes the members "
                f"of {readers} read it, also those to come. {now} With your no it is yours alone."
            )
        case "split":
            return (
                f"You came along into {new}. With your yes the members of {readers} read it; with "
                "your no it stays where it is."
            )
        case "wished":
            return (
                f"Whoever leads {new} would like to have it there too. With your yes the members "
                f"of {readers} read it; with your no it stays where it is."
            )


def _agree(story_id: str) -> None:
    with reporting(PLACE):
        services().sharing.agree(current_actor(), story_id)
        done("Your yes is noted, with the text as it is now.")


def _decline(story_id: str, *, grown: bool) -> None:
    with reporting(PLACE):
        services().consent_asks.decline(current_actor(), story_id)
        done("It is yours alone again." if grown else "It stays where it is.")
