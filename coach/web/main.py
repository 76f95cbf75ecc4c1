"""The script that Streamlit runs for every page: who is looking, the bars, the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import ModuleType

import streamlit as st
from streamlit.navigation.page import Page

from coach.domain.people import Actor
from coach.errors import NotFound, NotSignedIn
from coach.web import draws
from coach.web.components import markup, nav, recovery
from coach.web.components.boundary import boundary, show_done
from coach.web.runtime import current_actor
from coach.web.views import (
    about,
    admin,
    commit,
    group,
    home,
    journal,
    library,
    members,
    practice,
    reflect,
    review,
    rhythm,
    rules,
    run,
    session,
    stories,
    story,
    talk,
    themes,
)

PAGES: dict[str, ModuleType] = {
    "home": home,
    "group": group,
    "members": members,
    "session": session,
    "run": run,
    "commit": commit,
    "practice": practice,
    "reflect": reflect,
    "stories": stories,
    "story": story,
    "journal": journal,
    "library": library,
    "admin": admin,
    "rhythm": rhythm,
    "rules": rules,
    "review": review,
    "talk": talk,
    "themes": themes,
    "about": about,
}


def main() -> None:
    """Draw one run."""
    with draws.one_of_few():
        _draw()


def _draw() -> None:
    markup.frame()
    actor = _actor()
    page = st.navigation(nav.build(_drawn(actor)), position="hidden")
    current = page.url_path or "home"
    nav.keep_address(current)
    nav.bars(actor, current)
    with boundary(st.error):
        _run(page)
    show_done()
    nav.footer()
    recovery.draw()


def _run(page: Page) -> None:
    """Run a page; one that leads to nothing for this person has a title all the same."""
    try:
        page.run()
    except NotFound:
        markup.heading("Not here")
        nav.link("home", "Go to Home", icon=":material/arrow_back:")
        raise


def _actor() -> Actor:
    try:
        return current_actor()
    except NotSignedIn as error:
        st.html(f'<p class="lead">{error}</p><p><a href="/sign-in" target="_self">Sign in</a></p>')
        st.stop()


def _drawn(actor: Actor) -> dict[str, Callable[[], None]]:
    return {path: partial(module.page, actor) for path, module in PAGES.items()}


if __name__ == "__main__":
    main()
