"""The script that Streamlit runs for every page: who is looking, the bars, the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import ModuleType

import streamlit as st

from coach.domain.people import Actor
from coach.errors import NotSignedIn
from coach.web.components import markup, nav
from coach.web.components.boundary import boundary, show_done
from coach.web.runtime import current_actor
from coach.web.views import (
    about,
    commit,
    group,
    home,
    journal,
    library,
    practice,
    reflect,
    rules,
    session,
    stories,
    talk,
)

PAGES: dict[str, ModuleType] = {
    "home": home,
    "group": group,
    "session": session,
    "commit": commit,
    "practice": practice,
    "reflect": reflect,
    "stories": stories,
    "journal": journal,
    "library": library,
    "rules": rules,
    "talk": talk,
    "about": about,
}


def main() -> None:
    """Draw one run."""
    markup.frame()
    actor = _actor()
    page = st.navigation(nav.build(_drawn(actor)), position="hidden")
    current = page.url_path or "home"
    nav.keep_address(current)
    nav.bars(actor, current)
    show_done()
    with boundary(st.error):
        page.run()
    nav.footer()


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
