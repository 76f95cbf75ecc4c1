"""What whoever leads does with released themes: other words, one of several, two of one, none."""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.domain.theme_edits import LONGEST_LINE, LONGEST_TITLE, Wording
from coach.domain.theme_release import ShownTheme
from coach.domain.theme_words import LINE_TITLES
from coach.services.read_themes import ReadTheme
from coach.services.theme_views import ReleasedReport
from coach.web.components import fields, markup
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.markup import plain
from coach.web.runtime import current_actor, services

_EMPTY: Final = Wording(title="")


def of_theme(report: ReleasedReport, view: ReadTheme) -> None:
    """Draw the three edits of one theme."""
    with st.container(key=f"row-theme-{view.theme.id}", gap="xsmall"):
        _reword(report.id, view.theme)
        _split(report.id, view)
        _discard(report.id, view.theme)


def merge(report: ReleasedReport) -> None:
    """Draw how several themes become one."""
    titles = {view.theme.id: view.theme.title for view in report.themes}
    if len(titles) < 2:  # noqa: PLR2004 - one cannot be merged
        return
    place = f"merge-{report.id}"
    form = f"{place}-{fields.sheet(place).number}"
    with st.expander("Make one theme of several", key=place):
        markup.note("It then tells no number of people, and says what it was made of.")
        with st.form(form, border=False):
            st.multiselect(
                "Which themes?",
                options=list(titles),
                format_func=lambda id_: plain(titles.get(id_, "")),
                key=f"{form}-which",
            )
            _wording_fields(form, _EMPTY)
            st.form_submit_button("Make one of them", on_click=_merge, args=(report.id, form))
        show_error(place)


def _reword(report_id: str, theme: ShownTheme) -> None:
    place = f"reword-{theme.id}"
    form = f"{place}-{fields.sheet(place).number}"
    with st.expander(f"Put it in other words *: {plain(theme.title)}*", key=place):
        with st.form(form, border=False):
            _wording_fields(form, wording_of(theme))
            st.form_submit_button(
                "Save these words", on_click=_save, args=(report_id, theme.id, form)
            )
        show_error(place)


def _split(report_id: str, view: ReadTheme) -> None:
    theme, place = view.theme, f"split-{view.theme.id}"
    form = f"{place}-{fields.sheet(place).number}"
    quotes = {quote.place: quote.words for quote in view.quotes}
    with st.expander(f"Make two of it *: {plain(theme.title)}*", key=place):
        markup.note("Neither tells a number of people then.")
        with st.form(form, border=False):
            markup.note("The first")
            _wording_fields(f"{form}-first", wording_of(theme))
            markup.note("The second")
            _wording_fields(f"{form}-second", _EMPTY)
            if quotes:
                st.multiselect(
                    "Quotes that go to the second",
                    options=list(quotes),
                    format_func=lambda at: plain(quotes.get(at, "")),
                    key=f"{form}-quotes",
                )
            st.form_submit_button(
                "Make two of it", on_click=_divide, args=(report_id, theme.id, form)
            )
        show_error(place)


def _discard(report_id: str, theme: ShownTheme) -> None:
    with st.popover(
        f"Take it out *: {plain(theme.title)}*",
        key=f"discard-{theme.id}",
        type="tertiary",
        icon=":material/delete:",
    ):
        markup.note("Nobody reads it any more, and it does not come back.")
        st.button(
            "Take it out for good",
            key=f"remove-yes-theme-{theme.id}",
            type="primary",
            on_click=_take_out,
            args=(report_id, theme.id),
        )
        show_error(f"discard-{theme.id}")


def _wording_fields(form: str, wording: Wording) -> None:
    st.text_input("Title", value=wording.title, key=f"{form}-title", max_chars=LONGEST_TITLE)
    _line(form, "summary", "In one sentence", wording)
    for name, title in LINE_TITLES.items():
        _line(form, name, title, wording)


def _line(form: str, name: str, label: str, wording: Wording) -> None:
    st.text_area(
        label,
        value=getattr(wording, name),
        key=f"{form}-{name}",
        height=68,
        max_chars=LONGEST_LINE,
    )


def wording_of(theme: ShownTheme) -> Wording:
    """Return what a theme says now."""
    return Wording(**{name: getattr(theme, name) for name in Wording.model_fields})


def _typed(form: str) -> Wording:
    return Wording(
        **{name: str(fields.value(f"{form}-{name}") or "") for name in Wording.model_fields}
    )


def _save(report_id: str, theme_id: str, form: str) -> None:
    place = f"reword-{theme_id}"
    sheet = fields.sheet(place)
    with reporting(place):
        services().theme_edits.reword(current_actor(), report_id, theme_id, _typed(form))
        sheet.turn()
        done("The theme reads anew.")


def _divide(report_id: str, theme_id: str, form: str) -> None:
    place = f"split-{theme_id}"
    sheet = fields.sheet(place)
    with reporting(place):
        services().theme_edits.split(
            current_actor(),
            report_id,
            theme_id,
            _typed(f"{form}-first"),
            _typed(f"{form}-second"),
            quotes_of_second=fields.value(f"{form}-quotes") or (),
        )
        sheet.turn()
        done("There are two themes now.")


def _merge(report_id: str, form: str) -> None:
    place = f"merge-{report_id}"
    sheet = fields.sheet(place)
    with reporting(place):
        chosen = tuple(fields.value(f"{form}-which") or ())
        services().theme_edits.merge(current_actor(), report_id, chosen, _typed(form))
        sheet.turn()
        done("There is one theme now.")


def _take_out(report_id: str, theme_id: str) -> None:
    with reporting(f"discard-{theme_id}"):
        services().theme_edits.discard(current_actor(), report_id, theme_id)
        done("The theme is taken out.")
