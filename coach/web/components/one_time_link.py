"""A link that was just made, shown once to whoever made it."""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.services.invitations import InvitationLink
from coach.web.components import markup, own_address

_KEY: Final = "one-time-link"


def keep(path: str, link: InvitationLink, words: str) -> None:
    """Remember a new link for the coming run alone; `words` say what it is."""
    until = f"{link.expires_at.day} {link.expires_at:%B}"
    address = own_address.of(f"/{path}/{link.token}")
    st.session_state[_KEY] = (address, f"{words} It works once, until {until}.")


def show() -> None:
    """Draw, once, the link that was just made."""
    found = st.session_state.pop(_KEY, None)
    if found is None:
        return
    address, words = found
    with st.container(key="card-link", gap="small"):
        markup.section("Copy the link now", f"{words} It is not shown again.")
        st.code(address, language=None, wrap_lines=True)
