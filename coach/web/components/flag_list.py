"""What readers say is wrong and waits for an answer of mine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from coach.domain.lineage import FlagReason
from coach.domain.people import Actor
from coach.services.flags import Waiting
from coach.web.components import item, markup, nav
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.markup import note, plain, text
from coach.web.components.wording import capital, day
from coach.web.runtime import current_actor, services

PLACE: Final = "flags"
_SAID: Final = {
    FlagReason.WRONG: "Somebody says that something in it is wrong.",
    FlagReason.HARMFUL: "Somebody says that it can do harm.",
    FlagReason.RECOGNISABLE: "Somebody says that a person can be recognised in it.",
    FlagReason.ME: "Somebody recognises themselves in it and asks for its removal.",
}
_HIDDEN: Final = "It is hidden from its readers until this is settled."


def lines(actor: Actor, *, group_id: str = "") -> None:
    """Draw one line for each that waits, with the way there; of one group alone where it leads."""
    waiting = services().flags.open_for(actor)
    if group_id:
        waiting = [w for w in waiting if group_id in w.group_ids and not w.mine]
    if not waiting:
        return
    markup.section("Something may be wrong", "Readers say so, and it waits for you.")
    for one in waiting:
        whose = "Yours" if one.mine else ", ".join(one.group_names) or "The organisation's"
        label = f"{plain(one.item.title)} · {plain(whose)}"
        nav.link("review", label, icon=":material/report:")


def draw(waiting: Sequence[Waiting]) -> None:
    """Draw each with what is said of it and what can be done."""
    show_error(PLACE)
    for one in waiting:
        with st.container(key=f"card-waiting-{one.id}", gap="small"):
            _one(one)


def said(one: Waiting) -> str:
    """Return what somebody says of an item, as HTML."""
    words = markup.quote(one.words, small=True) if one.words else ""
    hidden = f" {_HIDDEN}" if one.reason.hides else ""
    return f"<p>{text(_SAID[one.reason] + hidden)}</p>{words}"


def _one(one: Waiting) -> None:
    groups = ", ".join(one.group_names) or "Everybody in the organisation"
    facts = f"{item.label(one.item.kind, one.item.told_by)} · {groups} · {day(one.raised_at)}"
    st.html(f"<h2>{text(one.item.title)}</h2><p class='note'>{text(capital(facts))}</p>{said(one)}")
    with st.expander("Read it", key=f"read-{one.id}"):
        item.body(one.item, top=3)
    if one.mine:
        note("Change the text and share it again, or take it back: either settles this.")
    elif one.reason is FlagReason.ME:
        note("Only they can take that back. Ask the author for another text, or to take it back.")
    with st.container(key=f"row-open-waiting-{one.id}", horizontal=True, gap="small"):
        if one.may_let_stand:
            _button("It stands as it is", "stands", "check", one)
        if one.may_retire:
            _button("Take it out of use", "retire", "archive", one)


def _button(label: str, key: str, icon: str, one: Waiting) -> None:
    st.button(
        f"{label} *: {plain(one.item.title)}*",
        key=f"{key}-{one.id}",
        icon=f":material/{icon}:",
        on_click=_stands if key == "stands" else _retire,
        args=(one.id,),
    )


def _stands(flag_id: str) -> None:
    with reporting(PLACE):
        services().flags.stands(current_actor(), flag_id)
        done("It stays as it is, and the remark is settled.")


def _retire(flag_id: str) -> None:
    with reporting(PLACE):
        services().flags.retire(current_actor(), flag_id)
        done("Nobody finds it any more.")
