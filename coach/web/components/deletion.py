"""Deleting, with what it leads to said beforehand."""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.domain.people import Actor
from coach.services.journal import JournalKind
from coach.services.made_stories import MadeStory, StoryFate
from coach.web.components import fields, nav
from coach.web.components.boundary import boundary, done, reporting, show_error
from coach.web.components.markup import text
from coach.web.runtime import current_actor, services

PLACE: Final = "deletion"
_GONE: Final = "gone"
_FATES: Final = {
    StoryFate.KEEP: "It stays: mine, and still read by those who read it now",
    StoryFate.DELETE: "Take it back and delete it too",
}
_UNREAD_FATES: Final = {
    StoryFate.KEEP: "It stays, mine alone",
    StoryFate.DELETE: "Delete it too",
}


def button(
    kind: JournalKind, thing_id: str, label: str, *, leave_for: str = "", key: str = "delete"
) -> None:
    """Draw the button; `leave_for` is the page to go to when the thing is gone."""
    if st.button(label, key=f"{key}-{thing_id}", icon=":material/delete:", type="tertiary"):
        _ask(kind, thing_id, leave_for)


def consequences(lines: tuple[str, ...]) -> None:
    """Draw what a deletion leads to."""
    last = "It cannot be brought back."
    items = "".join(f"<li>{text(line)}</li>" for line in (*lines, last))
    st.html(f'<ul class="consequences">{items}</ul>')


@st.dialog("Delete this?")
def _ask(kind: JournalKind, thing_id: str, leave_for: str) -> None:
    if st.session_state.pop(_GONE, None) == thing_id:
        if leave_for:
            nav.go(leave_for)
        st.rerun()
    with boundary(st.error):
        consequences(services().journal.deletion_preview(current_actor(), kind, thing_id))
        _stories(services().journal.made_stories(current_actor(), kind, thing_id), thing_id)
        show_error(PLACE)
        with st.container(horizontal=True, gap="small"):
            st.button(
                "Delete for good",
                key="delete-yes",
                type="primary",
                on_click=_delete,
                args=(kind, thing_id),
            )
            if st.button("Keep it", key="delete-no"):
                st.rerun()


def _stories(made: tuple[MadeStory, ...], thing_id: str) -> None:
    """Ask what becomes of the stories; nothing is chosen beforehand where others read one."""
    if not made:
        return
    read = any(one.read_by for one in made)
    st.radio(
        "And the story?" if len(made) == 1 else "And the stories?",
        options=list(StoryFate),
        format_func=lambda fate: (_FATES if read else _UNREAD_FATES)[fate],
        index=None if read else 0,
        key=_fate_key(thing_id),
    )


def _fate_key(thing_id: str) -> str:
    return f"fate-{thing_id}"


def _delete(kind: JournalKind, thing_id: str) -> None:
    with reporting(PLACE):
        _delete_one(current_actor(), kind, thing_id)
        st.session_state[_GONE] = thing_id
        done("It is deleted.")


def _delete_one(actor: Actor, kind: JournalKind, thing_id: str) -> None:
    everything, stories = services(), fields.value(_fate_key(thing_id))
    if kind == "commitment":
        everything.commitments.delete(actor, thing_id, stories=stories)
    elif kind == "attempt":
        everything.attempts.delete(actor, thing_id, stories=stories)
    elif kind == "reflection":
        everything.reflections.delete(actor, thing_id, stories=stories)
    elif kind == "story":
        everything.authoring.delete(actor, thing_id)
    elif kind == "post":
        everything.talk.delete(actor, thing_id)
    else:
        everything.conversations.delete(actor, thing_id)
