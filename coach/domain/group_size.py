"""How many a group has room for, and why: everybody shares the minutes of a session (METHOD §3).

An open invitation holds its place, so members and open invitations count together against the most
that the rules allow; only members count towards the least.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Self

from pydantic import Field

from coach.domain.base import Model
from coach.domain.rules import Attendance, Rules

OPENING_AND_CLOSING: Final = 20
"""Minutes of a session, about; a third of one that is shorter than an hour."""
_TO_COMPARE: Final = 3
"""Members from which on there is more than one other experience to compare with."""


class Size(Model):
    """How a group stands against its rules. `minutes`: of one session."""

    members: int = Field(ge=0)
    invited: int = Field(ge=0)
    least: int
    most: int | None
    minutes: int
    everyone: bool
    """Whether everyone comes each time."""

    @classmethod
    def under(cls, rules: Rules, *, members: int, invited: int) -> Self:
        """Return how so many stand against these rules."""
        return cls(
            members=members,
            invited=invited,
            least=rules.size_least,
            most=rules.size_most,
            minutes=rules.session_minutes,
            everyone=rules.attendance is Attendance.EVERYONE,
        )

    @property
    def expected(self) -> int:
        """Members, once all who are invited have come."""
        return self.members + self.invited

    @property
    def missing(self) -> int:
        """Members that the least size asks for beyond those who are there."""
        return max(0, self.least - self.members)

    @property
    def places(self) -> int | None:
        """People who can still be invited; None without a limit."""
        return None if self.most is None else max(0, self.most - self.expected)


def talking_minutes(minutes: int) -> int:
    """Return what is left of a session after its opening and closing."""
    return minutes - min(OPENING_AND_CLOSING, minutes // 3)


def minutes_each(minutes: int, people: int) -> int:
    """Return whose turn takes how long in a session of so many minutes, to the nearest minute."""
    return (2 * talking_minutes(minutes) + people) // (2 * people)


def size_words(size: Size) -> str:
    """Say how many there are, what the rules ask for and why."""
    full = refusal(size)
    return " ".join([full, *_least(size)] if full else _size_sentences(size))


def refusal(size: Size) -> str:
    """Say why nobody more can be invited, and the way on; empty while there is room."""
    if size.most is None or size.expected < size.most:
        return ""
    ways = ["change the rule together", "begin a second group"]
    if size.invited:
        ways.insert(1, "withdraw an open invitation")
    more = size.expected + 1
    return (
        f"The rules of this group allow {size.most} at most, and it has {_there(size)}. "
        f"{_airtime(size, size.most)}, and about {minutes_each(size.minutes, more)} for {more}. "
        f"To invite more people, {', '.join(ways[:-1])} or {ways[-1]}."
    )


def _size_sentences(size: Size) -> Iterator[str]:
    yield f"This group has {_there(size)}."
    yield from _least(size)
    if size.most is None:
        yield "There is no limit to how many."
        return
    yield f"There is room for {size.places} more: its rules allow {size.most}."
    yield f"{_airtime(size, size.most)}."


def _least(size: Size) -> Iterator[str]:
    if size.missing:
        why = ", so that there is enough to compare" if size.least >= _TO_COMPARE else ""
        yield f"Its rules ask for at least {size.least}{why}: {_missing(size)}."


def _missing(size: Size) -> str:
    verb = "is" if size.missing == 1 else "are"
    if size.invited >= size.missing:
        coming = " and invited"
    else:
        coming = f", {size.invited} of them invited" if size.invited else ""
    return f"{size.missing} {verb} missing{coming}"


def _there(size: Size) -> str:
    members = "1 member" if size.members == 1 else f"{size.members} members"
    if not size.invited:
        return members
    open_ones = "1 open invitation" if size.invited == 1 else f"{size.invited} open invitations"
    return f"{members} and {open_ones}"


def _airtime(size: Size, people: int) -> str:
    """Say how long each of so many can talk, without a full stop."""
    left = talking_minutes(size.minutes)
    come = "Everyone comes each time" if size.everyone else "If all come"
    joined = ": " if size.everyone else ", "
    return (
        f"{come}{joined}{size.minutes} minutes less about {size.minutes - left} for opening and "
        f"closing leave {left}, about {minutes_each(size.minutes, people)} minutes each for "
        f"{people}"
    )
