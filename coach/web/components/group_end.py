"""Deleting a group: one person asks, another confirms, and each reads what goes beforehand."""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.domain.people import Actor
from coach.services.group_deletion import PendingDeletion
from coach.services.members import Overview
from coach.web.components import markup
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.markup import text
from coach.web.components.parting import LEFT
from coach.web.components.wording import day
from coach.web.runtime import current_actor, services

PLACE: Final = "group-end"
_SECOND: Final = (
    "Nothing happens until another person confirms it within 7 days: a member, or an administrator "
    "who did not ask. Any of you can call it off until then."
)


def waiting(actor: Actor, group_id: str, overview: Overview) -> None:
    """Draw the request that waits for a second person, if one does."""
    show_error(PLACE)
    if overview.deletion is not None:
        _waiting(actor, group_id, overview.deletion)


def ask(actor: Actor, group_id: str, overview: Overview) -> None:
    """Draw how to ask for the deletion, for somebody who may."""
    if overview.may_ask_deletion and overview.deletion is None:
        with st.expander("Delete this group", key="delete-group"):
            _consequences(actor, group_id)
            markup.note(_SECOND)
            st.button("Ask for the deletion", key="ask-deletion", on_click=_ask, args=(group_id,))


def _waiting(actor: Actor, group_id: str, deletion: PendingDeletion) -> None:
    with st.container(key="card-deletion", gap="small"):
        until = day(deletion.lapses_at)
        markup.section(
            "Shall this group be deleted?",
            f"{deletion.asked_by} asked for it {day(deletion.asked_at)}. A second person can "
            f"confirm until {until}; after that nothing happens.",
        )
        _consequences(actor, group_id)
        with st.container(horizontal=True, gap="small"):
            if not deletion.problem:
                st.button(
                    "Delete the group for good",
                    key="delete-yes",
                    type="primary",
                    on_click=_confirm,
                    args=(group_id,),
                )
            st.button("Call it off", key="call-off", on_click=_call_off, args=(group_id,))
        if deletion.problem:
            markup.note(deletion.problem)


def _consequences(actor: Actor, group_id: str) -> None:
    lines = services().group_deletion.preview(actor, group_id)
    items = "".join(f"<li>{text(line)}</li>" for line in lines)
    st.html(f'<ul class="consequences">{items}</ul>')


def _ask(group_id: str) -> None:
    with reporting(PLACE):
        services().group_deletion.ask(current_actor(), group_id)
        done("The group is told: another person has to confirm it.")


def _confirm(group_id: str) -> None:
    with reporting(PLACE):
        services().group_deletion.confirm(current_actor(), group_id)
        st.session_state[LEFT] = "The group is deleted."


def _call_off(group_id: str) -> None:
    with reporting(PLACE):
        services().group_deletion.call_off(current_actor(), group_id)
        done("The deletion is called off.")
