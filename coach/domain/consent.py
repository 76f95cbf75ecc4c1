"""Consent to share a story (METHOD §6): who may read it, under which name, and what with it.

The author says yes to an exact text in plain words, each time. Nothing is on offer that the
charter does not allow, and nothing beyond "me" is chosen beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal

from pydantic import Field

from coach.domain.base import Model
from coach.domain.charter import Attribution
from coach.domain.reach import Reach
from coach.domain.repertoire import (
    ORGANISATION,
    Audience,
    of_group,
    of_groups,
    set_id_of,
)
from coach.errors import InvalidInput


class Choice(Model):
    """What an author chooses: everybody in the organisation, or the members of some groups."""

    reach: Literal[Reach.GROUP, Reach.ORGANISATION]
    group_ids: frozenset[str] = frozenset()
    attribution: Attribution
    may_build: bool = False
    """Whether others may make something of their own of it, and say so."""
    may_quote: bool = False
    """Whether sentences of it may be quoted where the group reads of its themes."""

    @property
    def audience(self) -> Audience:
        """Who would read it."""
        if self.reach is Reach.ORGANISATION:
            return ORGANISATION
        if len(self.group_ids) == 1:
            return of_group(*self.group_ids)
        return of_groups(set_id_of(self.group_ids))

    def require_readers(self) -> None:
        """Refuse a choice of no group at all. InvalidInput."""
        if self.reach is Reach.GROUP and not self.group_ids:
            raise InvalidInput("No group is chosen: choose at least one, or everybody.")


class Consent(Model):
    """One yes of an author: to `text`, word for word, with what `statement` says in plain words.

    Once it is withdrawn its words go and the fact stays; `cleared_at` is when the last bytes had
    gone from the files too.
    """

    id: str
    story_id: str
    owner_id: str
    item_id: str
    version: int = Field(ge=1)
    audience: Audience
    attribution: Attribution
    may_build: bool
    may_quote: bool
    text: str
    statement: str
    given_at: datetime
    withdrawn_at: datetime | None = None
    cleared_at: datetime | None = None


class Ask(Model):
    """A question to an author whose story others would come to read: may it stay, or come along?

    reason: the group has "grown", or has been "split" and the story would be read in the new
    group too (`audience`), or another group has "wished" to read it too.
    """

    story_id: str
    reason: Literal["grown", "split", "wished"]
    audience: Audience
    asked_at: datetime


class Offer(Model):
    """What the charter and the rules leave to choose from.

    `groups`: names by id. `attributions`: by the id of a group, and by "organisation".
    """

    groups: Mapping[str, str] = {}
    organisation: bool = False
    attributions: Mapping[str, tuple[Attribution, ...]] = {}
    why: str = ""
    """Why something that one might expect is not on offer; empty when nothing is missing."""

    def attributions_for(self, choice_of: Iterable[str]) -> tuple[Attribution, ...]:
        """Return the attributions that all of these groups (or "organisation") allow."""
        wanted = [self.attributions.get(key, ()) for key in choice_of]
        return tuple(a for a in Attribution if wanted and all(a in some for some in wanted))


def require_offered(offer: Offer, choice: Choice) -> None:
    """Refuse a choice that goes further than the offer. InvalidInput."""
    choice.require_readers()
    keys: Sequence[str] = (
        ["organisation"] if choice.reach is Reach.ORGANISATION else sorted(choice.group_ids)
    )
    known = offer.organisation if keys == ["organisation"] else set(keys) <= set(offer.groups)
    if not known:
        raise InvalidInput(
            f"This story cannot be shared so far. {offer.why}".rstrip()
            + " Choose an audience from the list."
        )
    if choice.attribution not in offer.attributions_for(keys):
        raise InvalidInput(
            "The charter does not offer this name for these readers: choose another one."
        )


def teller(attribution: Attribution, name: str, group_names: Sequence[str]) -> str:
    """Return who is shown to tell a story; empty for nobody."""
    match attribution:
        case Attribution.NAME:
            return name
        case Attribution.MEMBER:
            return f"a member of {group_names[0]}" if len(group_names) == 1 else "a member"
        case Attribution.NONE:
            return ""


def readers(group_names: Sequence[str]) -> str:
    """Return who reads a story that is shared with these groups; without any, with everybody."""
    if not group_names:
        return "Everybody who can sign in here"
    return "The members of " + " and of ".join(group_names)


def statement(choice: Choice, told_by: str, group_names: Sequence[str]) -> str:
    """Return what the author agrees to, in plain words."""
    return " ".join(
        (
            f"{readers(group_names)} may read this text.",
            f"It is told by {told_by}." if told_by else "No name stands under it.",
            "Others may build on it and say so."
            if choice.may_build
            else "Others may learn from it, but not make a story of their own out of its text.",
            "Sentences of it may be quoted in the themes of the group."
            if choice.may_quote
            else "No sentence of it is quoted elsewhere.",
            "I can take it back at any time.",
        )
    )
