"""Which contributions to themes stand now: what the making, the release and the totals share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from coach.domain.contribution import (
    Contribution,
    Source,
    counts,
    sentences_of,
    sha256_of,
    source_of,
)
from coach.domain.reflection import Reflection
from coach.domain.theme_release import Quote
from coach.storage.transaction import Transaction

Given = Mapping[str, tuple[Contribution, Source]]
"""Contributions with their texts, by the id of the source."""


def standing(tx: Transaction, contributions: Iterable[Contribution]) -> Given:
    """Return those that stand: to a reflection that is kept and reads as its author agreed to.

    Membership is for the rule of release to look at.
    """
    found: dict[str, tuple[Contribution, Source]] = {}
    for contribution in contributions:
        reflection = tx.reflections.get(contribution.reflection_id)
        if reflection is not None and counts(contribution, reflection):
            source = source_of(reflection, contribution.group_id)
            found[source.id] = (contribution, source)
    return found


def words_of(quote: Quote, given: Given) -> str:
    """Return the words of a quote; "" once its author has taken them back."""
    if quote.source_id not in given:
        return ""
    contribution, source = given[quote.source_id]
    agreed = (words for words in contribution.quotes if words in source.text)
    return next((words for words in agreed if sha256_of(words) == quote.text_sha256), "")


def drop_changed(tx: Transaction, reflection: Reflection) -> None:
    """Forget the sentences of a yes that its reflection, as it is saved now, no longer has."""
    given = tx.contributions.get(reflection.id)
    if given is None:
        return
    there = frozenset(sentences_of(source_of(reflection)))
    left = tuple(words for words in given.quotes if words in there)
    if left != given.quotes:
        tx.contributions.put(given.model_copy(update={"quotes": left}))
