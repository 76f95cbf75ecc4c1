"""A commitment in the making: its parts, the sentence composed from them, and the yes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import streamlit as st

from coach.domain.commitment import (
    REQUIRED_SLOTS,
    SLOT_ORDER,
    SLOT_TITLES,
    Commitment,
    Slot,
)
from coach.domain.conversation import Turn
from coach.domain.people import Actor
from coach.web.components import fields, parts, plan_form
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.markup import note, section
from coach.web.components.wording import listed, today
from coach.web.runtime import current_actor, services

PLACE: Final = "plan"
AUDIENCE_WORDS: Final[dict[str, str]] = {
    "me": "Keep it to myself",
    "group": "Share it with my group",
}
AUDIENCE_NOTES: Final[dict[str, str]] = {
    "me": "Only you see it.",
    "group": "The members of your group see your name, this one sentence and how it ends. They "
    "never see your conversation, your attempts or your reflections.",
}


def parts_list(commitment: Commitment, turns: Mapping[str, Turn]) -> None:
    """Draw every part of the draft with the words it came from, and the remarks of the rules."""
    remarks: dict[Slot, list[str]] = {}
    for remark in services().commitments.remarks(commitment):
        remarks.setdefault(remark.slot, []).append(remark.text)
    filled = commitment.draft.slots
    items = [
        parts.item(
            SLOT_TITLES[slot],
            [filled[slot]] if slot in filled else [],
            turns,
            needed=slot in REQUIRED_SLOTS,
            remarks=remarks.get(slot, ()),
        )
        for slot in SLOT_ORDER
    ]
    st.html(parts.listing(items, "The parts of your commitment"))


def sentence(actor: Actor, commitment: Commitment) -> None:
    """Draw what turns the parts into a sentence, the sentence, and the yes."""
    with st.container(key="card-sentence", gap="small"):
        section("Your commitment in one sentence")
        if commitment.sentence:
            _agree(actor, commitment)
        else:
            _compose(commitment)
        show_error(PLACE)


def _compose(commitment: Commitment) -> None:
    missing = commitment.draft.missing_required()
    if missing:
        note(f"Still needed: {listed(_lower(SLOT_TITLES[s]) for s in missing)}.")
    else:
        note("Everything needed is here. The sentence is put together from your own words.")
    st.button(
        "Compose my sentence",
        key="compose",
        type="secondary" if missing else "primary",
        icon=":material/edit_note:",
        on_click=_do_compose,
        args=(commitment.id,),
    )


def _agree(actor: Actor, commitment: Commitment) -> None:
    key = sentence_key(commitment)
    fields.follow(key, commitment.sentence)
    st.text_area(
        "Change it until it sounds like you",
        key=key,
        height=170,
        on_change=_do_write,
        args=(commitment.id, key),
    )
    _review_date(commitment)
    audience(actor, commitment, on_change=_do_share)
    st.button(
        "This is my commitment",
        key="yes",
        type="primary",
        icon=":material/check:",
        width="stretch",
        on_click=_do_commit,
        args=(commitment.id, key),
    )
    with st.popover("Compose it anew", key="compose-anew", type="tertiary"):
        note("A new sentence is put together from the parts. It replaces this one.")
        st.button("Replace the sentence", on_click=_do_compose, args=(commitment.id,))


def sentence_key(commitment: Commitment) -> str:
    """Return the key of the field that holds the sentence."""
    return f"sentence-{commitment.id}"


def audience(
    actor: Actor, commitment: Commitment, *, on_change: Callable[[str, str], None]
) -> None:
    """Draw the choice of who sees the sentence, explained."""
    key = f"audience-{commitment.id}"
    st.session_state[key] = commitment.audience
    chosen = st.radio(
        "Who may see this sentence?",
        options=services().commitments.audiences(actor, commitment.id),
        format_func=lambda a: AUDIENCE_WORDS[a],
        key=key,
        disabled=not actor.group_ids,
        on_change=on_change,
        args=(commitment.id, key),
    )
    if actor.group_ids:
        note(AUDIENCE_NOTES[str(chosen)])
    else:
        note("You are in no group yet, so nobody else can see it.")


def _review_date(commitment: Commitment) -> None:
    key = f"review-{commitment.id}"
    st.date_input(
        "When will you look back at it? (you may leave this empty)",
        value=commitment.draft.review_on,
        min_value=min(today(), commitment.draft.review_on or today()),
        key=key,
        format="DD/MM/YYYY",
        on_change=_do_review,
        args=(commitment.id, key),
    )


def _lower(title: str) -> str:
    return title if title.startswith("I ") else title[:1].lower() + title[1:]


def _do_compose(commitment_id: str) -> None:
    # What was typed last may not be saved yet: this click can overtake the field's own callback.
    plan_form.catch_up(commitment_id)
    with reporting(PLACE):
        actor = current_actor()
        composed = services().commitments.compose(actor, commitment_id)
        services().commitments.set_sentence(actor, commitment_id, composed)


def catch_up(commitment: Commitment) -> bool:
    """Save a sentence that was typed and not saved before something else was clicked."""
    key = sentence_key(commitment)
    late = fields.unsaved(key) is not None
    if late:
        _do_write(commitment.id, key)
    return late


def _do_write(commitment_id: str, key: str) -> None:
    typed = fields.value(key)
    with reporting(PLACE):
        saved = services().commitments.set_sentence(current_actor(), commitment_id, typed)
        fields.saved(key, typed, saved.sentence)


def _do_review(commitment_id: str, key: str) -> None:
    with reporting(PLACE):
        services().commitments.set_review(current_actor(), commitment_id, fields.value(key))


def _do_share(commitment_id: str, key: str) -> None:
    with reporting(PLACE):
        services().commitments.share(current_actor(), commitment_id, fields.value(key))


def _do_commit(commitment_id: str, key: str) -> None:
    with reporting(PLACE):
        services().commitments.commit(current_actor(), commitment_id, fields.value(key))
        done("It is yours now. Small tries count.")
