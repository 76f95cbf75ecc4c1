"""Splitting a group on its page of members, with what that leads to said beforehand."""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.domain.people import Actor
from coach.errors import InvalidInput
from coach.services.group_split import Split, SplitBoard
from coach.web.components import fields, markup
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.markup import plain, text
from coach.web.runtime import current_actor, services

PLACE: Final = "group-split"
_LONGEST: Final = 120


def draw(actor: Actor, group_id: str) -> None:
    """Draw how a part of the group becomes a group of its own; nothing for who may not split it."""
    if not services().group_split.may(actor, group_id):
        return
    with st.expander("Split off a new group", key="split-group"):
        markup.note(
            "Some members begin a group of their own and stay in this one too. Their stories are "
            "read in the new group only with their yes, one by one."
        )
        _form(actor, group_id, services().group_split.board(actor, group_id))


def _form(actor: Actor, group_id: str, board: SplitBoard) -> None:
    name = _name(group_id)
    st.text_input("Name of the new group", key=f"{name}-name", max_chars=_LONGEST)
    formats = {one.key: one for one in board.formats}
    chosen = st.selectbox(
        "Format",
        options=list(formats),
        format_func=lambda key: formats[key].name,
        key=f"{name}-format",
    )
    people = st.multiselect(
        "Who comes along",
        options=list(board.members),
        format_func=lambda id_: plain(board.members.get(id_, "")),
        key=f"{name}-members",
    )
    if people and not formats[chosen].rules.led_by_all:
        st.selectbox(
            "Who leads it",
            options=people,
            format_func=lambda id_: plain(board.members.get(id_, "")),
            key=f"{name}-leader",
        )
    show_error(PLACE)
    if not people:
        markup.note("Choose who comes along, and here you read what that leads to.")
        return
    _foresight(actor, group_id)


def _foresight(actor: Actor, group_id: str) -> None:
    try:
        lines = services().group_split.foresee(actor, group_id, _wish(group_id))
    except InvalidInput as error:
        markup.note(str(error))
        return
    items = "".join(f"<li>{text(line)}</li>" for line in lines)
    st.html(f'<ul class="consequences">{items}</ul>')
    st.button(
        "Make the new group", key="split-yes", type="primary", on_click=_split, args=(group_id,)
    )


def _wish(group_id: str) -> Split:
    name = _name(group_id)
    return Split(
        name=str(fields.value(f"{name}-name") or ""),
        format=str(fields.value(f"{name}-format") or ""),
        member_ids=frozenset(fields.value(f"{name}-members") or ()),
        leader_id=str(fields.value(f"{name}-leader") or ""),
    )


def _split(group_id: str) -> None:
    sheet = fields.sheet(_form_name(group_id))
    with reporting(PLACE):
        made = services().group_split.split(current_actor(), group_id, _wish(group_id))
        sheet.turn()
        done(f"The group {plain(made.name)} is there, and its members are told.")


def _name(group_id: str) -> str:
    """Return what the keys of the fields of this sheet begin with."""
    return f"split-{group_id}-{fields.sheet(_form_name(group_id)).number}"


def _form_name(group_id: str) -> str:
    return f"split-{group_id}"
