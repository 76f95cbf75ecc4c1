"""What a charter leaves to choose when a reflection counts."""

from __future__ import annotations

from typing import Any

import pytest

from coach.domain.charter import Attribution
from coach.domain.contribution_terms import ContributionTerms, require_within, terms_of
from coach.domain.reach import Reach
from coach.errors import InvalidInput

ALL = ContributionTerms(named=True, unnamed_quotes=True, beyond=True)


@pytest.mark.parametrize(
    ("limit", "attributions", "expected"),
    [
        (Reach.ORGANISATION, tuple(Attribution), ALL),
        (Reach.GROUP, tuple(Attribution), ALL.model_copy(update={"beyond": False})),
        (
            Reach.GROUP,
            (Attribution.NAME,),
            ContributionTerms(named=True, unnamed_quotes=False, beyond=False),
        ),
        (
            Reach.GROUP,
            (Attribution.MEMBER, Attribution.NONE),
            ContributionTerms(named=False, unnamed_quotes=True, beyond=False),
        ),
    ],
)
def test_terms_come_from_rules_and_charter(
    limit: Reach, attributions: tuple[Attribution, ...], expected: ContributionTerms
) -> None:
    assert terms_of(limit, attributions) == expected


@pytest.mark.parametrize(
    ("lacking", "chosen", "why"),
    [
        ("named", {"named": True}, "lets no name stand there"),
        ("unnamed_quotes", {"quotes": ("So.",)}, "under their author's name alone"),
        ("beyond", {"beyond": True}, "end at the group"),
    ],
)
def test_what_goes_further_than_the_terms_is_refused(
    lacking: str, chosen: dict[str, Any], why: str
) -> None:
    choice = {"quotes": (), "named": False, "beyond": False, **chosen}
    require_within(ALL, **choice)
    with pytest.raises(InvalidInput, match=why):
        require_within(ALL.model_copy(update={lacking: False}), **choice)


def test_counting_without_quote_and_name_is_always_within() -> None:
    none = ContributionTerms(named=False, unnamed_quotes=False, beyond=False)
    require_within(none, quotes=(), named=False, beyond=False)
