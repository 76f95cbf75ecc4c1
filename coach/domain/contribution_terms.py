"""What rules and charter of a group leave a member to choose when a reflection counts."""

from __future__ import annotations

from collections.abc import Collection

from coach.domain.base import Model
from coach.domain.charter import Attribution
from coach.domain.reach import Reach
from coach.errors import InvalidInput


class ContributionTerms(Model):
    """What may be chosen; that it counts without a quote and without a name always may.

    `unnamed_quotes`: whether a sentence may be quoted without its author's name.
    `beyond`: whether it may count towards themes of the organisation too.
    """

    named: bool
    unnamed_quotes: bool
    beyond: bool


def terms_of(limit: Reach, attributions: Collection[Attribution]) -> ContributionTerms:
    """Return what a widest audience and the attributions of a charter leave."""
    return ContributionTerms(
        named=Attribution.NAME in attributions,
        unnamed_quotes=any(one is not Attribution.NAME for one in attributions),
        beyond=limit is Reach.ORGANISATION,
    )


def require_within(
    terms: ContributionTerms, *, quotes: Collection[str], named: bool, beyond: bool
) -> None:
    """Refuse a choice that goes further than the terms. InvalidInput."""
    if named and not terms.named:
        raise InvalidInput("The charter of your group lets no name stand there: choose without.")
    if quotes and not named and not terms.unnamed_quotes:
        raise InvalidInput(
            "The charter of your group lets sentences be quoted under their author's name alone: "
            "choose your name, or no sentence."
        )
    if beyond and not terms.beyond:
        raise InvalidInput(
            "Rules and charter of your group end at the group: choose without the organisation."
        )
