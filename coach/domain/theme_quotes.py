"""Which sentences may stand under a theme, and where the name of who wrote them may."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from coach.domain.base import Model
from coach.domain.contribution import Contribution, Source
from coach.domain.spans import Span, sentence_spans
from coach.domain.theme import Evidence

Standing = Mapping[str, tuple[Contribution, Source]]
"""Contributions that count with their texts, by the id of the source."""


class Naming(Model):
    """Who may be named where, in a release as a whole.

    A theme is veiled where some of its people are not named, and fewer than a theme needs: a name
    would leave them standing. `named`: who agreed to be named with every text that they gave.
    `listed`: whose names stand beside some theme. `veiled`: whom some veiled theme comes from.
    """

    named: frozenset[str]
    listed: frozenset[str]
    veiled: frozenset[str]
    least: int

    def veils(self, people: frozenset[str]) -> bool:
        """Return whether a theme from these people is veiled."""
        return 0 < len(people - self.named) < self.least

    def may_quote(self, person_id: str, people: frozenset[str]) -> bool:
        """Return whether a person's sentences may stand under a theme from these people.

        The same sentence may stand under another theme too, beside their name.
        """
        return not (self.veils(people) and person_id in self.listed)

    def may_name(self, person_id: str, people: frozenset[str]) -> bool:
        """Return whether a person's name may stand under their sentence there.

        It may not where the same sentence may stand under a veiled theme without the name.
        """
        named = person_id in self.named and not self.veils(people)
        return named and (person_id in self.listed or person_id not in self.veiled)


def naming(standing: Standing, themes: Collection[frozenset[str]], least: int) -> Naming:
    """Return who may be named where; themes: the people of each that is shown."""
    refusing = {s.person_id for c, s in standing.values() if not c.named}
    named = frozenset(s.person_id for _, s in standing.values()) - refusing
    listed = [people for people in themes if people <= named]
    veiled = [people for people in themes if 0 < len(people - named) < least]
    return Naming(
        named=named,
        listed=frozenset[str]().union(*listed),
        veiled=frozenset[str]().union(*veiled),
        least=least,
    )


def chosen(
    evidence: Iterable[Evidence], standing: Standing
) -> Iterator[tuple[Contribution, Source, str]]:
    """Yield each sentence that its author chose and in which a piece of evidence stands, once."""
    told: set[tuple[str, str]] = set()
    for one in evidence:
        if one.source_id not in standing:
            continue
        contribution, source = standing[one.source_id]
        for words in _sentences_at(one.span, source.text):
            if words in contribution.quotes and (one.source_id, words) not in told:
                told.add((one.source_id, words))
                yield contribution, source, words


def _sentences_at(span: Span, text: str) -> Iterator[str]:
    """Yield the sentences with a letter or a digit within the stretch."""
    for sentence in sentence_spans(text):
        common = text[max(sentence.start, span.start) : min(sentence.end, span.end)]
        if any(map(str.isalnum, common)):
            yield sentence.of(text)
