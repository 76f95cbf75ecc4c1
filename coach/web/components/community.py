"""Who a group is: its members, how much they take part, and who leads for how long."""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.domain.rules import Level, Term
from coach.services.groups import GroupView, MemberView
from coach.services.leads import LeadBoard, Leader
from coach.web.components import markup
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.fields import value
from coach.web.components.markup import chip, text
from coach.web.components.wording import capital, counted, day
from coach.web.runtime import current_actor, services

PLACE: Final = "level"
_KEY: Final = "my-level"
_LEVELS: Final = {
    Level.MEMBER: "Member",
    Level.CORE: "Core: I help to run it",
    Level.ACTIVE: "Active: I come and contribute",
    Level.PERIPHERAL: "Peripheral: I follow and look in",
}


def draw(view: GroupView, lead: LeadBoard) -> None:
    """Draw the members, the innermost level first."""
    levels = view.group.rules.levels
    markup.section("Who we are", _led(lead))
    for level in levels:
        found = [member for member in view.members if member.level is level]
        if len(levels) > 1:
            st.html(f'<p class="eyebrow">{text(f"{capital(level)} · {len(found)}")}</p>')
        if found:
            st.html(f'<ul class="members">{"".join(map(_member, found))}</ul>')
    if len(levels) > 1:
        _my_level(view)


def _member(member: MemberView) -> str:
    role = chip("Leads", "good") if member.leads else ""
    me = ' <span class="note">(you)</span>' if member.is_me else ""
    return f"<li>{text(member.name)}{me} {role}</li>"


def _led(lead: LeadBoard) -> str:
    if lead.by_all:
        return "You share the lead: any of you may plan and move on."
    if lead.leader is None:
        return "Nobody leads at the moment."
    following = next((n for id_, n in lead.candidates.items() if id_ != lead.leader.person_id), "")
    after = f" Next in turn: {following}." if following else ""
    return f"{lead.leader.name} leads{_for_how_long(lead.leader)}.{after}"


def _for_how_long(leader: Leader) -> str:
    match leader.term:
        case Term.CYCLE:
            return f" to the end of cycle {leader.through_cycle}"
        case Term.OPEN:
            return ""
        case Term.SESSION if leader.ends_on is None:
            return " to the end of the next session"
        case _:
            return f" until {day(leader.ends_on)}" if leader.ends_on else ""


def _my_level(view: GroupView) -> None:
    mine = next((member.level for member in view.members if member.is_me), None)
    if mine is None:
        return
    levels = list(view.group.rules.levels)
    st.selectbox(
        "How much do you take part?",
        options=levels,
        index=levels.index(mine),
        format_func=_LEVELS.__getitem__,
        key=_KEY,
        help=f"{counted(len(levels), 'level')}: change it whenever your time changes.",
        on_change=_set_level,
        args=(view.group.id,),
    )
    show_error(PLACE)


def _set_level(group_id: str) -> None:
    with reporting(PLACE):
        services().groups.set_level(current_actor(), group_id, Level(value(_KEY)))
        done("Your group sees how much you take part.")
