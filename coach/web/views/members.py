"""The people of a group: who is in it, who is invited, what happened, and how somebody goes."""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.domain.people import Actor
from coach.services.members import MemberRow, Overview
from coach.services.notices import NoticeLine
from coach.web.components import (
    group_end,
    group_split,
    invite_card,
    left_items,
    markup,
    nav,
    parting,
)
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.markup import chip, plain, text
from coach.web.components.wording import capital, day
from coach.web.runtime import current_actor, services

PLACE: Final = "members"


def page(actor: Actor) -> None:
    """Draw the page of one group, by its address; without one, what there is to choose from."""
    gone = st.session_state.pop(parting.LEFT, "")
    if gone:
        done(gone)
        nav.go("members")
    groups = services().members.groups(actor)
    group_id = st.query_params.get("group", "")
    if not group_id:
        _choose(actor, groups)
    else:
        _draw(actor, group_id)


def _draw(actor: Actor, group_id: str) -> None:
    overview = services().members.overview(actor, group_id)
    if overview.is_member:
        nav.link("group", "My group", icon=":material/arrow_back:", group=group_id)
    markup.heading("Invitations and people", overview.size_words, eyebrow=overview.name)
    left, right = st.columns([3, 2], gap="large")
    with left:
        group_end.waiting(actor, group_id, overview)
        if overview.is_member:
            _people(actor, group_id, overview)
            _notices(services().members.notices(actor, group_id))
        else:
            _from_outside(group_id, overview)
    with right:
        if overview.may_invite:
            invite_card.draw(group_id, overview)
        if overview.is_member:
            parting.leave(actor, group_id)
        group_split.draw(actor, group_id)
        group_end.ask(actor, group_id, overview)


def _choose(actor: Actor, groups: dict[str, str]) -> None:
    markup.heading("Invitations and people")
    left_items.draw(actor)
    if not groups:
        markup.note("You are in no group: ask whoever leads one for an invitation.")
    for group_id, name in groups.items():
        nav.link("members", plain(name), icon=":material/groups:", group=group_id)


def _people(actor: Actor, group_id: str, overview: Overview) -> None:
    markup.section("Who is in it")
    parting.errors()
    for row in services().members.people(actor, group_id):
        with st.container(
            key=f"row-member-{row.person_id}",
            horizontal=True,
            vertical_alignment="center",
            gap="small",
        ):
            st.html(_person(row), width="stretch")
            if overview.may_remove and not row.me:
                parting.remove(group_id, row)


def _person(row: MemberRow) -> str:
    chips = [chip("leads", "good")] if row.leads else []
    chips += [chip("you", "quiet")] if row.me else []
    chips += [chip("account shut", "missing")] if row.shut else []
    since = f"since {day(row.joined_at)}"
    return (
        f'<p class="thing">{text(row.name)} {" ".join(chips)}</p><p class="note">{text(since)}</p>'
    )


def _from_outside(group_id: str, overview: Overview) -> None:
    """Draw what an administrator sees of a group that they are not in."""
    markup.note(
        "You are not in this group, so you see its numbers, not its people. If you join, its "
        "members are told."
    )
    st.button(
        "Join this group",
        key="join-as-admin",
        on_click=_join,
        args=(group_id,),
        disabled=bool(overview.full),
    )
    show_error(PLACE)


def _notices(notices: tuple[NoticeLine, ...]) -> None:
    markup.section("What happened lately", "Of the last 60 days.")
    if not notices:
        markup.note("Nobody has come or gone.")
        return
    st.html(f'<ul class="members">{"".join(map(_notice, notices))}</ul>')


def _notice(notice: NoticeLine) -> str:
    reason = f" “{text(notice.reason)}”" if notice.reason else ""
    when = text(capital(day(notice.at)))
    return f'<li>{text(notice.words)}{reason} <span class="note">{when}</span></li>'


def _join(group_id: str) -> None:
    with reporting(PLACE):
        services().members.join_as_admin(current_actor(), group_id)
        done("You are in the group now: its members are told.")
