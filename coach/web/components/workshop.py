"""A draft being worked on: conversation and live draft side by side, or the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from coach.domain.conversation import ConversationKind, Turn
from coach.domain.people import Actor
from coach.domain.suggestion import SuggestionState
from coach.services.conversations import ConversationView, ReplyHandle
from coach.web.components import model_line, modes, suggestions, talk
from coach.web.components.markup import note
from coach.web.components.watch import draw_anew_after
from coach.web.runtime import services

_POLL_S = 1.0


def draw(
    actor: Actor,
    kind: ConversationKind,
    subject_id: str,
    *,
    begin: Callable[[], str],
    parts: Callable[[Mapping[str, Turn]], None],
    form: Callable[[], None],
    finish: Callable[[], None],
    title: str,
) -> None:
    """Draw the draft in the way the member chose.

    `begin` opens a conversation on the draft and returns its id; `parts` draws the live draft from
    the turns by id, `form` the same parts as fields, `finish` what ends the work.
    """
    _prefer_the_way_it_began(actor, subject_id)
    with st.container(key="workshop-bar", horizontal=True, vertical_alignment="center"):
        mode = modes.choose(subject_id)
        model_line.draw(services().model.status())
    if mode == "form":
        fields, end = st.columns([3, 2], gap="large")
        with fields:
            _still_reading(subject_id)
            form()
        with end, st.container(key="draft", gap="medium"):
            finish()
            found = suggestions.look(actor, kind, subject_id)
            suggestions.draw(actor, kind, subject_id, found)
            draw_anew_after(
                lambda: services().suggestions.searching(actor),
                waiting=found.state is SuggestionState.SEARCHING,
            )
        return
    view = _conversation(actor, subject_id, begin)
    _remember(view)
    found = suggestions.look(actor, kind, subject_id)
    sorting = _pending(subject_id)
    talking, draft = st.columns([3, 2], gap="large")
    with draft, st.container(key="draft", gap="medium"):
        suggestions.draw(actor, kind, subject_id, found)
        with st.expander(title, expanded=True, key="draft-slots"):
            parts({turn.id: turn for turn in view.turns})
            if sorting:
                note("Sorting your last words into the draft …")
        finish()
        draw_anew_after(
            lambda: _pending(subject_id) or services().suggestions.searching(actor),
            waiting=sorting or found.state is SuggestionState.SEARCHING,
            by_clock=view.reply is None,
        )
    with talking:
        live = talk.draw(actor, view, beside=found)
    talk.follow(live)


def _prefer_the_way_it_began(actor: Actor, subject_id: str) -> None:
    """On a later visit open a draft that nobody has talked about as a form again."""
    if modes.mode_key(subject_id) not in st.session_state:
        talked = services().conversations.for_subject(actor, subject_id) is not None
        st.session_state[modes.mode_key(subject_id)] = "chat" if talked else "form"


def _conversation(actor: Actor, subject_id: str, begin: Callable[[], str]) -> ConversationView:
    conversations = services().conversations
    found = conversations.for_subject(actor, subject_id)
    conversation_id = found.id if found else begin()
    warmed = f"warmed-{conversation_id}"
    if not st.session_state.get(warmed):
        st.session_state[warmed] = True
        conversations.warm(actor, conversation_id)
    return conversations.open(actor, conversation_id)


def _still_reading(subject_id: str) -> None:
    """Offer what the chat finds while the form is open; never write into a field being typed in."""
    if not _pending(subject_id):
        return

    @st.fragment(run_every=_POLL_S)
    def drawn() -> None:
        if _pending(subject_id):
            note("The coach is still sorting your last message into this form …")
        else:
            st.button("Show what the coach found in your last message", key="show-found")

    drawn()


def _remember(view: ConversationView) -> None:
    """Keep the newest reply at hand: its draft may follow some seconds after its text."""
    if view.reply is not None:
        st.session_state[_reply_key(view.conversation.subject_id)] = view.reply


def _pending(subject_id: str) -> bool:
    reply: ReplyHandle | None = st.session_state.get(_reply_key(subject_id))
    return reply is not None and reply.snapshot().draft_pending


def _reply_key(subject_id: str) -> str:
    return f"reply-{subject_id}"
