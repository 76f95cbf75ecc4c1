"""What an admin does to one account, each with what it leads to said beforehand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import streamlit as st

from coach.domain.people import Actor
from coach.services.account_links import PASSWORD_DAYS
from coach.storage.records import RegisteredPerson
from coach.web.components import fields
from coach.web.components.boundary import boundary, done, reporting, show_error
from coach.web.components.markup import text
from coach.web.runtime import current_actor, services

PLACE: Final = "admin-account"
_OPENED: Final = "account-opened"


@dataclass(frozen=True, slots=True)
class _Change:
    """One thing that can be done; `do` is told whether the admin means their own account."""

    title: str
    leads_to: tuple[str, ...]
    fits: Callable[[RegisteredPerson], bool]
    do: Callable[[Actor, str, bool], None]
    said: str
    asks_of_oneself: bool = True


_CHANGES: Final[dict[str, _Change]] = {
    "password": _Change(
        "Mail a link for a new password",
        (
            f"It goes to this person and works once, for {PASSWORD_DAYS} days.",
            "An older one is void.",
            "You do not see the link: whoever opens it can sign in as this person.",
            "The audit trail keeps that you made it.",
            "The person's account page tells them when their password was replaced.",
        ),
        lambda person: person.disabled_at is None and services().account_links.sends_passwords,
        lambda actor, id_, _: services().account_links.send_password_link(actor, id_),
        "The link is on its way.",
        asks_of_oneself=False,
    ),
    "sign-out": _Change(
        "Sign out everywhere",
        ("Every session of this person ends now. They can sign in again.",),
        lambda person: person.disabled_at is None,
        lambda actor, id_, myself: services().people.sign_out(actor, id_, myself=myself),
        "They are signed out everywhere.",
    ),
    "make-admin": _Change(
        "Make an admin",
        ("This person can do all that this page offers, also with your account.",),
        lambda person: not person.is_admin and person.disabled_at is None,
        lambda actor, id_, _: services().people.make_admin(actor, id_),
        "They are an admin now.",
    ),
    "unmake-admin": _Change(
        "No longer an admin",
        (
            "This person keeps their account and what they wrote, and cannot open this page.",
            "Invitations and links that they made here stop working.",
        ),
        lambda person: person.is_admin,
        lambda actor, id_, myself: services().people.unmake_admin(actor, id_, myself=myself),
        "They are no longer an admin.",
    ),
    "shut": _Change(
        "Shut the account",
        (
            "This person is signed out and cannot sign in. Links that they made stop working.",
            "Nothing of theirs is deleted, and you can open the account again.",
        ),
        lambda person: person.disabled_at is None,
        lambda actor, id_, myself: services().people.shut(actor, id_, myself=myself),
        "The account is shut.",
    ),
    "open": _Change(
        "Open the account again",
        ("This person can sign in with their old password.",),
        lambda person: person.disabled_at is not None,
        lambda actor, id_, _: services().people.reopen(actor, id_),
        "The account is open again.",
    ),
}


def opener(person_id: str, label: str) -> None:
    """Draw the button that opens the dialog about a person."""
    st.button(label, key=f"change-{person_id}", type="tertiary", on_click=_open, args=(person_id,))


def draw() -> None:
    """Draw the dialog while it is open."""
    person_id = fields.value(_OPENED)
    if person_id:
        _dialog(person_id)


def _open(person_id: str) -> None:
    st.session_state[_OPENED] = person_id


def _close() -> None:
    st.session_state.pop(_OPENED, None)


@st.dialog("Change an account", on_dismiss=_close)
def _dialog(person_id: str) -> None:
    """Ask what should happen to an account, and say what that leads to."""
    if fields.value(_OPENED) != person_id:
        st.rerun()
    with boundary(st.error):
        actor = current_actor()
        person = services().people.person(actor, person_id)
        st.html(
            f'<p class="thing"><strong>{text(person.name)}</strong></p>'
            f'<p class="note">{text(person.email)}</p>'
        )
        chosen = st.radio(
            "What should happen?",
            options=[name for name, one in _CHANGES.items() if one.fits(person)],
            format_func=lambda name: _CHANGES[name].title,
            index=None,
            key=f"what-{person_id}",
        )
        if chosen is not None:
            _confirm(actor, person, chosen)


def _confirm(actor: Actor, person: RegisteredPerson, chosen: str) -> None:
    lines = "".join(f"<li>{text(line)}</li>" for line in _CHANGES[chosen].leads_to)
    st.html(f'<ul class="consequences">{lines}</ul>')
    if person.id == actor.person_id and _CHANGES[chosen].asks_of_oneself:
        st.checkbox("I mean my own account", key=f"myself-{person.id}")
    show_error(PLACE)
    st.button(
        _CHANGES[chosen].title,
        key="change-yes",
        type="primary",
        on_click=_do,
        args=(person.id, chosen),
    )


def _do(person_id: str, chosen: str) -> None:
    with reporting(PLACE):
        myself = bool(fields.value(f"myself-{person_id}"))
        _CHANGES[chosen].do(current_actor(), person_id, myself)
        _close()
        done(_CHANGES[chosen].said)
