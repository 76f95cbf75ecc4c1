"""Journal: everything that is mine, to find, take along or delete."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from coach.domain.people import Actor
from coach.errors import NotSignedIn
from coach.services.journal import KINDS, JournalItem, JournalKind
from coach.web.components import deletion, fields, markup, nav
from coach.web.components.boundary import boundary, reporting, show_error
from coach.web.components.markup import plain, text
from coach.web.components.wording import KIND_WORDS, capital, day
from coach.web.runtime import current_actor, services

_LEAD: Final = (
    "Everything you wrote here, in one place, which only you can open. What you shared stands on "
    "Home, and what you said to a group in its conversations."
)
_PLURALS: Final = {
    "commitment": "Commitments",
    "attempt": "Attempts",
    "reflection": "Reflections",
    "story": "Stories",
    "conversation": "Conversations",
    "post": "Posts in groups",
}
PLACE: Final = "leave"
_PAGE: Final = 20
_OPENED_ON: Final = {"commitment": "commit", "reflection": "reflect", "story": "story"}


def page(actor: Actor) -> None:
    """Draw the page."""
    markup.heading("Journal", _LEAD)
    with st.container(key="narrow", gap="medium"):
        query, kinds = _filters()
        items = services().journal.items(actor, query=query, kinds=kinds or None)
        _found(items, filtered=bool(query or kinds))
        _take_along()
        _account()


def _filters() -> tuple[str, list[JournalKind]]:
    query = st.text_input(
        "Search in your journal",
        key="journal-query",
        type="search",
        live=True,
        placeholder="Search in your journal",
        label_visibility="collapsed",
    )
    kinds = st.pills(
        "Show",
        options=KINDS,
        selection_mode="multi",
        format_func=lambda kind: _PLURALS[kind],
        key="journal-kinds",
        label_visibility="collapsed",
    )
    return query.strip(), list(kinds)


def _found(items: Sequence[JournalItem], *, filtered: bool) -> None:
    if not items:
        markup.note(
            "Nothing here matches. Try fewer words, or show all kinds."
            if filtered
            else "Nothing here yet. What you say to the coach, commit to, try and reflect on will "
            "all stand here."
        )
        return
    shown = int(st.session_state.get("journal-shown", _PAGE))
    with st.container(key="journal-items", gap="xsmall"):
        for item in items[:shown]:
            _item(item)
    if len(items) > shown:
        st.button(f"Show {min(_PAGE, len(items) - shown)} more", on_click=_more, args=(shown,))


def _more(shown: int) -> None:
    st.session_state["journal-shown"] = shown + _PAGE


def _item(item: JournalItem) -> None:
    label = f"**{KIND_WORDS[item.kind]}** · {plain(item.title)} · {capital(day(item.at))}"
    with st.expander(label, key=f"journal-{item.kind}-{item.id}"):
        if item.detail:
            markup.note(item.detail)
        st.html(f'<p class="said">{text(item.text)}</p>' if item.text else "<p>No text.</p>")
        with st.container(key=f"item-{item.id}", horizontal=True, gap="xsmall"):
            if item.kind in _OPENED_ON:
                nav.link(_OPENED_ON[item.kind], "Open", icon=":material/arrow_forward:", id=item.id)
            deletion.button(item.kind, item.id, "Delete")


def _take_along() -> None:
    markup.section("Take it along", "A copy of everything that is yours, as a file.")
    links = (
        markup.download("/export/journal.md", "Download to read (Markdown)"),
        markup.download("/export/journal.json", "Download for a program (JSON)"),
    )
    st.html(f'<p class="downloads">{"".join(links)}</p>')


def _account() -> None:
    markup.section("Leave")
    if st.button("Delete my whole account", key="delete-account", icon=":material/delete:"):
        _leave()


@st.dialog("Delete your whole account?")
def _leave() -> None:
    try:
        actor = current_actor()
    except NotSignedIn:
        st.rerun()
    with boundary(st.error):
        deletion.consequences(services().accounts.deletion_preview(actor).lines)
        st.text_input("Your password", type="password", key="leave-password")
        show_error(PLACE)
        with st.container(horizontal=True, gap="small"):
            st.button("Delete everything", type="primary", key="leave-yes", on_click=_delete)
            if st.button("Keep my account", key="leave-no"):
                st.rerun()


def _delete() -> None:
    password = fields.value("leave-password")
    with reporting(PLACE):
        services().accounts.delete_account(current_actor(), password=password)
