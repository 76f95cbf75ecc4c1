"""What an organisation is told of all its groups in numbers (METHOD §7): rounded, and rarely. Pure.

A number is told only with at least five people of at least two groups behind it, rounded down to a
multiple of five; what is told is "so many or more". All are counted together and then stay for four
weeks, so that nobody can look before and after something that one person did.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from coach.domain.base import Model
from coach.domain.theme_release import rounded

FEWEST_PEOPLE: Final = 5
FEWEST_GROUPS: Final = 2
KEPT_FOR: Final = timedelta(days=28)
"""How long the numbers stay as they were counted."""


class Total(StrEnum):
    """What is counted over all groups."""

    GROUPS = "groups"
    PEOPLE = "people"
    OPEN = "open"
    KEPT = "kept"
    ADAPTED = "adapted"
    DROPPED = "dropped"
    ATTEMPTS = "attempts"
    STORIES = "stories"


TOTAL_TITLES: Final[Mapping[Total, str]] = {
    Total.GROUPS: "Groups",
    Total.PEOPLE: "People taking part",
    Total.OPEN: "Open commitments",
    Total.KEPT: "Commitments kept",
    Total.ADAPTED: "Commitments adapted",
    Total.DROPPED: "Commitments dropped",
    Total.ATTEMPTS: "Attempts logged",
    Total.STORIES: "Stories shared",
}


class Counted(Model):
    """An exact number with how many people and groups stand behind it: nobody's to read."""

    number: int
    people: int
    groups: int


class Totals(Model):
    """The numbers as they are told; 0 where too few stand behind one."""

    counted_at: datetime
    numbers: Mapping[Total, int]

    @property
    def next_at(self) -> datetime:
        """From when on the groups are counted anew."""
        return self.counted_at + KEPT_FOR


def totals(counted: Mapping[Total, Counted], now: datetime) -> Totals:
    """Return what is told of these numbers."""
    return Totals(counted_at=now, numbers={total: _told(counted[total]) for total in Total})


def in_words(number: int) -> str:
    """Return a told number: "25 or more", or that it is too small."""
    return f"{number} or more" if number else "too few to say"


def _told(counted: Counted) -> int:
    enough = counted.people >= FEWEST_PEOPLE and counted.groups >= FEWEST_GROUPS
    return rounded(counted.number) if enough else 0
