"""A released report as everybody in the group reads it."""

from __future__ import annotations

import streamlit as st

from coach.domain import theme_words
from coach.services.read_themes import ReadQuote, ReadTheme
from coach.services.theme_views import ReleasedReport
from coach.web.components import markup
from coach.web.components.markup import chip, text
from coach.web.components.wording import capital, day


def title(report: ReleasedReport) -> str:
    """Return a line that tells one report from another."""
    of = f"{report.cycle.number}. {report.cycle.topic}: " if report.cycle else ""
    return f"{of}report {report.number}, {day(report.released_at)}"


def head(report: ReleasedReport) -> None:
    """Draw what the report is about, and that there is nothing where there is nothing."""
    about = report.cycle.topic if report.cycle else ""
    released = f"Released {day(report.released_at)}."
    if report.release.people is not None:
        released += f" {theme_words.taken_part(report.release)}"
    markup.section(about or "What we wrestle with", released)
    if not report.themes:
        markup.note("No theme may be shown.")


def theme(view: ReadTheme) -> None:
    """Draw one theme."""
    from_whom = theme_words.whom_from(view.theme, view.names)
    rows = "".join(
        f"<dt>{text(title)}</dt><dd>{text(words)}</dd>"
        for title, words in theme_words.lines(view.theme)
    )
    mark = theme_words.mark(view.theme)
    st.html(
        f'<div class="theme-sheet"><h3 class="theme-title">{text(view.theme.title)}</h3>'
        + (f'<p class="said">{text(view.theme.summary)}</p>' if view.theme.summary else "")
        + (f'<p class="chips">{chip(from_whom, "good")}</p>' if from_whom else "")
        + (f'<dl class="facts">{rows}</dl>' if rows else "")
        + "".join(map(_quote, view.quotes))
        + (f'<p class="note">{text(mark)}</p>' if mark else "")
        + "</div>"
    )


def withheld(report: ReleasedReport) -> None:
    """Draw how many themes are not shown, and why."""
    for sentence in theme_words.withheld(report.release):
        markup.note(sentence)


def how(report: ReleasedReport, least: int) -> None:
    """Draw how the report came about."""
    with st.expander("How this came about", key=f"theme-how-{report.id}"):
        markup.note(
            f"{theme_words.made(report.made_by, report.model)} "
            f"{theme_words.rule_of_release(least)} Quotes are sentences that their authors chose."
        )
        markup.note(f"{capital(day(report.released_at))}, report {report.number}.")


def _quote(quote: ReadQuote) -> str:
    name = f'<p class="note">{text(quote.name)}</p>' if quote.name else ""
    return f"<div>{markup.quote(quote.words, small=True)}{name}</div>"
