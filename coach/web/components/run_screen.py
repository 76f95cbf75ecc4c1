"""What a running session shows on a shared screen: the step, whose turn it is, what comes next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

import streamlit as st

from coach.domain.agenda import Step
from coach.domain.session_clock import Coming, Reading
from coach.domain.session_run import SessionRun, Stretch
from coach.services.agenda_sheet import SOMEBODY, Sheet, rows, spell_minutes
from coach.services.session_runs import RunView
from coach.web.components import markup, nav, run_clock
from coach.web.components.markup import text
from coach.web.components.wording import listed, zone

_ALL: Final = "All of us"
_MINUTE: Final = 60


def running(view: RunView, run: SessionRun, reading: Reading) -> None:
    """Draw a session that is under way or paused."""
    here = run.here
    if here is None:
        return
    sheet, step = view.sheet, run.agenda.steps[here.step]
    st.html(_course(run, here.step, reading))
    clock, people = st.columns([3, 2], gap="large", vertical_alignment="center")
    with clock:
        run_clock.draw(
            reading.turn_left_s,
            running=not run.is_paused,
            of="step" if here.turn is None else "turn",
            turn=f"{run.at} {here.minutes}",
            say=_said(sheet, step, here, run),
        )
    with people:
        st.html(_people(sheet, here, reading))
    _table(sheet, step, here.step)


def over(view: RunView, run: SessionRun, reading: Reading) -> None:
    """Draw a session that is over."""
    ended = "" if run.ended_at is None else f" It ended at {_clock(run.ended_at)}"
    markup.heading(
        "The session is over",
        f"Thank you all.{ended}, {_late(reading)}.",
        eyebrow=_eyebrow(view.sheet),
    )


def heading(sheet: Sheet, words: str, lead: str) -> None:
    """Draw the head of a session that does not run."""
    markup.heading(words, lead, eyebrow=_eyebrow(sheet))


def _eyebrow(sheet: Sheet) -> str:
    return f"{sheet.group} · {sheet.agenda.title}"


def _table(sheet: Sheet, step: Step, number: int) -> None:
    """Draw what lies on the table in a step, if anything does."""
    details = "".join(f"<li>{text(detail)}</li>" for detail in rows(sheet)[number].details)
    if details:
        st.html(f'<ul class="run-details">{details}</ul>')
    if step.item_id in sheet.stories:
        nav.link("stories", "Read the story", icon=":material/auto_stories:", id=step.item_id)


def _course(run: SessionRun, now: int, reading: Reading) -> str:
    """Return a bar of all steps, each as wide as it is long, and what the present one is for."""
    steps = run.agenda.steps
    bar = "".join(_segment(step, number, now, reading) for number, step in enumerate(steps))
    paused = markup.chip("Paused", "changed") if run.is_paused else ""
    return (
        f'<ol class="run-bar" aria-hidden="true">{bar}</ol><div class="run-head">'
        f'<p class="eyebrow">Step {now + 1} of {len(steps)} {paused}</p>'
        f"<h1>{text(steps[now].title)}</h1></div>"
        f'<p class="run-asks">{text(steps[now].asks)}</p>'
    )


def _segment(step: Step, number: int, now: int, reading: Reading) -> str:
    """Return one step of the bar; of the present one so much is filled as has passed."""
    if number < now:
        filled = 100
    elif number > now:
        filled = 0
    else:
        left = max(0.0, reading.step_left_s) / max(1, step.minutes * _MINUTE)
        filled = round(20 * (1 - min(1.0, left))) * 5
    state = "past" if number < now else "now" if number == now else "to-come"
    width = max(1, step.minutes)
    return f'<li class="{state}" style="flex-grow: {width}"><i style="width: {filled}%"></i></li>'


def _people(sheet: Sheet, here: Stretch, reading: Reading) -> str:
    """Return whose turn it is, who is next, what follows, and when the session ends."""
    coming = reading.coming
    parts = [_line("Now", _who(sheet, here.member_ids) or _ALL, "run-now")]
    parts.append(_line("Next", _next(sheet, here, coming), "run-next"))
    after = next((c for c in coming[1:] if c.stretch.step not in _near(here, coming)), None)
    if after is not None:
        title = sheet.agenda.steps[after.stretch.step].title
        parts.append(_line("Then", f"{title}, at {_clock(after.begins_at)}"))
    parts.append(_line("Ends", f"{_clock(reading.ends_at)}, {_late(reading)}"))
    return f'<dl class="run-people">{"".join(parts)}</dl>'


def _near(here: Stretch, coming: tuple[Coming, ...]) -> set[int]:
    """Return the steps that are named already: the present one, and what comes next."""
    return {here.step, *(one.stretch.step for one in coming[:1])}


def _next(sheet: Sheet, here: Stretch, coming: tuple[Coming, ...]) -> str:
    if not coming:
        return "The end"
    stretch = coming[0].stretch
    who = _who(sheet, stretch.member_ids)
    length = spell_minutes(stretch.minutes)
    if stretch.step == here.step:
        return f"{who}, {length}"
    title = sheet.agenda.steps[stretch.step].title
    return f"{title}: {who}, {length}" if who else f"{title}, {length}"


def _line(name: str, value: str, kind: str = "") -> str:
    return f'<div class="{kind}"><dt>{text(name)}</dt><dd>{text(value)}</dd></div>'


def _who(sheet: Sheet, ids: Iterable[str]) -> str:
    return listed(sheet.names.get(member, SOMEBODY) for member in ids)


def _said(sheet: Sheet, step: Step, here: Stretch, run: SessionRun) -> str:
    """Return what a screen reader says when a turn begins or the clock stops."""
    who = _who(sheet, here.member_ids) or _ALL
    paused = " The session is paused." if run.is_paused else ""
    return f"{step.title}. {who}, {spell_minutes(here.minutes)}.{paused}"


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(zone()):%H:%M}"


def _late(reading: Reading) -> str:
    minutes = round(reading.late_by_s / _MINUTE)
    if minutes == 0:
        return "as planned"
    return f"{spell_minutes(abs(minutes))} {'later' if minutes > 0 else 'earlier'} than planned"
