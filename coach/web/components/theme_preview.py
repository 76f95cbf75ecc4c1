"""A report before its release: what comes from me, and what of it I leave out."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import streamlit as st

from coach.domain.theme_preview import OwnPart
from coach.domain.theme_words import LINE_TITLES
from coach.services.theme_views import Look, OwnTheme, ThemeBoard
from coach.web.components import markup, theme_making
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.markup import plain, text
from coach.web.components.wording import day, zone
from coach.web.runtime import current_actor, services

PLACE: Final = "theme-look"


def draw(board: ThemeBoard) -> None:
    """Draw what this reader may know of a report that is not released yet."""
    ends = moment(board.ends_at) if board.ends_at else ""
    if board.look is None:
        markup.section("A report is being looked at", _others(ends))
    elif not board.look.themes:
        markup.section("A report is being looked at", f"{_NONE_OF_MINE} {_others(ends)}")
    else:
        _mine(board, board.look, ends)
    if board.leads:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            theme_making.stop(board, "Stop it")
            markup.note(
                "Nothing of it is then shown, and the next report needs something new from at "
                f"least {board.group.rules.release_inside} of us."
            )


def moment(when: datetime) -> str:
    """Return a day and an hour where the reader is."""
    return f"{day(when)}, {when.astimezone(zone()):%H:%M}"


def _mine(board: ThemeBoard, look: Look, ends: str) -> None:
    markup.section("Have a look before anybody reads it", _LEAD)
    for theme in look.themes:
        _theme(board.report_id, theme)
    show_error(PLACE)
    if look.agreed:
        markup.note(
            "You need no more time. It is released once all whom it comes from say so, and at the "
            f"latest {ends}. Until then you can still leave something out."
        )
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            "I need no more time",
            key="no-more-time",
            type="primary",
            on_click=_assent,
            args=(board.report_id,),
        )
        markup.note(f"Else it is released {ends}.")


def _theme(report_id: str, theme: OwnTheme) -> None:
    part = theme.part
    with st.container(key=f"card-look-{part.id}", gap="small"):
        st.html(f'<div class="theme-sheet">{wording(part)}{_of_mine(theme)}</div>')
        label = "Take that back" if theme.vetoed else "Leave this out"
        if theme.vetoed:
            markup.note("You left this out: it will not be shown.")
        st.button(
            f"{label} *: {plain(part.title)}*",
            key=f"veto-{part.id}",
            icon=":material/undo:" if theme.vetoed else ":material/visibility_off:",
            on_click=_unveto if theme.vetoed else _veto,
            args=(report_id, part.id),
        )


def wording(part: OwnPart) -> str:
    """Return what a theme says."""
    rows = "".join(
        f"<dt>{text(title)}</dt><dd>{text(words)}</dd>"
        for name, title in LINE_TITLES.items()
        if (words := getattr(part, name))
    )
    facts = f'<dl class="facts">{rows}</dl>' if rows else ""
    summary = f'<p class="said">{text(part.summary)}</p>' if part.summary else ""
    return f'<h3 class="theme-title">{text(part.title)}</h3>{summary}{facts}'


def _of_mine(theme: OwnTheme) -> str:
    """Return the reader's own sentences that would be shown, and where their name may stand."""
    beside = " Your name may stand beside the theme." if theme.part.named else ""
    if not theme.quotes:
        return f'<p class="note">No words of yours would be quoted.{beside}</p>'
    quotes = "".join(
        f"<div>{markup.quote(quote.words, small=True)}"
        f'<p class="note">{"With your name" if quote.named else "Without your name"}</p></div>'
        for quote in theme.quotes
    )
    return f'<p class="note">{beside.strip()} Your words that would be quoted:</p>{quotes}'


def _others(ends: str) -> str:
    return (
        f"Those whom it comes from look at it first, until {ends} at the latest. Then you read "
        "here what may be shown."
    )


def _veto(report_id: str, theme_id: str) -> None:
    with reporting(PLACE):
        services().theme_reports.veto(current_actor(), report_id, theme_id)
        done("It is left out. Nobody is told that it was you.")


def _unveto(report_id: str, theme_id: str) -> None:
    with reporting(PLACE):
        services().theme_reports.unveto(current_actor(), report_id, theme_id)
        done("It may be shown again.")


def _assent(report_id: str) -> None:
    with reporting(PLACE):
        services().theme_reports.assent(current_actor(), report_id)


_LEAD: Final = (
    "These themes could be shown to all of us, and they come from your reflections too. You see "
    "your own words only. Leave out what nobody should read; nobody is told that it was you."
)
_NONE_OF_MINE: Final = "Nothing that could be shown comes from you."
