"""What of the themes may be shown, and to whom (METHOD §7): code decides, never a model.

Inside a group a theme without names comes from at least three members and not from all but one of
them, or from people who all agreed to be named. A new version may not tell what one member added:
each of those who changed something knows their own part, so that at least three must have. What
contributors saw before its release counts as shown. Outside only themes of several groups remain,
with rounded numbers, no quote and no name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Final

from coach.domain.base import Model
from coach.domain.contribution import Contribution, Source, sha256_of
from coach.domain.rules import Rules
from coach.domain.spans import Span
from coach.domain.theme import Evidence, Theme, contributors

ROUNDED_TO: Final = 5
"""Numbers of people outside a group are rounded down to a multiple of this."""


class Withheld(StrEnum):
    """Why a theme is told of by a count alone."""

    FEW = "few"
    ALL_BUT_ONE = "all_but_one"
    VETO = "veto"


class Mark(StrEnum):
    """What whoever leads has done with a theme since it was found."""

    FOUND = "found"
    REWORDED = "reworded"
    MERGED = "merged"
    SPLIT = "split"


class Quote(Model):
    """A sentence that its author lets be shown; its words are looked up in what they agreed to."""

    source_id: str
    text_sha256: str
    """Of the sentence: what tells it from the others of the same author."""
    named: bool = False


class ShownTheme(Model):
    """A theme as others may read it.

    `people`: how many it comes from, None where that is not told. `named_ids`: all of them, where
    they agreed to be named. `was`: the titles it had before whoever leads changed it.
    """

    id: str
    title: str
    summary: str = ""
    obstacle: str = ""
    helped: str = ""
    open_question: str = ""
    people: int | None = None
    named_ids: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    mark: Mark = Mark.FOUND
    was: tuple[str, ...] = ()


class Release(Model):
    """What of a report others may read; `people`: how many contributed, None where untold."""

    themes: tuple[ShownTheme, ...] = ()
    withheld: Mapping[Withheld, int] = {}
    people: int | None = None


class Pool(Model):
    """Which texts a version is made of: what tells each wording from others, by their author.

    `unsettled`: people who changed something between the preview of the version and its release.
    Two states of theirs were shown, so that no change of theirs sets a later version apart.
    """

    texts: Mapping[str, tuple[str, ...]] = {}
    unsettled: tuple[str, ...] = ()


def pool_of(sources: Iterable[Source]) -> Pool:
    """Return the pool of some sources."""
    texts: dict[str, list[str]] = {}
    for source in sources:
        texts.setdefault(source.person_id, []).append(source.sha256)
    return Pool(texts={person: tuple(sorted(found)) for person, found in sorted(texts.items())})


def changed_since(pool: Pool, earlier: Pool) -> frozenset[str]:
    """Return the ids of the people whose texts differ from all that was shown of a version."""
    people = (pool.texts.keys() | earlier.texts.keys()) - set(earlier.unsettled)
    return frozenset(p for p in people if pool.texts.get(p, ()) != earlier.texts.get(p, ()))


def released(pool: Pool, previewed: Pool) -> Pool:
    """Return the pool of a version that was previewed with another one than it is released with."""
    changed = changed_since(pool, previewed)
    return pool.model_copy(update={"unsettled": tuple(sorted(changed))})


def may_follow(pool: Pool, earlier: Iterable[Pool], least: int) -> bool:
    """Return whether a version may be shown after those that were.

    `least`: people who must have changed something since each of them. One who compares would else
    learn what one person added, or two who share what they know. Without any change there is
    nothing new to show either, and saying so apart would tell that somebody has changed something.
    """
    return all(len(changed_since(pool, shown)) >= least for shown in earlier)


def is_safe(people: int, of: int, least: int) -> bool:
    """Return whether it may be told that so many of a group of `of` share something."""
    return people >= least and of - people != 1


def release_inside(
    themes: Iterable[Theme],
    given: Mapping[str, tuple[Contribution, Source]],
    *,
    member_ids: Collection[str],
    rules: Rules,
    vetoes: Collection[tuple[str, str]] = (),
) -> Release:
    """Return what members of the group may read of the themes.

    given: contributions that stand now with their texts, by the id of the source; those of people
    who are no members are left out. vetoes: pairs of the id of a theme and of who vetoed it; only
    those count whom the theme comes from.
    """
    members = frozenset(member_ids)
    standing = {id_: pair for id_, pair in given.items() if pair[1].person_id in members}
    sources = {id_: source for id_, (_, source) in standing.items()}
    named = _named(standing)
    shown: list[ShownTheme] = []
    withheld: Counter[Withheld] = Counter()
    for theme in themes:
        people = contributors(theme, sources)
        reason = _reason(theme, people, len(members), named, rules, vetoes)
        if reason is None:
            shown.append(_shown(theme, people, named, standing, rules.release_inside))
        elif people:
            withheld[reason] += 1
    everybody = len({source.person_id for source in sources.values()})
    safe = is_safe(everybody, len(members), rules.release_inside)
    return Release(themes=tuple(shown), withheld=withheld, people=everybody if safe else None)


def release_outside(
    themes: Iterable[Theme],
    sources: Mapping[str, Source],
    rules_of: Mapping[str, Rules],
) -> Release:
    """Return what may be read outside the groups: nothing quoted, nobody named, numbers rounded.

    sources: texts whose authors agreed to that, by id. rules_of: of each group, by id; the
    strictest of those that a theme comes from decides.
    """
    shown: list[ShownTheme] = []
    withheld: Counter[Withheld] = Counter()
    for theme in themes:
        people = contributors(theme, sources)
        groups = {sources[id_].group_id for id_ in theme.source_ids() if id_ in sources}
        if people and _enough_outside(len(people), groups, rules_of):
            shown.append(_bare(theme, rounded(len(people))))
        elif people:
            withheld[Withheld.FEW] += 1
    everybody = rounded(len({source.person_id for source in sources.values()}))
    return Release(themes=tuple(shown), withheld=withheld, people=everybody or None)


def rounded(people: int) -> int:
    """Return a number of people as it may be told outside: "so many or more", 0 for fewer."""
    return people - people % ROUNDED_TO


def _reason(
    theme: Theme,
    people: frozenset[str],
    of: int,
    named: frozenset[str],
    rules: Rules,
    vetoes: Collection[tuple[str, str]],
) -> Withheld | None:
    """Return why a theme is withheld, or None."""
    if any((theme.id, person) in vetoes for person in people):
        return Withheld.VETO
    if is_safe(len(people), of, rules.release_inside) or (people and people <= named):
        return None
    return Withheld.FEW if len(people) < rules.release_inside else Withheld.ALL_BUT_ONE


def _shown(
    theme: Theme,
    people: frozenset[str],
    named: frozenset[str],
    standing: Mapping[str, tuple[Contribution, Source]],
    least: int,
) -> ShownTheme:
    """Return the theme with the quotes that their authors let be shown.

    A name stands under a quote only if those who are not named stay as many as a theme needs.
    """
    unnamed = len(people - named)
    names = unnamed == 0 or unnamed >= least
    return _bare(theme, len(people)).model_copy(
        update={
            "named_ids": tuple(sorted(people)) if unnamed == 0 else (),
            "quotes": tuple(quotes_in(theme.evidence, standing, names=names)),
        }
    )


def _bare(theme: Theme, people: int) -> ShownTheme:
    return ShownTheme(
        id=theme.id,
        title=theme.title,
        summary=theme.summary,
        obstacle=theme.obstacle,
        helped=theme.helped,
        open_question=theme.open_question,
        people=people,
    )


def quotes_in(
    evidence: Iterable[Evidence],
    standing: Mapping[str, tuple[Contribution, Source]],
    *,
    names: bool,
) -> Iterator[Quote]:
    """Yield each sentence that its author chose and in which a piece of evidence stands, once.

    names: whether the names of those who agreed to it may stand under theirs.
    """
    told: set[tuple[str, str]] = set()
    for one in evidence:
        if one.source_id not in standing:
            continue
        contribution, source = standing[one.source_id]
        for words in contribution.quotes:
            key = (one.source_id, words)
            if key not in told and _stands_in(one.span, words, source.text):
                told.add(key)
                yield quote_of(contribution, words, named=names and contribution.named)


def quote_of(contribution: Contribution, words: str, *, named: bool) -> Quote:
    """Return a quote of a contribution."""
    return Quote(source_id=contribution.reflection_id, text_sha256=sha256_of(words), named=named)


def _stands_in(span: Span, words: str, text: str) -> bool:
    """Whether the words stand in the text, and the stretch within them or they within it."""
    at = text.find(words)
    while at >= 0:
        end = at + len(words)
        if span.start < end and at < span.end:
            return True
        at = text.find(words, at + 1)
    return False


def _named(standing: Mapping[str, tuple[Contribution, Source]]) -> frozenset[str]:
    """Return the people who agreed to be named with every text that they contributed."""
    agreed: dict[str, bool] = {}
    for contribution, source in standing.values():
        agreed[source.person_id] = agreed.get(source.person_id, True) and contribution.named
    return frozenset(person for person, yes in agreed.items() if yes)


def _enough_outside(people: int, groups: Collection[str], rules_of: Mapping[str, Rules]) -> bool:
    rules = [rules_of[id_] for id_ in groups if id_ in rules_of]
    return (
        len(rules) == len(groups)
        and people >= max(r.release_outside for r in rules)
        and len(groups) >= max(r.release_groups for r in rules)
    )
