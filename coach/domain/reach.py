"""How far what a member shares may go, in one scale for every way of writing an audience."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Reach(StrEnum):
    """From the narrowest to the widest."""

    ME = "me"
    GROUP = "group"
    ORGANISATION = "organisation"

    @property
    def rank(self) -> int:
        """The place on the scale, 0 for the narrowest."""
        return tuple(Reach).index(self)

    def wider_than(self, other: Reach) -> bool:
        """Return whether more people see it than with the other."""
        return self.rank > other.rank


_KINDS = {"me": Reach.ME, "person": Reach.ME, "group": Reach.GROUP, "groups": Reach.GROUP}


def reach_of(audience: str) -> Reach | None:
    """Return how far an audience goes ("me", "group", or one of the repertoire's).

    None for one that is none of these: nobody may take it for a narrow one.
    """
    if audience == Reach.ORGANISATION:
        return Reach.ORGANISATION
    return _KINDS.get(audience.partition(":")[0])


def capped(audiences: Iterable[str], limit: Reach) -> tuple[str, ...]:
    """Return those audiences that go no further than the limit, in their order."""
    known = ((audience, reach_of(audience)) for audience in audiences)
    return tuple(a for a, reach in known if reach is not None and not reach.wider_than(limit))


def narrower(first: Reach, second: Reach) -> Reach:
    """Return the one that fewer people see."""
    return min(first, second, key=lambda reach: reach.rank)
