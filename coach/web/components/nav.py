"""The pages of the app: what they are called, where they are, and the bars that lead to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NoReturn

import streamlit as st
from streamlit.navigation.page import Page

from coach.domain.people import Actor
from coach.web.components.markup import plain, text
from coach.web.cookies import SESSION_COOKIE
from coach.web.forms import TOKEN_FIELD, FormKey


@dataclass(frozen=True, slots=True)
class Place:
    """One page: its path, its title, its icon, and whether it stands in the bar, and whose."""

    path: str
    title: str
    icon: str
    in_bar: bool = True
    for_admins: bool = False


PLACES: Final = (
    Place("home", "Home", ":material/home:"),
    Place("group", "Group", ":material/groups:"),
    Place("commit", "Commit", ":material/edit_note:"),
    Place("practice", "Practice", ":material/footprint:"),
    Place("reflect", "Reflect", ":material/self_improvement:"),
    Place("stories", "Stories", ":material/auto_stories:"),
    Place("journal", "Journal", ":material/menu_book:"),
    Place("library", "Library", ":material/folder_open:", for_admins=True),
    Place("members", "Members", ":material/group_add:", in_bar=False),
    Place("admin", "Admin", ":material/admin_panel_settings:", in_bar=False, for_admins=True),
    Place("session", "Session", ":material/event:", in_bar=False),
    Place("run", "Running session", ":material/timer:", in_bar=False),
    Place("rhythm", "Reminders", ":material/notifications:", in_bar=False),
    Place("rules", "Rules", ":material/rule:", in_bar=False),
    Place("review", "Review", ":material/report:", in_bar=False),
    Place("story", "Tell a story", ":material/edit_note:", in_bar=False),
    Place("themes", "Themes", ":material/hub:", in_bar=False),
    Place("talk", "Conversations", ":material/forum:", in_bar=False),
    Place("about", "About the coach", ":material/info:", in_bar=False),
)
_PAGES: Final = "pages"
_SHOWN: Final = "page-shown"


def build(drawn: dict[str, Callable[[], None]]) -> list[Page]:
    """Return the pages of this run, by path in `drawn`, and remember them for links."""
    pages = {
        place.path: st.Page(
            drawn[place.path],
            title=place.title,
            url_path=place.path,
            default=place.path == "home",
        )
        for place in PLACES
    }
    st.session_state[_PAGES] = pages
    return list(pages.values())


def keep_address(current: str) -> None:
    """Put what a run on the page of the last run was asked for into the address bar.

    Streamlit's links from a page to itself leave the address as it was; what is clicked next would
    then be done on what the old address names. An address that is right already is not touched.
    """
    if st.session_state.get(_SHOWN) == current:
        st.query_params.from_dict(st.query_params.to_dict())
    st.session_state[_SHOWN] = current


def bars(actor: Actor, current: str) -> None:
    """Draw the top bar: the name, the pages (at the bottom of a phone), and the account."""
    with st.container(
        key="topbar", horizontal=True, vertical_alignment="center", gap="small", wrap=False
    ):
        mark = '<img src="/assets/mark.svg" alt="" width="26" height="26">'
        st.html(f'<p class="brand">{mark}Repertoire</p>', width="content")
        with st.container(key="tabs", horizontal=True, gap=None, wrap=False, width="content"):
            for place in (p for p in PLACES if p.in_bar and _is_for(p, actor)):
                _tab(place, current=place.path == current)
        _account(actor)


def link(path: str, label: str, *, icon: str | None = None, **query: str) -> None:
    """Draw a link to a page of ours."""
    st.page_link(_pages()[path], label=label, icon=icon, query_params=query or None)


def go(path: str, **query: str) -> NoReturn:
    """Leave for a page of ours."""
    st.switch_page(_pages()[path], query_params=query or None)


def _pages() -> dict[str, Page]:
    pages: dict[str, Page] = st.session_state[_PAGES]
    return pages


def _is_for(place: Place, actor: Actor) -> bool:
    return actor.is_admin or not place.for_admins


def _tab(place: Place, *, current: bool) -> None:
    key = f"tab-{place.path}-current" if current else f"tab-{place.path}"
    with st.container(key=key, width="content"):
        link(place.path, place.title, icon=place.icon)


def _account(actor: Actor) -> None:
    with (
        st.container(key="account", width="content"),
        st.popover(
            plain(_initials(actor.name)),
            key="account-menu",
            help=plain(f"{actor.name}: account and sign-out"),
        ),
    ):
        st.html(
            f'<p class="who"><strong>{text(actor.name)}</strong><br>{text(actor.email)}</p>'
            '<p><a href="/account" target="_self">Account and password</a></p>'
        )
        link("rhythm", "Reminders", icon=":material/notifications:")
        link("about", "About the coach", icon=":material/info:")
        if actor.is_admin:
            link("library", "Library", icon=":material/folder_open:")
            link("members", "Groups", icon=":material/groups:")
            link("admin", "Admin", icon=":material/admin_panel_settings:")
        st.html(_sign_out())


def _sign_out() -> str:
    """Return the form that ends this session, with the token that our own route asks for."""
    secret = st.context.cookies.get(SESSION_COOKIE, "")
    if not secret:
        return '<a href="/account" target="_self">Sign out</a>'
    return (
        '<form class="sign-out" method="post" action="/sign-out">'
        f'<input type="hidden" name="{TOKEN_FIELD}" value="{FormKey(secret).token}">'
        '<button type="submit">Sign out</button></form>'
    )


def footer() -> None:
    """Draw the quiet last line of every page."""
    with st.container(key="footer", horizontal=True, vertical_alignment="center", gap="small"):
        link("about", "About the coach")
        st.html('<a href="/account" target="_self">Account and sign-out</a>', width="content")


def _initials(name: str) -> str:
    words = name.split()
    letters = "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words))
    return letters.upper() or "?"
