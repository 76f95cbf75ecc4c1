"""For a sponsor: totals and themes of several groups, as they may be handed over, and no more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import streamlit as st

from coach.domain.people import Actor
from coach.domain.theme_release import ShownTheme
from coach.domain.theme_report import UNDER_WAY, ReportState
from coach.domain.theme_words import lines
from coach.domain.totals import TOTAL_TITLES, Totals, in_words
from coach.services.totals import Making
from coach.services.totals_file import RULE
from coach.web.components import markup
from coach.web.components.boundary import boundary, reporting, show_error
from coach.web.components.markup import text
from coach.web.components.wording import day, zone
from coach.web.runtime import current_actor, services

_PLACE: Final = "admin-totals"
_LOOK_S: Final = 3.0


def draw(actor: Actor) -> None:
    """Draw the part."""
    markup.styles("theme_picture")
    view = services().totals.view(actor)
    markup.section("For a sponsor", "All that a sponsor may see, and nothing else.")
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
    _making(actor)
    st.html(
        '<p class="downloads">'
        f"{markup.download('/export/totals.md', 'Hand over as text (Markdown)')} "
        f"{markup.download('/export/totals.csv', 'Hand over as a table (CSV)')}</p>"
    )
    markup.note("That a file was taken along is noted in the audit trail.")


def _making(actor: Actor) -> None:
    """Draw how the newest report stands; it looks again by itself while one is under way."""
    making = services().totals.making(actor)
    state = making.state if making else None

    @st.fragment(run_every=_LOOK_S if state in UNDER_WAY else None)
    def drawn() -> None:
        with boundary(st.error):
            now = services().totals.making(current_actor())
            if (now.state if now else None) is not state:
                st.rerun()
            _report(now)

    drawn()


def _report(making: Making | None) -> None:
    """Draw a report, and what can be done about it."""
    state = making.state if making else None
    if making is not None:
        markup.note(_how_it_stands(making))
    show_error(_PLACE)
    if state in UNDER_WAY:
        st.button("Stop this report", key="totals-stop", on_click=_stop)
    else:
        st.button("Look for themes", key="totals-ask", icon=":material/search:", on_click=_ask)


def _how_it_stands(making: Making) -> str:
    match making.state:
        case ReportState.MAKING:
            part = f" ({making.done} of {making.steps} steps)" if making.steps else ""
            return f"Themes are being looked for{part}."
        case ReportState.PREVIEW if making.look_until is not None:
            return (
                f"Those whom the themes come from read them until {_moment(making.look_until)} "
                "and can keep them back. What is left then is shown here."
            )
        case ReportState.FAILED:
            return f"The last report shows nothing. {making.trouble}"
        case ReportState.STOPPED:
            return "The last report was stopped."
        case _:
            return "The themes above are those of the last report."


def _moment(at: datetime) -> str:
    local = at.astimezone(zone())
    return f"{day(local)}, {local:%H:%M}"


def _ask() -> None:
    with reporting(_PLACE):
        services().totals.ask(current_actor())


def _stop() -> None:
    with reporting(_PLACE):
        services().totals.stop(current_actor())


def _numbers(totals: Totals) -> None:
    rows = "".join(
        f"<div><dt>{TOTAL_TITLES[total]}</dt>"
        f'<dd class="{"" if number else "untold"}">{in_words(number)}</dd></div>'
        for total, number in totals.numbers.items()
    )
    st.html(f'<dl class="figures of-all">{rows}</dl>')


def _themes(themes: Sequence[ShownTheme]) -> None:
    if not themes:
        markup.note(
            "None so far. A theme is shown here once it comes from at least five people of at "
            "least two groups, who let their reflections count beyond their group; who read it "
            "first and did not keep it back."
        )
        return
    st.html(f'<ol class="theme-cards">{"".join(map(_theme, themes))}</ol>')


def _theme(theme: ShownTheme) -> str:
    said = "".join(
        f"<p><strong>{title}:</strong> {text(words)}</p>" for title, words in lines(theme)
    )
    summary = f"<p>{text(theme.summary)}</p>" if theme.summary else ""
    return (
        f'<li><p class="what">{text(theme.title)}</p>'
        f'<p class="note">{in_words(theme.people or 0).capitalize()} people, of several groups</p>'
        f"{summary}{said}</li>"
    )
