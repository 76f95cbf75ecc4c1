"""What a reader shared with a group that they are no longer in, to read and to take back."""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.domain.people import Actor
from coach.web.components import markup, nav
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.markup import plain
from coach.web.runtime import current_actor, services

PLACE: Final = "left-items"


def draw(actor: Actor) -> None:
    """Draw the list; nothing for whoever has left nothing with a group."""
    left = services().left_items.mine(actor)
    show_error(PLACE)
    if not left:
        return
    with st.container(key="card-left-items", gap="small"):
        markup.section(
            "Yours, with groups that you are no longer in",
            "They go on seeing these, as you consented. You can take each back to yourself alone.",
        )
        for one in left:
            with st.container(
                key=f"row-open-{one.id}", horizontal=True, vertical_alignment="center", gap="small"
            ):
                nav.link("stories", f"{plain(one.title)} · {plain(one.group_name)}", id=one.id)
                st.button(
                    f"Take it back *: {plain(one.title)}*",
                    key=f"take-back-{one.id}",
                    icon=":material/undo:",
                    type="tertiary",
                    on_click=_take_back,
                    args=(one.id,),
                )


def _take_back(item_id: str) -> None:
    with reporting(PLACE):
        services().left_items.take_back(current_actor(), item_id)
        done("It is yours alone again.")
