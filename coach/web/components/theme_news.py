"""What Home says of themes: that they wait for my look, or that there is something to read."""

from __future__ import annotations

import streamlit as st

from coach.domain.people import Actor
from coach.services.theme_reports import ThemeNews
from coach.web.components import nav
from coach.web.components.markup import text
from coach.web.components.theme_preview import moment
from coach.web.components.wording import day
from coach.web.runtime import services


def draw(actor: Actor) -> None:
    """Draw a card for each group of which there is news."""
    for news in services().theme_reports.news(actor):
        _card(news)


def _card(news: ThemeNews) -> None:
    until, out = news.look_until, news.released_at
    if until is not None:
        title = "Themes wait for your look"
        words = (
            "They come from your reflections too. You see them before anybody reads them, and may "
            f"leave out what you like, until {moment(until)}."
        )
    else:
        title = "Themes to read"
        words = f"A report was released {day(out)}." if out else ""
    with st.container(key=f"card-themes-{news.group_id}", gap="xsmall"):
        st.html(
            f'<p class="eyebrow">{text(news.group_name)}</p><p class="thing">{text(title)}</p>'
            f'<p class="note">{text(words)}</p>'
        )
        label = "Have a look" if until else "Read them"
        nav.link("themes", label, icon=":material/arrow_forward:", group=news.group_id)
