"""Saying that something is wrong with an item, with what happens then said beforehand."""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.domain.lineage import FlagReason
from coach.domain.people import Actor
from coach.domain.repertoire import ORGANISATION, Item
from coach.errors import InvalidInput
from coach.services.flags import LONGEST_WORDS, Raised, reasons_for
from coach.web.components import fields
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.markup import note, plain
from coach.web.runtime import current_actor, services

PLACE: Final = "flag"
REASONS: Final = {
    FlagReason.WRONG: "Something in it is wrong",
    FlagReason.HARMFUL: "It can do harm",
    FlagReason.RECOGNISABLE: "Somebody can be recognised in it",
    FlagReason.ME: "It tells of me, and I want it removed",
}


def draw(actor: Actor, item: Item) -> None:
    """Draw the form for a reader, or what they have said already; nothing for the author."""
    show_error(PLACE)
    if item.author_id == actor.person_id:
        return
    raised = services().flags.raised(actor, item.id)
    if raised:
        mine(raised[0], title="")
        return
    with st.expander("Something is wrong with it", icon=":material/report:", key=f"flag-{item.id}"):
        _form(item)


def mine(raised: Raised, *, title: str) -> None:
    """Draw what the reader has said, with the way to take it back; `title`: of what, if need be."""
    about = f" of “{title}”" if title else ""
    hidden = " It is hidden until that is settled." if raised.flag.reason.hides else ""
    with st.container(key=f"row-open-raised-{raised.flag.id}", gap="xxsmall"):
        note(f"You said{about}: {REASONS[raised.flag.reason].lower()}.{hidden}")
        st.button(
            f"Take that back *: {plain(title)}*" if title else "Take that back",
            key=f"unflag-{raised.flag.id}",
            icon=":material/undo:",
            type="tertiary",
            on_click=_take_back,
            args=(raised.flag.id,),
        )


def _form(item: Item) -> None:
    keys = f"flag-reason-{item.id}", f"flag-words-{item.id}"
    with st.form(f"flag-form-{item.id}", border=False):
        st.radio(
            "What is it?",
            options=list(reasons_for(item)),
            index=None,
            format_func=lambda reason: REASONS[reason],
            key=keys[0],
        )
        st.text_area(
            "What would help to put it right? (you may leave this empty)",
            key=keys[1],
            height=90,
            max_chars=LONGEST_WORDS,
        )
        note(_what_then(item))
        st.form_submit_button(
            "Say so", key=f"flag-say-{item.id}", on_click=_flag, args=(item, *keys)
        )


def _what_then(item: Item) -> str:
    if item.source != "member":
        return "Whoever runs Repertoire reads this, and is not told that it was you."
    others = (
        "whoever runs Repertoire" if item.audience == ORGANISATION else "whoever leads your group"
    )
    return (
        f"Its author and {others} read this, and are not told that it was you: leave out what "
        "only you can know. If it concerns a person it is hidden from everybody at once, until "
        "that is settled. You can take it back at any time."
    )


def _flag(item: Item, reason_key: str, words_key: str) -> None:
    with reporting(PLACE):
        reason = fields.value(reason_key)
        if reason is None:
            raise InvalidInput("What is wrong is not said: choose one, then say so.")
        words = fields.value(words_key) or ""
        services().flags.flag(current_actor(), item.id, FlagReason(reason), words)
        done("It is told, and not by whom.")


def _take_back(flag_id: str) -> None:
    with reporting(PLACE):
        services().flags.take_back(current_actor(), flag_id)
        done("It is taken back.")
