"""For a sponsor: totals and themes of several groups, as they may be handed over, and no more."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from coach.domain.people import Actor
from coach.domain.theme_release import ShownTheme
from coach.domain.theme_words import lines
from coach.domain.totals import TOTAL_TITLES, Totals, in_words
from coach.services.totals_file import RULE
from coach.web.components import markup
from coach.web.components.markup import text
from coach.web.components.wording import day
from coach.web.runtime import services


def draw(actor: Actor) -> None:
    """Draw the part."""
    markup.styles("theme_picture")
    view = services().totals.view(actor)
    markup.section("For a sponsor", "This, and nothing else, may leave the groups.")
    _numbers(view.totals)
    markup.note(
        f"Counted {day(view.totals.counted_at)}, and again from {day(view.totals.next_at)} on. "
        f"{RULE}"
    )
    markup.section(
        "What several groups wrestle with",
        f"Released {day(view.themes_at)}." if view.themes_at else "",
    )
    _themes(view.themes)
    st.html(
        '<p class="downloads">'
        f"{markup.download('/export/totals.md', 'Hand over as text (Markdown)')} "
        f"{markup.download('/export/totals.csv', 'Hand over as a table (CSV)')}</p>"
    )
    markup.note("That a file was taken along is noted in the audit trail.")


def _numbers(totals: Totals) -> None:
    rows = "".join(
        f"<div><dt>{TOTAL_TITLES[total]}</dt>"
        f'<dd class="{"" if number else "untold"}">{in_words(number)}</dd></div>'
        for total, number in totals.numbers.items()
    )
    st.html(f'<dl class="figures">{rows}</dl>')


def _themes(themes: Sequence[ShownTheme]) -> None:
    if not themes:
        markup.note(
            "None so far. A theme is shown here once it comes from at least five people of at "
            "least two groups, who let their reflections count beyond their group; who read it "
            "first and did not keep it back."
        )
        return
    st.html(f'<ol class="moves">{"".join(map(_theme, themes))}</ol>')


def _theme(theme: ShownTheme) -> str:
    said = "".join(
        f"<p><strong>{title}:</strong> {text(words)}</p>" for title, words in lines(theme)
    )
    summary = f"<p>{text(theme.summary)}</p>" if theme.summary else ""
    return (
        f'<li class="move"><p class="what">{text(theme.title)}</p>'
        f'<p class="note">{in_words(theme.people or 0).capitalize()} people, of several groups</p>'
        f"{summary}{said}</li>"
    )
