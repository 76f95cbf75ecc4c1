"""Deleting, with what it leads to said beforehand."""

from __future__ import annotations

import streamlit as st

from coach.domain.people import Actor
from coach.services.journal import JournalKind
from coach.web.components import nav
from coach.web.components.boundary import boundary, done
from coach.web.components.markup import text
from coach.web.runtime import current_actor, services


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
    actor = current_actor()
    with boundary(st.error):
        consequences(services().journal.deletion_preview(actor, kind, thing_id))
        with st.container(horizontal=True, gap="small"):
            if st.button("Delete for good", key="delete-yes", type="primary"):
                _delete(actor, kind, thing_id)
                done("It is deleted.")
                if leave_for:
                    nav.go(leave_for)
                st.rerun()
            if st.button("Keep it", key="delete-no"):
                st.rerun()


def _delete(actor: Actor, kind: JournalKind, thing_id: str) -> None:
    everything = services()
    if kind == "commitment":
        everything.commitments.delete(actor, thing_id)
    elif kind == "attempt":
        everything.attempts.delete(actor, thing_id)
    elif kind == "reflection":
        everything.reflections.delete(actor, thing_id)
    else:
        everything.conversations.delete(actor, thing_id)
