"""A commitment's attempts as a small timeline: shape and colour tell tried, adapted and not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final

import streamlit as st

from coach.domain.attempt import RESULT_TITLES, Attempt, AttemptResult
from coach.web.components.wording import day, listed

_STEP: Final = 44
_EDGE: Final = 22
_MOST: Final = 14
"""Attempts drawn at most: the newest; the sentence beneath counts them all."""

_SHAPES: Final = {
    AttemptResult.TRIED: '<circle cx="{x}" cy="20" r="9" class="tried"/>',
    AttemptResult.ADAPTED: '<rect x="{left}" y="11" width="18" height="18" rx="2" class="adapted" '
    'transform="rotate(45 {x} 20)"/>',
    AttemptResult.NOT: '<circle cx="{x}" cy="20" r="8" class="not"/>',
}
_COUNT_WORDS: Final = {
    AttemptResult.TRIED: "tried {n} times",
    AttemptResult.ADAPTED: "adapted {n} times",
    AttemptResult.NOT: "not done {n} times",
}


def draw(attempts: Sequence[Attempt], today: date) -> None:
    """Draw the attempts from the oldest to the newest, with a legend and a sentence."""
    ordered = sorted(attempts, key=lambda a: (a.happened_on, a.created_at))
    # Only our own words and numbers: this goes through Markdown, which lets SVG pass.
    st.markdown(
        f'<div class="timeline">{_picture(ordered[-_MOST:], today)}{_legend(ordered)}</div>',
        unsafe_allow_html=True,
    )


def in_words(attempts: Sequence[Attempt], today: date) -> str:
    """Return the timeline as a sentence: how often, and when last."""
    if not attempts:
        return "No attempts yet."
    counts = Counter(a.result for a in attempts)
    parts = [_count(result, counts[result]) for result in AttemptResult if counts[result]]
    newest = max(a.happened_on for a in attempts)
    total = "1 attempt" if len(attempts) == 1 else f"{len(attempts)} attempts"
    return f"{total}: {listed(parts)}. The newest was {_on(newest, today)}."


def _count(result: AttemptResult, number: int) -> str:
    words = _COUNT_WORDS[result].format(n=number)
    return words.replace("1 times", "once") if number == 1 else words


def _on(when: date, today: date) -> str:
    words = day(when, today)
    return words if words in {"today", "yesterday", "tomorrow"} else f"on {words}"


def _picture(attempts: Sequence[Attempt], today: date) -> str:
    if not attempts:
        return ""
    width = 2 * _EDGE + _STEP * (len(attempts) - 1)
    marks = "".join(_mark(a, _EDGE + _STEP * i, today) for i, a in enumerate(attempts))
    line = f'<line x1="{_EDGE}" x2="{width - _EDGE}" y1="20" y2="20" class="line"/>'
    return (
        f'<svg viewBox="0 0 {width} 56" width="{width}" height="56" role="img" '
        f'aria-label="{in_words(attempts, today)}">{line}{marks}</svg>'
    )


def _mark(attempt: Attempt, x: int, today: date) -> str:
    shape = _SHAPES[attempt.result].format(x=x, left=x - 9)
    when = day(attempt.happened_on, today)
    label = f"{attempt.happened_on.day} {attempt.happened_on:%b}"
    return (
        f"<g><title>{RESULT_TITLES[attempt.result]}, {when}</title>{shape}"
        f'<text x="{x}" y="50" text-anchor="middle">{label}</text></g>'
    )


def _legend(attempts: Sequence[Attempt]) -> str:
    kinds = [r for r in AttemptResult if any(a.result is r for a in attempts)]
    if not kinds:
        return '<p class="note">No attempts yet. Each one you log appears here.</p>'
    items = "".join(_legend_item(r) for r in kinds)
    return f'<p class="legend" aria-hidden="true">{items}</p>'


def _legend_item(result: AttemptResult) -> str:
    shape = _SHAPES[result].format(x=20, left=11)
    return (
        f'<span><svg viewBox="6 6 28 28" width="14" height="14">{shape}</svg>'
        f"{RESULT_TITLES[result]}</span>"
    )
