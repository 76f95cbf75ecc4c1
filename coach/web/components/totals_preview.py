"""On Home: themes that would go outside the group and come from the reader too, to keep back."""

from __future__ import annotations

import streamlit as st

from coach.domain.people import Actor
from coach.domain.theme_release import ShownTheme
from coach.domain.theme_words import lines
from coach.services.totals_preview import OutsidePreview
from coach.web.components import fields, markup
from coach.web.components.boundary import reporting, show_error
from coach.web.components.markup import plain, text
from coach.web.components.wording import day
from coach.web.runtime import current_actor, services

_PLACE = "outside"


def draw(actor: Actor) -> None:
    """Draw the themes with a box each; nothing where none comes from the reader."""
    preview = services().totals_preview.mine(actor)
    if preview is None:
        return
    markup.section(
        "Before it goes outside",
        "These themes come from you and others of several groups. Your organisation reads them "
        f"from {day(preview.ends_at)} on, with a rounded number, no quote and no name of anybody. "
        "What you keep back is not shown, and nobody learns that it was you.",
    )
    show_error(_PLACE)
    for theme in preview.themes:
        _theme(preview, theme)


def _theme(preview: OutsidePreview, theme: ShownTheme) -> None:
    said = "".join(
        f"<p><strong>{title}:</strong> {text(words)}</p>" for title, words in lines(theme)
    )
    with st.container(key=f"card-outside-{theme.id}", gap="small"):
        st.html(
            f'<p class="thing"><strong>{text(theme.title)}</strong></p>'
            f"<p>{text(theme.summary)}</p>{said}"
        )
        st.checkbox(
            f"Keep “{plain(theme.title)}” back",
            value=theme.id in preview.kept_back,
            key=f"outside-{theme.id}",
            on_change=_choose,
            args=(preview.report_id, theme.id),
        )


def _choose(report_id: str, theme_id: str) -> None:
    with reporting(_PLACE):
        services().totals_preview.keep_back(
            current_actor(), report_id, theme_id, back=bool(fields.value(f"outside-{theme_id}"))
        )
