"""The fields in which a session is planned: empty, or filled from released themes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Final

import streamlit as st

from coach.domain.agenda_request import LONGEST_MINUTES, SHORTEST_MINUTES, Request, Wishes
from coach.domain.next_session import NextSession
from coach.services.group_sessions import Setting
from coach.web.components import markup
from coach.web.components.wording import SESSION_TITLES, today

LONGEST_QUESTIONS: Final = 2000
"""Characters of all questions together."""
_NOBODY: Final = ""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the fields hold before somebody changes them, and which stories they offer."""

    request: Request
    stories: Mapping[str, str]

    def key(self, name: str) -> str:
        """Return the key of a field: what was typed on one plan is not taken for another."""
        return f"session-{name}-{self.request.report_id}".rstrip("-")


def empty(setting: Setting, stories: Mapping[str, str]) -> Beginning:
    """Return a beginning that says no more than who there is, and for how long they meet."""
    request = Request(
        kind=setting.usual, member_ids=tuple(setting.members), minutes=setting.minutes
    )
    return Beginning(request, stories)


def when(proposed: NextSession | None) -> tuple[date, time | None]:
    """Draw the day and the time, and return them."""
    first = proposed.held_on if proposed else today()
    held_on = st.date_input("On which day?", value=first, key="session-day")
    if proposed:
        markup.note(proposed.why)
    begins_at = st.time_input("When does it begin?", value=time(9, 0), key="session-time")
    return held_on, begins_at


def wanted(setting: Setting, beginning: Beginning) -> Request:
    """Draw the fields, and return what they say."""
    first = beginning.request
    kind = st.selectbox(
        "What kind of session?",
        options=list(SESSION_TITLES),
        index=list(SESSION_TITLES).index(first.kind),
        format_func=SESSION_TITLES.__getitem__,
        key=beginning.key("kind"),
    )
    present = st.multiselect(
        "Who will be there? They speak in this order.",
        options=list(setting.members),
        default=[id_ for id_ in first.member_ids if id_ in setting.members],
        format_func=setting.members.__getitem__,
        key=beginning.key("present"),
    )
    minutes = st.number_input(
        "How many minutes?",
        min_value=SHORTEST_MINUTES,
        max_value=LONGEST_MINUTES,
        value=first.minutes,
        step=5,
        key=beginning.key("minutes"),
    )
    return Request(
        kind=kind,
        member_ids=tuple(present),
        minutes=int(minutes),
        wishes=_wishes(setting, present, beginning),
        report_id=first.report_id,
    )


def _wishes(setting: Setting, present: list[str], beginning: Beginning) -> Wishes:
    key, first = beginning.key, beginning.request
    is_filled = bool(first.report_id)
    with st.expander("What shall be in it?", key=key("wishes"), expanded=is_filled):
        owner = st.selectbox(
            "A case clinic for",
            options=[_NOBODY, *present],
            format_func=lambda id_: setting.members[id_] if id_ else "Nobody",
            key=key("clinic"),
        )
        troikas = st.checkbox("Troikas: three at a time consult each other", key=key("troikas"))
        carried = _carried_over(setting, beginning)
        story = _story(beginning)
        questions = st.text_area(
            "Questions to discuss, one a line",
            value="\n".join(first.wishes.questions),
            height=220 if is_filled else None,
            key=key("questions"),
            max_chars=LONGEST_QUESTIONS,
        )
        pause = st.checkbox("A break", key=key("break"))
    return Wishes(
        clinic_owner_id=owner,
        troikas=troikas,
        carried_over=carried,
        story_item_id=story,
        questions=tuple(line.strip() for line in questions.splitlines() if line.strip()),
        with_break=pause,
    )


def _carried_over(setting: Setting, beginning: Beginning) -> tuple[str, ...]:
    if not setting.commitments:
        return ()
    first = beginning.request.wishes
    carried = st.multiselect(
        "Commitments that we look at, as they are shared",
        options=list(setting.commitments),
        default=[id_ for id_ in first.carried_over if id_ in setting.commitments],
        format_func=setting.commitments.__getitem__,
        key=beginning.key("carried"),
    )
    return tuple(carried)


def _story(beginning: Beginning) -> str:
    """Draw the choice of a story from outside the group; none where nothing can be found."""
    stories = beginning.stories
    if not stories:
        return ""
    options = [_NOBODY, *stories]
    return st.selectbox(
        "A story from outside our group, to read aloud",
        options=options,
        index=options.index(beginning.request.wishes.story_item_id),
        format_func=lambda id_: stories[id_] if id_ else "None",
        key=beginning.key("story"),
    )
