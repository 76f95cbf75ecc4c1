"""The groups of the installation: the list, making one, and other names."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

import streamlit as st

from coach.domain.cycle import STAGE_TITLES
from coach.domain.formats import Format
from coach.domain.people import Actor
from coach.storage.records import RegisteredGroup
from coach.web.components import fields, markup
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.markup import plain, text
from coach.web.components.wording import counted, day, today
from coach.web.runtime import current_actor, services

PLACE: Final = "admin-groups"
_FORM: Final = "group-new"
_LONGEST: Final = 120
_PAGE: Final = 50
_NONE_SO: Final = "No group here matches that."


def draw(actor: Actor) -> None:
    """Draw the part."""
    formats = services().group_register.formats(actor)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _list(actor, {one.key: one.name for one in formats})
    with right:
        _make(formats)


def _list(actor: Actor, format_names: dict[str, str]) -> None:
    markup.section("Groups", "What a group works on and writes is for its members alone.")
    query = st.text_input(
        "Find by name",
        key="groups-query",
        type="search",
        live=True,
        placeholder="Find by name",
        label_visibility="collapsed",
        persist_state="session",
    )
    show_error(PLACE)
    most = int(st.session_state.get("groups-shown", _PAGE))
    found = services().group_register.find(actor, today(), query, most=most)
    if not found.groups:
        markup.note(_NONE_SO if query.strip() else "There is no group yet: make the first one.")
    with st.container(key="groups", gap=None):
        for group in found.groups:
            _group(group, format_names)
    if found.total > len(found.groups):
        st.button(f"Show more of {found.total}", key="groups-more", on_click=_more, args=(most,))


def _more(shown: int) -> None:
    st.session_state["groups-shown"] = shown + _PAGE


def _group(group: RegisteredGroup, format_names: dict[str, str]) -> None:
    with st.container(
        key=f"line-{group.id}", horizontal=True, vertical_alignment="center", gap="small"
    ):
        address = f"/members?group={quote(group.id)}"
        facts = [
            format_names.get(group.format, group.format),
            counted(group.members, "member"),
            STAGE_TITLES[group.stage] if group.stage else "",
            f"meets {day(group.meets_on)}" if group.meets_on else "",
        ]
        st.html(
            f'<p class="thing"><a href="{address}" target="_self">{text(group.name)}</a></p>'
            f'<p class="note">{text(" · ".join(filter(None, facts)))}</p>'
        )
        if st.button(f"Rename *: {plain(group.name)}*", key=f"rename-{group.id}", type="tertiary"):
            _rename(group.id, group.name)


@st.dialog("Rename a group")
def _rename(group_id: str, name: str) -> None:
    if st.session_state.pop("group-renamed", None) == group_id:
        st.rerun()
    st.text_input("Name", value=name, max_chars=_LONGEST, key=f"name-{group_id}")
    show_error(f"{PLACE}-name")
    st.button("Save the name", key="name-save", type="primary", on_click=_save, args=(group_id,))


def _save(group_id: str) -> None:
    with reporting(f"{PLACE}-name"):
        name = str(fields.value(f"name-{group_id}") or "")
        services().group_register.rename(current_actor(), group_id, name)
        st.session_state["group-renamed"] = group_id
        done("The group has another name.")


def _make(formats: tuple[Format, ...]) -> None:
    number = fields.sheet(_FORM).number
    by_key = {one.key: one for one in formats}
    with st.container(key="card-make", gap="small"):
        markup.section("Make a group", "Its members are invited afterwards.")
        st.text_input("Name of the group", key=f"group-name-{number}", max_chars=_LONGEST)
        chosen = st.selectbox(
            "Format",
            options=list(by_key),
            format_func=lambda key: by_key[key].name,
            key=f"group-format-{number}",
        )
        markup.note(f"{by_key[chosen].purpose} {_size(by_key[chosen])}")
        show_error(f"{PLACE}-make")
        st.button(
            "Make the group",
            key="group-make",
            type="primary",
            icon=":material/group_add:",
            on_click=_add,
            args=(number,),
        )


def _size(one: Format) -> str:
    least, most = one.rules.size_least, one.rules.size_most
    if most is None:
        return f"From {least} people, without an upper limit."
    return f"For {least} people." if least == most else f"For {least} to {most} people."


def _add(number: int) -> None:
    sheet = fields.sheet(_FORM)
    with reporting(f"{PLACE}-make"):
        if number != sheet.number:
            return
        name = str(fields.value(f"group-name-{number}") or "")
        kind = str(fields.value(f"group-format-{number}") or "")
        made = services().group_register.make(current_actor(), name, kind)
        done(f"The group {plain(made.name)} is there.")
        sheet.turn()
