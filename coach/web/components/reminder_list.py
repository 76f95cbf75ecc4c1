"""A member's reminders: when each comes next, on and off, changed, deleted, and a new one."""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.services.rhythm import ReminderView, RhythmView
from coach.web.components import fields, markup, reminder_form
from coach.web.components.boundary import done, reporting, show_error
from coach.web.components.markup import text
from coach.web.components.reminder_form import DAYS
from coach.web.components.wording import day, listed
from coach.web.runtime import current_actor, services

PLACE: Final = "reminder"
_FORM: Final = "reminder-new"


def draw(view: RhythmView, *, first: str = "") -> None:
    """Draw them; `first` is the commitment that a new one begins with."""
    markup.section("Remind me")
    for one in view.reminders:
        _reminder(view, one)
    if not view.reminders:
        markup.note("None yet. A fixed day and time help more than a good intention.")
    _new(view, first)
    show_error(PLACE)


def _reminder(view: RhythmView, one: ReminderView) -> None:
    reminder = one.reminder
    with st.container(key=f"card-reminder-{reminder.id}", gap="xsmall"):
        when = f"{_days(reminder.weekdays)}, {reminder.at:%H:%M}"
        words = f'<p class="thing">{text(reminder.label)}</p>' if reminder.label else ""
        about = f'<p class="note">{text(one.about)}</p>' if one.about else ""
        st.html(f'<p class="eyebrow">{text(when)}</p>{words}{about}')
        markup.note(_standing(view, one))
        with st.container(
            key=f"row-reminder-{reminder.id}", horizontal=True, vertical_alignment="center"
        ):
            st.toggle(
                _named("On", when),
                value=reminder.is_on,
                key=f"on-{reminder.id}-{reminder.is_on}",
                on_change=_switch,
                args=(reminder.id, not reminder.is_on),
            )
            st.button(
                _named("Delete", when),
                key=f"delete-reminder-{reminder.id}",
                type="tertiary",
                icon=":material/delete:",
                on_click=_delete,
                args=(reminder.id,),
            )
        _change(view, one)


def _standing(view: RhythmView, one: ReminderView) -> str:
    if one.is_over:
        return "It is over: its commitment is closed, or the day to look back has come."
    if one.next_at is None:
        return "It is off." if not one.reminder.is_on else "All mails are paused."
    way = "" if view.mails else ", in your calendar"
    return f"Next: {day(one.next_at.date())} at {one.next_at:%H:%M}{way}."


def _named(words: str, when: str) -> str:
    """Return a label that tells a screen reader which reminder it is about; others see `words`."""
    return f"{words} *: {when}*"


def _days(weekdays: tuple[int, ...]) -> str:
    known = {tuple(range(5)): "Monday to Friday", tuple(range(7)): "Every day"}
    return known.get(weekdays) or listed(DAYS[weekday] for weekday in weekdays)


def _change(view: RhythmView, one: ReminderView) -> None:
    reminder = one.reminder
    prefix = f"change-{reminder.id}-{reminder.updated_at.timestamp()}"
    with st.expander("Change it", key=f"{prefix}-change"), st.form(f"{prefix}-form", border=False):
        about = {reminder.commitment_id: one.about} if reminder.commitment_id else {}
        reminder_form.draw(prefix, {**view.commitments, **about}, given=reminder)
        st.form_submit_button("Save", on_click=_save, args=(reminder.id, prefix))


def _new(view: RhythmView, first: str) -> None:
    number = fields.sheet(_FORM).number
    prefix = f"{_FORM}-{number}"
    with (
        st.expander(
            "A new reminder", expanded=not view.reminders or bool(first), key=f"{prefix}-new"
        ),
        st.form(f"{prefix}-form", border=False),
    ):
        reminder_form.draw(prefix, view.commitments, first=first)
        st.form_submit_button(
            "Remind me",
            type="primary",
            icon=":material/add_alert:",
            on_click=_add,
            args=(number, prefix, view.rhythm.timezone),
        )


def _add(number: int, prefix: str, timezone: str) -> None:
    sheet = fields.sheet(_FORM)
    with reporting(PLACE):
        if number == sheet.number:
            services().rhythm.add(current_actor(), reminder_form.wish(prefix), timezone)
            sheet.turn()
            done("You will be reminded.")


def _save(reminder_id: str, prefix: str) -> None:
    with reporting(PLACE):
        services().rhythm.change(current_actor(), reminder_id, reminder_form.wish(prefix))
        done("It is changed.")


def _switch(reminder_id: str, on: bool) -> None:  # noqa: FBT001 - Streamlit passes it by position
    with reporting(PLACE):
        services().rhythm.switch(current_actor(), reminder_id, on=on)


def _delete(reminder_id: str) -> None:
    with reporting(PLACE):
        services().rhythm.delete(current_actor(), reminder_id)
        done("It is deleted.")
