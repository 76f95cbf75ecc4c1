"""How released themes moved since the last report: only from what was released both times. Pure.

A title is worded anew in each report, so that a theme is known again by its words. Nothing here
says who: of four where there were three, all may be others.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from coach.domain.base import Model
from coach.domain.content_words import words_of
from coach.domain.theme_release import ShownTheme

ALIKE: Final = 0.5
"""Share of their words that two themes have in common, from which on they are taken for one."""


class Motion(StrEnum):
    """What became of a theme; `AGAIN`: it is there again, but not both numbers are told."""

    NEW = "new"
    GREW = "grew"
    SHRANK = "shrank"
    SAME = "same"
    AGAIN = "again"
    GONE = "gone"
    """Not among those released now; that it was withheld looks the same."""


class Moved(Model):
    """A theme of now or of before; `people_before`: the number released then, if it was told."""

    theme: ShownTheme
    motion: Motion
    people_before: int | None = None


def moved(now: Sequence[ShownTheme], before: Sequence[ShownTheme]) -> tuple[Moved, ...]:
    """Return the themes of now in their order, then those of before that are not found again."""
    known = _matches(now, before)
    found = tuple(_moved(theme, known.get(at), before) for at, theme in enumerate(now))
    gone = (theme for at, theme in enumerate(before) if at not in known.values())
    return (*found, *(Moved(theme=t, motion=Motion.GONE, people_before=t.people) for t in gone))


def likeness(one: ShownTheme, other: ShownTheme) -> float:
    """Return how much two themes say the same, from 0 to 1: by titles, or with their summaries."""
    titles = max(_shared(a, b) for a in _titles(one) for b in _titles(other))
    said = _shared(f"{one.title} {one.summary}", f"{other.title} {other.summary}")
    return max(titles, said)


def _moved(theme: ShownTheme, at: int | None, before: Sequence[ShownTheme]) -> Moved:
    if at is None:
        return Moved(theme=theme, motion=Motion.NEW)
    earlier = before[at].people
    return Moved(theme=theme, motion=_motion(theme.people, earlier), people_before=earlier)


def _motion(people: int | None, earlier: int | None) -> Motion:
    if people is None or earlier is None:
        return Motion.AGAIN
    if people == earlier:
        return Motion.SAME
    return Motion.GREW if people > earlier else Motion.SHRANK


def _matches(now: Sequence[ShownTheme], before: Sequence[ShownTheme]) -> dict[int, int]:
    """Return which theme of before each of now is, by their places; the most alike go first."""
    pairs = sorted(
        (-likeness(one, other), at, was)
        for at, one in enumerate(now)
        for was, other in enumerate(before)
    )
    known: dict[int, int] = {}
    for unlike, at, was in pairs:
        if -unlike >= ALIKE and at not in known and was not in known.values():
            known[at] = was
    return known


def _titles(theme: ShownTheme) -> tuple[str, ...]:
    """Return how a theme is called, and how it was before whoever leads worded it anew."""
    return (theme.title, *theme.was)


def _shared(one: str, other: str) -> float:
    """Return the share of stems that two texts have in common (Dice)."""
    first, second = frozenset(words_of(one)), frozenset(words_of(other))
    if one.strip() and one.strip().casefold() == other.strip().casefold():
        return 1.0
    both = len(first) + len(second)
    return 2 * len(first & second) / both if both else 0.0
