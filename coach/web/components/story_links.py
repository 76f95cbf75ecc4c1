"""The ways into the workshop of a story: from a reflection, and from what others read of it."""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.domain.people import Actor
from coach.domain.reflection import Reflection
from coach.domain.repertoire import Item
from coach.web.components import nav
from coach.web.components.boundary import reporting, show_error
from coach.web.runtime import current_actor, services

PLACE: Final = "story-links"


def of_reflection(reflection: Reflection) -> None:
    """Draw the way from a kept reflection to its story."""
    if st.button("Make a story of it", key="make-story", icon=":material/auto_stories:"):
        with reporting(PLACE):
            story = services().authoring.start(current_actor(), reflection_id=reflection.id)
            nav.go("story", id=story.id)
    show_error(PLACE)


def of_item(actor: Actor, item: Item) -> None:
    """Draw the way from what others read to the author's story; nothing for its readers."""
    if item.author_id != actor.person_id:
        return
    story = next((s for s in services().authoring.mine(actor) if s.item_id == item.id), None)
    if story is not None:
        nav.link("story", "Yours: change it or take it back", icon=":material/edit:", id=story.id)
