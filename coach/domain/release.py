"""What counts of people may be told of (METHOD §7): code decides, and no count tells of one.

Of what people say of an item they tried, some agree that its author reads it. The author could take
those off a count of everybody; so the two kinds are released apart, and what is told is their sum.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pydantic import Field

from coach.domain.base import Model
from coach.domain.lineage import Verdict

FEWEST: Final = 3
"""People below whom a count becomes "a few": METHOD §7 releases nothing exact of fewer."""


class Amount(Model):
    """How many people, as far as it may be told: `sure`, and with `more` a few besides."""

    sure: int = Field(default=0, ge=0)
    more: bool = False

    @property
    def none(self) -> bool:
        """Whether nobody is told of."""
        return not (self.sure or self.more)


class Heard(Model):
    """What those who tried an item say of it; a verdict that nobody gave is not in `by`.

    `some`: whether anybody said anything at all; with too few of them that is all that is told.
    """

    some: bool = False
    by: Mapping[Verdict, Amount] = {}


def amount(people: int) -> Amount:
    """Return what may be told of a number of people."""
    return Amount(sure=people) if people >= FEWEST else Amount(more=people > 0)


def heard(kept: Mapping[Verdict, int], told: Mapping[Verdict, int]) -> Heard:
    """Return what may be told of how many people said what.

    `kept`: of those who keep it to themselves; `told`: of those whose words the author reads. Each
    person counts in one of them, and once.
    """
    first, second = _verdicts(kept), _verdicts(told)
    sums = {v: _sum(first.get(v, Amount()), second.get(v, Amount())) for v in Verdict}
    some = any(kept.values()) or any(told.values())
    return Heard(some=some, by={v: both for v, both in sums.items() if not both.none})


def _verdicts(people: Mapping[Verdict, int]) -> dict[Verdict, Amount]:
    """Return the amounts; nothing of fewer than FEWEST people, not even which way they lean."""
    if sum(people.values()) < FEWEST:
        return {}
    return {verdict: amount(number) for verdict, number in people.items()}


def _sum(one: Amount, other: Amount) -> Amount:
    return Amount(sure=one.sure + other.sure, more=one.more or other.more)
