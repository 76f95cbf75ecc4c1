"""Reading one item of the repertoire in whole, and saying what it is to me."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from coach.domain.people import Actor
from coach.domain.repertoire import ItemKind, Passage
from coach.domain.shelving import Opened
from coach.services.lineage import Ties
from coach.web.components import (
    flag_form,
    item,
    markup,
    nav,
    place,
    reception,
    story_links,
    ties,
)
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.markup import text
from coach.web.runtime import current_actor, services

PLACE: Final = "reading"
_PART: Final = 40
"""Passages of a long document that are drawn at a time."""


def draw(actor: Actor, item_id: str, passage_id: str = "") -> None:
    """Draw the item that an address names, or the sentence that says there is none."""
    nav.link("stories", "All stories", icon=":material/arrow_back:")
    opened = services().stories.open(actor, item_id, passage_id)
    it = opened.item
    kind = item.label(it.kind, guide=opened.guide)
    eyebrow = f"{kind} · {opened.question}" if opened.question else kind
    with st.container(key="whole", gap="medium"):
        markup.heading(it.title, eyebrow=eyebrow)
        _byline(opened)
        story_links.of_item(actor, it)
        if it.kind is ItemKind.DOCUMENT and not opened.guide:
            _document(actor, opened)
        else:
            item.body(it)
            place.of_thing(it.id)
        tied = services().lineage.ties(actor, it.id)
        ties.links(tied)
        _mine(opened, tied)
        if tied.mine:
            reception.draw(actor, it.id)
        if not opened.guide:
            flag_form.draw(actor, it)


def _byline(opened: Opened) -> None:
    told_by = f"Told by {opened.item.told_by}" if opened.item.told_by else ""
    group = f"Given to {opened.audience}" if opened.audience else ""
    facts = " · ".join(filter(None, [told_by, group, item.lineage(opened.told)]))
    if facts:
        st.html(f'<p class="note byline">{text(facts)}</p>')


def _document(actor: Actor, opened: Opened) -> None:
    """Draw the part of a document in which its place lies, with the way to the other parts."""
    passages = services().stories.passages(actor, opened.item.id)
    if not passages:
        item.body(opened.item)
        place.of_thing(opened.item.id)
        return
    parts = [passages[i : i + _PART] for i in range(0, len(passages), _PART)]
    shown = _shown_part(opened, len(parts))
    source, place_ = opened.item.text, opened.place
    if place_ is not None:
        st.html(_where(place_))
    st.html(item.part(source, place_, *_bounds(parts, shown, len(source))))
    place.of_thing(f"{opened.item.id} {place_.id if place_ else shown}", marked=place_ is not None)
    if len(parts) > 1:
        _turn(opened.item.id, shown, len(parts))


def _shown_part(opened: Opened, count: int) -> int:
    asked = st.query_params.get("part", "")
    at = opened.place.position // _PART if opened.place else 0
    number = int(asked) - 1 if asked.isdecimal() and len(asked) < _LONGEST_NUMBER else at
    return max(0, min(number, count - 1))


_LONGEST_NUMBER: Final = 7


def _bounds(parts: Sequence[Sequence[Passage]], shown: int, length: int) -> tuple[int, int]:
    start = 0 if shown == 0 else parts[shown][0].start
    end = length if shown == len(parts) - 1 else parts[shown + 1][0].start
    return start, end


def _where(found: Passage) -> str:
    under = " / ".join(found.headings)
    words = (
        f"What you looked for is marked below, under “{under}”."
        if under
        else ("What you looked for is marked below.")
    )
    return f'<p class="note">{text(words)}</p>'


def _turn(item_id: str, shown: int, count: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if shown:
            nav.link(
                "stories", "Earlier", icon=":material/arrow_back:", id=item_id, part=str(shown)
            )
        markup.note(f"Part {shown + 1} of {count}")
        if shown < count - 1:
            nav.link(
                "stories",
                "Further",
                icon=":material/arrow_forward:",
                id=item_id,
                part=str(shown + 2),
            )


def _mine(opened: Opened, tied: Ties) -> None:
    """Draw what the reader can say of it: that it helped, that they will try it."""
    item_id = opened.item.id
    with st.container(key="card-mine", gap="small"):
        show_error(PLACE)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.button(
                "Helpful to me" if opened.helpful else "Helpful",
                key="helpful",
                icon=":material/thumb_up:",
                on_click=_helpful,
                args=(item_id, opened.helpful),
                type="primary" if opened.helpful else "secondary",
            )
            ties.thank(item_id, tied)
            if opened.tried_in:
                nav.link(
                    "commit",
                    "You are trying this: to your commitment",
                    icon=":material/arrow_forward:",
                    id=opened.tried_in,
                )
            elif not opened.guide:
                st.button(
                    "I will try this",
                    key="try",
                    icon=":material/footprint:",
                    on_click=_try,
                    args=(item_id,),
                )
        if opened.hidden:
            _hidden(item_id)


def _hidden(item_id: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        markup.note("You said that this is not for you, so it does not come up in your searches.")
        st.button(
            "Let it come up again",
            key="unhide",
            type="tertiary",
            on_click=_unreact,
            args=(item_id,),
        )


def _helpful(item_id: str, already: bool) -> None:  # noqa: FBT001 - Streamlit gives args by place
    with reporting(PLACE):
        if already:
            services().suggestions.unreact(current_actor(), item_id)
        else:
            services().suggestions.react(current_actor(), item_id, "helpful")


def _unreact(item_id: str) -> None:
    with reporting(PLACE):
        services().suggestions.unreact(current_actor(), item_id)


def _try(item_id: str) -> None:
    with reporting(PLACE):
        services().suggestions.try_next(current_actor(), item_id)
        done("It is noted with your draft of a commitment.")
