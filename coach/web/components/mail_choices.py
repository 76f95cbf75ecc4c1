"""How a member wants to be written to: time zone, quiet hours, sessions, weekly mail, pause."""

from __future__ import annotations

from datetime import time
from typing import Final
from zoneinfo import available_timezones

import streamlit as st

from coach.domain.reminders import Rhythm
from coach.services.rhythm import Choices, RhythmView
from coach.web.components import fields, markup
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.reminder_form import WEEKDAYS
from coach.web.runtime import current_actor, services

PLACE: Final = "mail-choices"
_FORM: Final = "mail-choices"
_EVENING, _MORNING = time(20), time(7)
_NEVER: Final = -1


def draw(view: RhythmView) -> None:
    """Draw the choices; without a mail server the time zone alone, which the calendar needs."""
    markup.section("How I am written to" if view.mails else "My clock")
    rhythm = view.rhythm
    prefix = f"{_FORM}-{fields.sheet(_FORM).number}"
    with st.form(f"{prefix}-form", border=False):
        _timezone(prefix, rhythm)
        if view.mails:
            _quiet(prefix, rhythm)
            _groups(prefix, rhythm)
        st.form_submit_button("Save", on_click=_save, args=(prefix, view))
    if view.mails:
        label = "Send mails again" if rhythm.is_paused else "Pause all mails"
        st.button(label, key="pause-mails", on_click=_pause, args=(rhythm,))
    show_error(PLACE)


def _timezone(prefix: str, rhythm: Rhythm) -> None:
    zones = sorted({*(z for z in available_timezones() if "/" in z), "UTC", rhythm.timezone})
    st.selectbox(
        "My time zone", options=zones, index=zones.index(rhythm.timezone), key=f"{prefix}-zone"
    )


def _quiet(prefix: str, rhythm: Rhythm) -> None:
    st.checkbox(
        "Quiet hours: a mail waits until they end",
        value=rhythm.quiet is not None,
        key=f"{prefix}-quiet",
    )
    left, right = st.columns(2)
    left.time_input("They begin", value=rhythm.quiet_starts or _EVENING, key=f"{prefix}-starts")
    right.time_input("They end", value=rhythm.quiet_ends or _MORNING, key=f"{prefix}-ends")


def _groups(prefix: str, rhythm: Rhythm) -> None:
    st.checkbox(
        "Tell me when a session of my groups is planned or moved, and the day before",
        value=rhythm.session_mails,
        key=f"{prefix}-sessions",
    )
    weekday = rhythm.digest_weekday
    st.selectbox(
        "My week in numbers, without anybody's words",
        options=[_NEVER, *range(len(WEEKDAYS))],
        index=0 if weekday is None else weekday + 1,
        format_func=lambda day: "Never" if day == _NEVER else f"Every {WEEKDAYS[day]}",
        key=f"{prefix}-digest",
    )


def _save(prefix: str, view: RhythmView) -> None:
    with reporting(PLACE):
        services().rhythm.choose(current_actor(), _choices(prefix, view))
        fields.sheet(_FORM).turn()
        done("It is saved.")


def _choices(prefix: str, view: RhythmView) -> Choices:
    """Return what the fields say; what is not shown stays as it is."""
    kept = view.rhythm.model_dump(include=set(Choices.model_fields))
    given: dict[str, object] = {"timezone": fields.value(f"{prefix}-zone")}
    if view.mails:
        quiet, digest = fields.value(f"{prefix}-quiet"), fields.value(f"{prefix}-digest")
        given |= {
            "quiet_starts": fields.value(f"{prefix}-starts") if quiet else None,
            "quiet_ends": fields.value(f"{prefix}-ends") if quiet else None,
            "session_mails": bool(fields.value(f"{prefix}-sessions")),
            "digest_weekday": None if digest == _NEVER else digest,
        }
    return Choices.model_validate(kept | given)


def _pause(rhythm: Rhythm) -> None:
    with reporting(PLACE):
        services().rhythm.pause(current_actor(), rhythm.timezone, paused=not rhythm.is_paused)
