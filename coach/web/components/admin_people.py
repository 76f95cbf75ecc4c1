"""The people of the installation: finding, inviting, and the list."""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.domain.people import Actor
from coach.services.people import Which
from coach.storage.records import RegisteredPerson
from coach.web.components import admin_account, fields, markup, one_time_link
from coach.web.components.boundary import reporting, show_error
from coach.web.components.markup import chip, plain, text
from coach.web.components.wording import day, listed
from coach.web.runtime import current_actor, services

PLACE: Final = "admin-people"
_FORM: Final = "account-invitation"
_PAGE: Final = 50
_WHICH: Final[dict[Which, str]] = {
    "everybody": "Everybody",
    "open": "Open",
    "shut": "Shut",
    "admins": "Admins",
}


def draw(actor: Actor) -> None:
    """Draw the part."""
    one_time_link.show()
    admin_account.draw()
    left, right = st.columns([3, 2], gap="large")
    with left:
        _list(actor)
    with right:
        _invite()


def _list(actor: Actor) -> None:
    markup.section("People")
    query = st.text_input(
        "Find by name, e-mail address or group",
        key="people-query",
        type="search",
        live=True,
        placeholder="Find by name, e-mail address or group",
        label_visibility="collapsed",
        persist_state="session",
    )
    which = st.segmented_control(
        "Show",
        options=list(_WHICH),
        format_func=_WHICH.__getitem__,
        default="everybody",
        required=True,
        key="people-which",
        label_visibility="collapsed",
        persist_state="session",
    )
    show_error(PLACE)
    most = int(st.session_state.get("people-shown", _PAGE))
    found = services().people.find(actor, query, which=which, most=most)
    if not found.people:
        markup.note("Nobody here matches that.")
    with st.container(key="people", gap=None):
        for person in found.people:
            _person(actor, person)
    if found.total > len(found.people):
        st.button(f"Show more of {found.total}", key="people-more", on_click=_more, args=(most,))


def _more(shown: int) -> None:
    st.session_state["people-shown"] = shown + _PAGE


def _person(actor: Actor, person: RegisteredPerson) -> None:
    with st.container(
        key=f"line-{person.id}", horizontal=True, vertical_alignment="center", gap="small"
    ):
        you = " (you)" if person.id == actor.person_id else ""
        chips = [
            chip("Admin", "good") if person.is_admin else "",
            chip("Shut", "changed") if person.disabled_at else "",
        ]
        st.html(
            f'<p class="thing"><strong>{text(person.name)}</strong>{you} {" ".join(chips)}</p>'
            f'<p class="note">{text(person.email)}<br>{text(_facts(person))}</p>'
        )
        admin_account.opener(person.id, f"Change *: {plain(person.name)}*")


def _facts(person: RegisteredPerson) -> str:
    where = f"In {listed(person.groups)}" if person.groups else "In no group"
    if person.signed_in_at is None:
        return f"{where} · has never signed in"
    return f"{where} · last signed in {day(person.signed_in_at)}"


def _invite() -> None:
    number = fields.sheet(_FORM).number
    with (
        st.container(key="card-invite", gap="small"),
        st.form(f"invite-{number}", border=False),
    ):
        markup.section(
            "Invite somebody",
            "To an account without a group: another admin, or somebody who joins a group later. "
            "Members are best invited into their group.",
        )
        st.text_input(
            "E-mail address (optional)",
            key=f"invite-email-{number}",
            max_chars=254,
            help="With an address the link is good for that address alone.",
        )
        st.number_input(
            "Days that the link lasts", 1, 60, value=14, step=1, key=f"invite-days-{number}"
        )
        st.checkbox("As an admin, who can do all that this page offers", key=f"invite-as-{number}")
        show_error(f"{PLACE}-invite")
        st.form_submit_button(
            "Make a link", icon=":material/link:", on_click=_make_link, args=(number,)
        )


def _make_link(number: int) -> None:
    sheet = fields.sheet(_FORM)
    with reporting(f"{PLACE}-invite"):
        if number != sheet.number:
            return
        as_admin = bool(fields.value(f"invite-as-{number}"))
        link = services().account_links.invite(
            current_actor(),
            email=str(fields.value(f"invite-email-{number}") or ""),
            as_admin=as_admin,
            days=int(fields.value(f"invite-days-{number}") or 14),
        )
        kind = "an admin's account" if as_admin else "an account"
        words = f"Whoever opens it makes {kind}: send it to one person only."
        one_time_link.keep("welcome", link, words)
        sheet.turn()
