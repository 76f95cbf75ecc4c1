"""Released themes as a picture: which, how many of us, and how they moved since the last report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from coach.domain.theme_motion import Motion, Moved, moved
from coach.domain.theme_release import ShownTheme
from coach.web.components import markup
from coach.web.components.markup import text

_MOST_DOTS: Final = 12
"""From more members on a bar is drawn, which dots would be too many to count for."""
_WORDS: Final = {
    Motion.NEW: "New",
    Motion.GREW: "More of us",
    Motion.SHRANK: "Fewer of us",
    Motion.SAME: "As many of us",
    Motion.AGAIN: "There again",
    Motion.GONE: "Not among them now",
}
_SIGNS: Final = {
    Motion.NEW: "✦",
    Motion.GREW: "▲",
    Motion.SHRANK: "▼",
    Motion.SAME: "=",
    Motion.AGAIN: "↻",
}
_TONES: Final = {Motion.NEW: "good", Motion.GREW: "changed", Motion.SHRANK: "changed"}
_UNTOLD, _NOT_NOW, _NOT_THEN = "not told", "not now", "not then"
_LEGEND: Final = (
    ("full", "one of us"),
    ("added", "one more than last time"),
    ("fewer", "one fewer than last time"),
)


def draw(now: Sequence[ShownTheme], before: Sequence[ShownTheme], of: int | None) -> None:
    """Draw the themes, a row each.

    before: those of the last cycle's released report, none where there is none. of: how many
    contributed, None where that is not told.
    """
    markup.styles("theme_picture")
    if not now and not before:
        markup.note("There is no theme to show yet.")
        return
    found = moved(now, before)
    compared = bool(before)
    there = [one for one in found if one.motion is not Motion.GONE]
    rows = "".join(_row(one, of, compared=compared) for one in there)
    st.html(f'<ol class="moves">{rows}</ol>' if rows else '<p class="note">None this time.</p>')
    if _has_dots(found, of):
        st.html(_legend(compared=compared))
    _gone([one for one in found if one.motion is Motion.GONE])
    with st.expander("The same as a table", key="themes-as-a-table"):
        st.html(_table(found, of, compared=compared))


def _row(one: Moved, of: int | None, *, compared: bool) -> str:
    motion = _chip(one.motion) if compared else ""
    before = one.people_before if compared else None
    amount, said = _amount(one.theme.people, before, of), _said(one, of, compared=compared)
    return (
        f'<li class="move"><p class="what">{text(one.theme.title)} {motion}</p>'
        f'<div class="how-many">{amount}<p class="note">{said}</p></div></li>'
    )


def _chip(motion: Motion) -> str:
    sign = f'<span aria-hidden="true">{_SIGNS[motion]}</span>'
    return f'<span class="chip {_TONES.get(motion, "quiet")}">{sign} {_WORDS[motion]}</span>'


def _said(one: Moved, of: int | None, *, compared: bool) -> str:
    if one.theme.people is None:
        return "How many of us is not told."
    now = f"{one.theme.people} of us" if of is None else f"{one.theme.people} of {of}"
    if not compared or one.motion is Motion.NEW:
        return f"{now}."
    if one.people_before is None:
        return f"{now}; how many last time is not told."
    return f"{now}, {one.people_before} last time."


def _amount(people: int | None, before: int | None, of: int | None) -> str:
    """Return dots or a bar, which the words beneath say too; nothing of a number that is untold."""
    if people is None:
        return ""
    whole = max(people, before or 0, of or 0)
    return _bar(people, before, whole) if whole > _MOST_DOTS else _dots(people, before, whole)


def _dots(people: int, before: int | None, whole: int) -> str:
    kinds = (_dot(at, people, people if before is None else before) for at in range(whole))
    dots = "".join(f'<span class="dot {kind}"></span>' for kind in kinds)
    return f'<div class="dots" aria-hidden="true">{dots}</div>'


def _dot(at: int, people: int, before: int) -> str:
    if at < people:
        return "full" if at < before else "added"
    return "fewer" if at < before else "empty"


def _bar(people: int, before: int | None, whole: int) -> str:
    share = round(100 * people / whole)
    then = "" if before is None else f'<i style="left:{round(100 * before / whole)}%"></i>'
    return f'<div class="amount" aria-hidden="true"><b style="width:{share}%"></b>{then}</div>'


def _has_dots(found: Sequence[Moved], of: int | None) -> bool:
    told = [one.theme.people for one in found if one.theme.people is not None]
    return bool(told) and max(*told, of or 0, 0) <= _MOST_DOTS


def _legend(*, compared: bool) -> str:
    kinds = _LEGEND if compared else _LEGEND[:1]
    rows = "".join(f'<span><span class="dot {kind}"></span>{words}</span>' for kind, words in kinds)
    note = "Who they are may have changed." if compared else ""
    return f'<p class="dots-legend" aria-hidden="true">{rows}<span>{note}</span></p>'


def _gone(gone: Sequence[Moved]) -> None:
    if not gone:
        return
    rows = "".join(
        f'<li>{text(one.theme.title)} <span class="note">{_then(one)}</span></li>' for one in gone
    )
    st.html(
        '<div class="moves-gone"><p class="what">Last time, and not among them now</p>'
        f"<ul>{rows}</ul></div>"
    )


def _then(one: Moved) -> str:
    return "" if one.people_before is None else f"{one.people_before} of us then"


def _table(found: Sequence[Moved], of: int | None, *, compared: bool) -> str:
    heads = ("Theme", "Of us now", *(("Last time", "Since then") if compared else ()))
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    rows = "".join(_line(one, of, compared=compared) for one in found)
    caption = "Released themes" if of is None else f"Released themes; {of} of us contributed"
    return (
        f'<table class="plain-table"><caption class="sr-only">{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _line(one: Moved, of: int | None, *, compared: bool) -> str:
    now = _NOT_NOW if one.motion is Motion.GONE else _told(one.theme.people, of)
    then = _NOT_THEN if one.motion is Motion.NEW else _told(one.people_before)
    cells = (now, then, _WORDS[one.motion]) if compared else (now,)
    row = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr><th scope="row">{text(one.theme.title)}</th>{row}</tr>'


def _told(people: int | None, of: int | None = None) -> str:
    if people is None:
        return _UNTOLD
    return str(people) if of is None else f"{people} of {of}"
