"""A group's charter (METHOD §2): what members may expect of each other, and the part that acts.

Its text is for people. Its terms cap what a member can choose when sharing, and whoever has not
accepted it where it binds takes no part yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from coach.domain.base import Model
from coach.domain.groups import Group
from coach.domain.people import Membership
from coach.domain.reach import Reach, narrower
from coach.domain.rules import CharterBinds, Rules
from coach.errors import InvalidInput


class Attribution(StrEnum):
    """Under which name something is shared; from the least to the most that it tells."""

    NONE = "none"
    MEMBER = "member"
    NAME = "name"

    @property
    def rank(self) -> int:
        """The place on the scale, 0 for the one that tells least."""
        return tuple(Attribution).index(self)


class Sections(Model):
    """The text, in four parts that a charter never lacks."""

    participation: str = Field(min_length=1)
    may_leave: str = Field(min_length=1)
    names: str = Field(min_length=1)
    facilitator: str = Field(min_length=1)


SECTION_TITLES: dict[str, str] = {
    "participation": "What we expect of each other",
    "may_leave": "What may leave the room",
    "names": "Under which name",
    "facilitator": "What the facilitator sees",
}


class Terms(Model):
    """The part that acts: the widest audience on offer, and the attributions to choose from."""

    widest_audience: Reach
    attributions: tuple[Attribution, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _refuse_twins(self) -> Self:
        if len(set(self.attributions)) < len(self.attributions):
            raise ValueError("An attribution is named twice: name each once.")
        return self

    def wider_than(self, other: Terms) -> bool:
        """Return whether more can be told than with the other.

        That is so with a wider audience, when an attribution that tells more becomes possible, or
        when the one that tells least is no longer on offer.
        """
        ranks, others = ([a.rank for a in t.attributions] for t in (self, other))
        return (
            self.widest_audience.wider_than(other.widest_audience)
            or max(ranks) > max(others)
            or min(ranks) > min(others)
        )


class CharterText(Model):
    """What a charter says, before it belongs to a group: a format's text, or a draft."""

    sections: Sections
    terms: Terms


class CharterVersion(Model):
    """What a version asks of members before they take part, without its text.

    Number 0 is the text of the group's format; those that the group writes count from 1.
    """

    group_id: str
    number: int = Field(ge=0)
    binds: bool
    """Whether it has to be accepted."""
    reads_since: int = Field(ge=0)
    """Whoever accepted this version or a later one may still read what others share."""
    joined_before: datetime | None = None
    """Whoever joined before may still read, because nothing had to be accepted then."""


class Charter(CharterVersion):
    """A version with its text; `written_by_id` is None for a format's, and for who has left."""

    sections: Sections
    terms: Terms
    written_by_id: str | None = None
    written_at: datetime


class Acceptance(Model):
    """One member's yes to one version; to a format's text (number 0) as that of this format."""

    group_id: str
    person_id: str
    number: int = Field(ge=0)
    format: str = ""
    accepted_at: datetime


class Standing(Model):
    """What a member may do in a group under its charter."""

    takes_part: bool
    reads: bool
    """Whether they see what others share."""
    limit: Reach
    """The widest audience that they can choose."""


def format_version(group: Group) -> CharterVersion:
    """Return what the text of the group's format asks, until the group has written its own."""
    binds = group.rules.charter_binds is CharterBinds.FROM_START
    return CharterVersion(group_id=group.id, number=0, binds=binds, reads_since=0)


def format_charter(group: Group, text: CharterText) -> Charter:
    """Return the text of the group's format as its charter."""
    return Charter(
        **dict(format_version(group)),
        sections=text.sections,
        terms=text.terms,
        written_at=group.created_at,
    )


def next_version(
    current: Charter, text: CharterText, *, rules: Rules, author_id: str, now: datetime
) -> Charter:
    """Return the version that follows; everybody is asked again.

    Where the terms are not wider, those who could read go on reading meanwhile. InvalidInput when
    nothing changes, or when the terms go further than the rules of the group.
    """
    if current.number and text == CharterText(sections=current.sections, terms=current.terms):
        raise InvalidInput("The charter says this already: change it, or leave it as it is.")
    if text.terms.widest_audience.wider_than(rules.widest_audience):
        raise InvalidInput(
            f"The charter offers {text.terms.widest_audience.value!r}, but the rules of this group "
            f"end at {rules.widest_audience.value!r}: change the rule first, with everybody's yes."
        )
    number, wider = current.number + 1, text.terms.wider_than(current.terms)
    unasked = now if not current.number and not current.binds else current.joined_before
    return Charter(
        group_id=current.group_id,
        number=number,
        binds=True,
        reads_since=number if wider else current.reads_since,
        joined_before=None if wider else unasked,
        sections=text.sections,
        terms=text.terms,
        written_by_id=author_id,
        written_at=now,
    )


def newest_accepted(acceptances: Iterable[Acceptance], group: Group) -> int | None:
    """Return the newest version that one member has accepted, None for none.

    A yes to the text of a format counts while the group is of that format.
    """
    numbers = [
        a.number
        for a in acceptances
        if a.group_id == group.id and (a.number or a.format == group.format)
    ]
    return max(numbers, default=None)


def may_take_part(membership: Membership, charter: CharterVersion, accepted: int | None) -> bool:
    """Return whether a member may share and join in; `accepted` is their newest yes."""
    if membership.group_id != charter.group_id:
        return False
    return not charter.binds or accepted == charter.number


def may_read(membership: Membership, charter: CharterVersion, accepted: int | None) -> bool:
    """Return whether a member sees what others share, also while they are asked again."""
    if membership.group_id != charter.group_id:
        return False
    return (
        may_take_part(membership, charter, accepted)
        or (accepted is not None and accepted >= charter.reads_since)
        or (charter.joined_before is not None and membership.joined_at < charter.joined_before)
    )


def standing(
    membership: Membership, rules: Rules, charter: Charter, accepted: int | None
) -> Standing:
    """Return what a member may do, and how far what they share can go at most."""
    takes_part = may_take_part(membership, charter, accepted)
    return Standing(
        takes_part=takes_part,
        reads=may_read(membership, charter, accepted),
        limit=limit(rules, charter.terms) if takes_part else Reach.ME,
    )


def limit(rules: Rules, terms: Terms) -> Reach:
    """Return the widest audience that rules and charter both allow."""
    return narrower(rules.widest_audience, terms.widest_audience)
