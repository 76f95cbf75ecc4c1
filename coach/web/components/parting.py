"""Leaving a group, and removing somebody from it, with what it leads to said beforehand."""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.domain.people import Actor
from coach.services.leaving import Stories
from coach.services.members import LONGEST_REASON, MemberRow
from coach.web.components import fields, markup
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.markup import plain, text
from coach.web.components.wording import counted
from coach.web.runtime import current_actor, services

PLACE: Final = "parting"
LEFT: Final = "group-left"
"""Where the session keeps what to say once the group of this page is the reader's no longer."""
_STORIES: Final[dict[Stories, str]] = {
    "take_back": "Take them back to me alone (if in doubt)",
    "keep": "Keep them with this group, as I consented",
}
_REMOVAL: Final = (
    "They no longer see what is shared here, and their commitments are no longer shown.",
    "Stories that they shared stay as they consented, and they can take them back.",
    "The group reads that you removed them, and the reason if you give one.",
)


def leave(actor: Actor, group_id: str) -> None:
    """Draw how the reader leaves."""
    preview = services().members.leave_preview(actor, group_id)
    with st.expander("Leave this group", key="leave-group"):
        _consequences(preview.lines)
        if preview.problem:
            markup.note(preview.problem)
            return
        key = f"leave-stories-{group_id}"
        if preview.stories:
            shared = counted(preview.stories, "story", "stories")
            st.radio(
                f"You shared {shared} with this group. What happens to them?",
                options=list(_STORIES),
                format_func=_STORIES.__getitem__,
                key=key,
            )
        st.button(
            "Leave the group",
            key="leave-yes",
            type="primary",
            on_click=_leave,
            args=(group_id, key),
        )


def remove(group_id: str, row: MemberRow) -> None:
    """Draw how whoever leads removes another member."""
    with st.popover(
        f"Remove *: {plain(row.name)}*",
        key=f"removal-{row.person_id}",
        type="tertiary",
        icon=":material/person_remove:",
    ):
        st.html(f'<p class="thing">Remove {text(row.name)}?</p>')
        _consequences(_REMOVAL)
        reason = f"remove-reason-{row.person_id}"
        st.text_input("A reason for the group, if you like", key=reason, max_chars=LONGEST_REASON)
        st.button(
            f"Remove {plain(row.name)}",
            key=f"remove-yes-{row.person_id}",
            type="primary",
            on_click=_remove,
            args=(group_id, row.person_id, row.name, reason),
        )


def errors() -> None:
    """Draw what went wrong, once."""
    show_error(PLACE)


def _consequences(lines: tuple[str, ...]) -> None:
    items = "".join(f"<li>{text(line)}</li>" for line in lines)
    st.html(f'<ul class="consequences">{items}</ul>')


def _leave(group_id: str, key: str) -> None:
    with reporting(PLACE):
        chosen: Stories = "keep" if fields.value(key) == "keep" else "take_back"
        services().members.leave(current_actor(), group_id, stories=chosen)
        st.session_state[LEFT] = "You have left the group."


def _remove(group_id: str, person_id: str, name: str, reason: str) -> None:
    with reporting(PLACE):
        line = str(fields.value(reason) or "")
        services().members.remove(current_actor(), group_id, person_id, reason=line)
        done(f"{name} is no longer in the group.")
