"""Conversations: the spaces that I may read, the threads of a group, one thread."""

from __future__ import annotations

import streamlit as st

from coach.domain.people import Actor
from coach.errors import NotFound
from coach.services.talk_views import SpaceView
from coach.web.components import markup, nav, spaces, thread
from coach.web.components.markup import plain
from coach.web.runtime import services

_LEAD = (
    "What your groups talk about between sessions, and what other groups talk about in public. "
    "Neither the coach nor the search reads any of it."
)


def page(actor: Actor) -> None:
    """Draw the page: one thread, one group, or all that the actor may read."""
    spaces.go_on()
    thread_id, group_id = st.query_params.get("thread", ""), st.query_params.get("group", "")
    if thread_id:
        _thread(actor, thread_id)
        return
    thread.leave()
    if group_id:
        _group(services().talk.of_group(actor, group_id))
    else:
        _all(services().talk.spaces(actor))


def _thread(actor: Actor, thread_id: str) -> None:
    try:
        view = services().talk.thread(actor, thread_id)
    except NotFound:
        spaces.unsent(thread_id)
        raise
    nav.link(
        "talk",
        plain(f"All of {view.group_name}"),
        icon=":material/arrow_back:",
        group=view.group_id,
    )
    markup.heading(view.title or spaces.UNTITLED, eyebrow=view.group_name)
    with st.container(key="narrow", gap="medium"):
        spaces.band(view.space, view.group_name, mine=view.mine, unnamed=view.unnamed)
        thread.draw(view)


def _group(found: list[SpaceView]) -> None:
    if not found:
        markup.heading("Conversations")
        markup.note("Accept the charter on your group's page: then you read what it talks about.")
        return
    first = found[0]
    if first.mine:
        nav.link("group", "My group", icon=":material/arrow_back:", group=first.group_id)
    nav.link("talk", "All conversations that I can read", icon=":material/forum:")
    markup.heading("Conversations", eyebrow=first.group_name)
    with st.container(key="narrow", gap="medium"):
        for view in found:
            spaces.draw(view)
            spaces.begin(view)


def _all(found: list[SpaceView]) -> None:
    markup.heading("Conversations", _LEAD)
    if not found:
        markup.note("There is no conversation that you can read yet.")
    with st.container(key="narrow", gap="medium"):
        for view in found:
            spaces.draw(view, named=True)
