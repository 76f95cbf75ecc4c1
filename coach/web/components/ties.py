"""Around an item that is read: thank whoever gave it, and see what it is built on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from coach.services.lineage import Link, Ties
from coach.web.components import nav
from coach.web.components.boundary import reporting, show_error
from coach.web.components.markup import note, plain
from coach.web.runtime import current_actor, services

PLACE: Final = "ties"


def links(ties: Ties) -> None:
    """Draw the way to what an item tells the outcome of, and to what was built on it."""
    if ties.origin is not None:
        _list("origin", "It tells what happened with:", [ties.origin])
    if ties.built_on:
        _list("built-on", "Built on this:", ties.built_on)


def thank(item_id: str, ties: Ties) -> None:
    """Draw the button that thanks; nothing where there is nobody to thank."""
    if not ties.may_thank:
        return
    st.button(
        "You thanked for this" if ties.thanked else "Thank you",
        key="thank",
        icon=":material/favorite:",
        type="primary" if ties.thanked else "secondary",
        help="Its author learns how many said thank you, and not who.",
        on_click=_thank,
        args=(item_id, ties.thanked),
    )
    show_error(PLACE)


def _list(key: str, words: str, found: Sequence[Link]) -> None:
    with st.container(key=f"ties-{key}", gap="xxsmall"):
        note(words)
        for link in found:
            nav.link("stories", plain(link.title), icon=":material/link:", id=link.item_id)


def _thank(item_id: str, already: bool) -> None:  # noqa: FBT001 - Streamlit gives args by place
    with reporting(PLACE):
        if already:
            services().lineage.unthank(current_actor(), item_id)
        else:
            services().lineage.thank(current_actor(), item_id)
