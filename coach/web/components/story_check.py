"""Checking a story: what others would read, and what stands there instead of what could tell."""

from __future__ import annotations

import hashlib
from typing import Final

import streamlit as st

from coach.domain.masking import Concern, Hint, Mask
from coach.domain.story import Story
from coach.services.authoring import LONGEST_STAND_IN, Preview
from coach.web.components import fields, markup, story_text
from coach.web.components.boundary import reporting, show_error
from coach.web.components.markup import plain, text
from coach.web.runtime import current_actor, services

PLACE: Final = "story-check"
_POLL_S: Final = 1.0
_CONCERNS: Final = {
    Concern.PERSON: "a person",
    Concern.ROLE: "a role that one person has",
    Concern.ORGANISATION: "an organisation",
    Concern.TEAM: "a team",
    Concern.PLACE: "a place",
    Concern.DATE: "a date",
    Concern.AMOUNT: "an amount",
    Concern.CONTACT: "a way to reach somebody",
    Concern.NAME: "perhaps a name",
}


def draw(story: Story) -> None:
    """Draw the story as others would read it, and beside it each choice once."""
    with st.spinner("Looking for what could tell of somebody"):
        preview = services().authoring.preview(current_actor(), story.id)
    if not preview.parts:
        markup.note("There is nothing to look at yet: write something first.")
        return
    if preview.problem:
        st.html(f'<p class="remark">{text(preview.problem)} Look more closely yourself.</p>')
    still_looking(story.id)
    left, right = st.columns([3, 2], gap="large")
    with left, st.container(key="card-story-check", gap="small"):
        markup.section("What others would read")
        st.html(story_text.LEGEND + story_text.marked(preview.parts))
    with right:
        _masks(story, preview)
        _hints(preview.hints)


def still_looking(story_id: str) -> None:
    """Say so while the coach still looks for names, and show what it finds when it has."""
    if not services().authoring.proposals(current_actor(), story_id).looking:
        return

    @st.fragment(run_every=_POLL_S)
    def drawn() -> None:
        if not services().authoring.proposals(current_actor(), story_id).looking:
            st.rerun()
        st.html(
            '<p class="thinking" role="status"><i></i><i></i><i></i><span>The coach is still '
            "looking for names. Wait a moment before you share.</span></p>"
        )

    drawn()


def _masks(story: Story, preview: Preview) -> None:
    markup.section(
        "What stands for what",
        "Each holds in the whole story. The last word is yours."
        if preview.masks
        else "Nothing was found that points to somebody. You can hide words yourself.",
    )
    show_error(PLACE)
    for mask in sorted(preview.masks, key=lambda mask: mask.words.casefold()):
        _mask(story.id, mask)
    _add(story.id)


def _mask(story_id: str, mask: Mask) -> None:
    number = _number(mask.words)
    hidden = mask.stand_in is not None
    with st.container(key=f"mask-{number}", gap="xsmall"):
        if hidden:
            shown = f'<mark class="stand-in">{text(mask.stand_in or "")}</mark>'
        else:
            shown = '<mark class="left-word">stays as you wrote it</mark>'
        about = f'<span class="note">{_about(mask)}</span>'
        st.html(f'<p class="mask"><strong>{text(mask.words)}</strong> → {shown} {about}</p>')
        with st.container(key=f"row-mask-{number}", horizontal=True, gap="small"):
            if hidden:
                label, icon, act = "Keep my word", ":material/visibility:", _keep
            else:
                label, icon, act = "Use the stand-in", ":material/visibility_off:", _hide
            st.button(
                f"{label} *: {plain(mask.words)}*",
                key=f"turn-{number}",
                icon=icon,
                type="tertiary",
                on_click=act,
                args=(story_id, mask.words),
            )
            if hidden:
                _change(story_id, mask, number)


def _about(mask: Mask) -> str:
    return "your choice" if mask.origin == "author" else _CONCERNS[mask.concern]


def _change(story_id: str, mask: Mask, number: str) -> None:
    with st.popover("Change", key=f"change-{number}", type="tertiary", icon=":material/edit:"):
        key = f"instead-{number}"
        fields.follow(key, mask.stand_in or "")
        st.text_input(
            f"What others read instead of {plain(mask.words)}",
            key=key,
            max_chars=LONGEST_STAND_IN,
            on_change=_set,
            args=(story_id, mask.words, key),
        )
        markup.note("Press Enter to use it everywhere in the story.")
        show_error(key)


def _add(story_id: str) -> None:
    number = fields.sheet("hide").number
    with st.form(f"hide-{number}", border=False):
        st.text_input(
            "Hide another word",
            key=f"hide-words-{number}",
            placeholder="As it stands in the story",
        )
        st.text_input(
            "What others read instead",
            key=f"hide-instead-{number}",
            max_chars=LONGEST_STAND_IN,
            placeholder="a colleague, another city, last year …",
        )
        st.form_submit_button(
            "Hide it",
            icon=":material/visibility_off:",
            on_click=_hide_more,
            args=(story_id, number),
        )
        show_error(f"hide-{number}")


def _hints(found: tuple[Hint, ...]) -> None:
    if not found:
        return
    markup.section(
        "What a group mate could still recognise",
        "A stand-in does not help here. Change the words in Write if you want to.",
    )
    items = "".join(f"<li>“{text(one.words)}”: {text(one.why)}</li>" for one in found)
    st.html(f'<ul class="points story-hints">{items}</ul>')


def _keep(story_id: str, words: str) -> None:
    with reporting(PLACE):
        services().authoring.set_mask(current_actor(), story_id, words, None)


def _hide(story_id: str, words: str) -> None:
    with reporting(PLACE):
        services().authoring.hide(current_actor(), story_id, words)


def _set(story_id: str, words: str, key: str) -> None:
    typed = str(fields.value(key) or "")
    with reporting(key):
        services().authoring.set_mask(current_actor(), story_id, words, typed)
        fields.saved(key, typed, " ".join(typed.split()))


def _hide_more(story_id: str, number: int) -> None:
    sheet = fields.sheet("hide")
    with reporting(f"hide-{number}"):
        if number == sheet.number:
            words = str(fields.value(f"hide-words-{number}") or "")
            instead = str(fields.value(f"hide-instead-{number}") or "")
            services().authoring.set_mask(current_actor(), story_id, words, instead)
            sheet.turn()


def _number(words: str) -> str:
    """Return a key for some words that does not spell them."""
    return hashlib.sha256(words.encode()).hexdigest()[:12]
