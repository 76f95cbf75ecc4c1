"""Dates, states and places in the words that people read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from coach.domain.agenda import SessionKind
from coach.domain.commitment import CommitmentStatus
from coach.llm.ports import ModelStatus

STATUS_WORDS: Final = {
    CommitmentStatus.DRAFT: "Not finished yet",
    CommitmentStatus.OPEN: "Open",
    CommitmentStatus.KEPT: "Kept",
    CommitmentStatus.ADAPTED: "Adapted",
    CommitmentStatus.DROPPED: "Dropped",
}
SESSION_TITLES: Final = {
    SessionKind.EXPLORE: "Session 1: explore",
    SessionKind.REFLECT: "Session 2: reflect",
    SessionKind.CHECK_IN: "Check-in",
}
KIND_WORDS: Final = {
    "commitment": "Commitment",
    "attempt": "Attempt",
    "reflection": "Reflection",
    "story": "Story",
    "conversation": "Conversation",
    "post": "Post",
}
_WEEK: Final = 7
_KB: Final = 1000
_OURS: Final = "the computer that runs Repertoire"


def zone() -> tzinfo:
    """Return the reader's time zone as the browser gave it, else UTC."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def today() -> date:
    """Return the date where the reader is."""
    return datetime.now(zone()).date()


def day(when: date | datetime, now: date | None = None) -> str:
    """Return a day as people say it: today, yesterday, Tuesday, 4 March, 4 March 2025."""
    now = now or today()
    when = when.astimezone(zone()).date() if isinstance(when, datetime) else when
    ago = (now - when).days
    near = {0: "today", 1: "yesterday", -1: "tomorrow"}
    if ago in near:
        return near[ago]
    if 0 < ago < _WEEK:
        return f"{when:%A}"
    year = "" if when.year == now.year else f" {when.year}"
    return f"{when.day} {when:%B}{year}"


def capital(text: str) -> str:
    """Return the text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return "1 attempt", "3 attempts"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def size(number: int) -> str:
    """Return an amount of bytes: 512 B, 14 kB, 2.3 MB, 74.9 GB."""
    if number < _KB:
        return f"{number} B"
    if number < _KB**2:
        return f"{round(number / _KB)} kB"
    if number < _KB**3:
        return f"{number / _KB**2:.1f} MB"
    return f"{number / _KB**3:.1f} GB"


def listed(words: Iterable[str]) -> str:
    """Return "a", "a and b", "a, b and c"."""
    *first, last = list(words) or [""]
    return f"{', '.join(first)} and {last}" if first else last


def time_left(days: int) -> str:
    """Return how many days are left, or by how many the date has passed."""
    if days == 0:
        return "today is the last day"
    if days < 0:
        return f"the date passed {counted(-days, 'day')} ago"
    return f"{counted(days, 'day')} left"


def coach_now(status: ModelStatus) -> str:
    """Return the sentence that a member must know before writing; empty when all is well."""
    sentences = {
        "warming": "Your coach is still getting ready. Until then it asks from its own questions.",
        "down": "The language model does not answer now. The coach asks from its own questions.",
        "absent": "No language model is set up here. The coach asks from its own questions.",
    }
    return sentences.get("absent" if status.kind == "none" else status.state, "")


def where_words_go(status: ModelStatus) -> str:
    """Return in plain words where a member's messages are sent."""
    if status.kind == "none":
        return "Your words go nowhere: no language model reads them."
    if status.kind == "endpoint":
        where = place(status)
        return f"Your messages to the coach are sent to {where}, which writes its replies."
    return f"Your words stay on {_OURS}: the model that answers runs there too."


def place(status: ModelStatus) -> str:
    """Return where the model runs, as somebody says it who reads the page on another computer."""
    return _OURS if status.place == "this computer" else status.place


def model_name(status: ModelStatus) -> str:
    """Return which model writes the replies."""
    return "No model, questions only" if status.kind == "none" else status.name or "Unnamed model"
