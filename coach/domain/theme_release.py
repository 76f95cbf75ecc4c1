"""What of the themes may be shown, and to whom (METHOD §7): code decides, never a model.

Inside a group a theme without names comes from at least three members and not from all but one of
them, or from people who all agreed to be named. It is shown as it was found and previewed or not at
all: a text that is taken back or rewritten takes the themes along that come from it. Outside only
themes of several groups remain, with rounded numbers, no quote and no name. What all this cannot
hide is told in docs/decisions/0014-what-themes-may-tell.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from coach.domain.contribution import Contribution, Source, sha256_of
from coach.domain.rules import Rules
from coach.domain.shown_theme import Mark, Quote, Release, ShownTheme, Withheld
from coach.domain.theme import Evidence, Theme, contributors
from coach.domain.theme_pool import Pool, changed_since, may_follow, pool_of, released
from coach.domain.theme_quotes import Naming, Standing, chosen, naming
from coach.domain.theme_wording import Run, is_copied, runs_of

__all__ = [
    "ROUNDED_TO",
    "Mark",
    "Pool",
    "Quote",
    "Release",
    "ShownTheme",
    "Withheld",
    "changed_since",
    "is_safe",
    "may_follow",
    "may_tell_number",
    "pool_of",
    "quote_of",
    "quotes_in",
    "release_inside",
    "release_outside",
    "released",
    "rounded",
]

ROUNDED_TO: Final = 5
"""Numbers of people outside a group are rounded down to a multiple of this."""


def is_safe(people: int, of: int, least: int) -> bool:
    """Return whether it may be told that so many of a group of `of` share something."""
    return people >= least and of - people != 1


def may_tell_number(people: int, of: int, least: int) -> bool:
    """Return whether it may be told how many of a group of `of` contributed.

    All but two is kept back with all but one, or else keeping it back would tell which it is.
    """
    return people >= least and of - people not in {1, 2}


def rounded(people: int) -> int:
    """Return a number of people as it may be told outside: "so many or more", 0 for fewer."""
    return people - people % ROUNDED_TO


def quote_of(contribution: Contribution, words: str, *, named: bool) -> Quote:
    """Return a quote of a contribution."""
    return Quote(source_id=contribution.reflection_id, text_sha256=sha256_of(words), named=named)


def quotes_in(evidence: Iterable[Evidence], standing: Standing, *, names: bool) -> Iterator[Quote]:
    """Yield each sentence that its author chose and in which a piece of evidence stands, once.

    names: whether the names of those who agreed to it may stand under theirs.
    """
    for contribution, _, words in chosen(evidence, standing):
        yield quote_of(contribution, words, named=names and contribution.named)


def release_inside(
    themes: Iterable[Theme],
    given: Standing,
    *,
    member_ids: Collection[str],
    rules: Rules,
    vetoes: Collection[tuple[str, str]] = (),
    pool: Pool | None = None,
    previewed: Collection[str] | None = None,
) -> Release:
    """Return what members of the group may read of the themes.

    given: contributions that stand now; those of people who are no members are left out. vetoes:
    pairs of the id of a theme and of who vetoed it; only those count whom the theme comes from.
    pool: in which the themes were found; what reads otherwise now is left out. None where `given`
    holds nothing else. previewed: the ids of the themes that contributors could veto; None before.
    """
    of, least = len(frozenset(member_ids)), rules.release_inside
    standing = {
        id_: (contribution, source)
        for id_, (contribution, source) in given.items()
        if source.person_id in member_ids and (pool is None or pool.holds(source))
    }
    sources = {id_: source for id_, (_, source) in standing.items()}
    copied = runs_of(sources.values())
    named = naming(standing, (), least).named
    everybody = _people(sources.values())
    shown: list[tuple[Theme, frozenset[str]]] = []
    withheld: Counter[Withheld] = Counter()
    for theme in themes:
        people = contributors(theme, sources)
        reason = (
            _kept_back(theme, sources, copied, vetoes)
            or _too_few(people, named, of, least, told=everybody == of)
            or _unseen(theme, previewed)
        )
        if reason is None:
            shown.append((theme, people))
        elif people:
            withheld[reason] += 1
    telling = may_tell_number(everybody, of, least)
    return Release(
        themes=tuple(_with_quotes(shown, standing, copied, least)),
        withheld=withheld if everybody >= least else {},
        people=everybody if telling else None,
    )


def release_outside(
    themes: Iterable[Theme],
    sources: Mapping[str, Source],
    rules_of: Mapping[str, Rules],
    *,
    pool: Pool | None = None,
) -> Release:
    """Return what may be read outside the groups: nothing quoted, nobody named, numbers rounded.

    sources: texts whose authors agreed to that, by id. rules_of: of each group, by id; the
    strictest of those that a theme comes from decides. pool: see `release_inside`. Where all texts
    together come from too few, nothing is told.
    """
    standing = {id_: s for id_, s in sources.items() if pool is None or pool.holds(s)}
    copied = runs_of(standing.values())
    if not _enough_outside(standing.values(), rules_of):
        return Release()
    shown: list[ShownTheme] = []
    withheld: Counter[Withheld] = Counter()
    for theme in themes:
        from_it = [standing[id_] for id_ in theme.source_ids() if id_ in standing]
        if reason := _kept_back(theme, standing, copied, ()):
            withheld[reason] += bool(from_it)
        elif _enough_outside(from_it, rules_of):
            shown.append(_bare(theme, copied, rounded(_people(from_it))))
        else:
            withheld[Withheld.FEW] += 1
    return Release(
        themes=tuple(shown), withheld=+withheld, people=rounded(_people(standing.values()))
    )


def _kept_back(
    theme: Theme,
    sources: Mapping[str, Source],
    copied: frozenset[Run],
    vetoes: Collection[tuple[str, str]],
) -> Withheld | None:
    """Return why a theme is withheld whatever its numbers.

    Its wording was made of all its texts, also of one that is taken back; and a title in the words
    of a text comes from the author of that text alone.
    """
    if not theme.source_ids() <= sources.keys():
        return Withheld.VETO
    if any((theme.id, person) in vetoes for person in contributors(theme, sources)):
        return Withheld.VETO
    return Withheld.FEW if is_copied(theme.title, copied) else None


def _too_few(
    people: frozenset[str], named: frozenset[str], of: int, least: int, *, told: bool
) -> Withheld | None:
    """Return why a theme from some people of `of` is withheld, or None.

    told: whether it may be told that all but one share it.
    """
    if is_safe(len(people), of, least) or people <= named:
        return None
    return Withheld.ALL_BUT_ONE if told and len(people) >= least else Withheld.FEW


def _unseen(theme: Theme, previewed: Collection[str] | None) -> Withheld | None:
    """Return why a theme is withheld that nobody could veto, or None."""
    return None if previewed is None or theme.id in previewed else Withheld.FEW


def _with_quotes(
    shown: Sequence[tuple[Theme, frozenset[str]]],
    standing: Standing,
    copied: frozenset[Run],
    least: int,
) -> Iterator[ShownTheme]:
    """Yield the themes with the names and quotes that those whom they come from agreed to."""
    names = naming(standing, [people for _, people in shown], least)
    for theme, people in shown:
        listed = tuple(sorted(people)) if people <= names.named else ()
        quotes = tuple(_quotes(theme, people, standing, names))
        yield _bare(theme, copied, len(people)).model_copy(
            update={"named_ids": listed, "quotes": quotes}
        )


def _quotes(
    theme: Theme, people: frozenset[str], standing: Standing, names: Naming
) -> Iterator[Quote]:
    for contribution, source, words in chosen(theme.evidence, standing):
        if names.may_quote(source.person_id, people):
            named = names.may_name(source.person_id, people)
            yield quote_of(contribution, words, named=named)


def _bare(theme: Theme, copied: frozenset[Run], people: int) -> ShownTheme:
    """Return a theme without quotes and names; a line that is copied from a text is left out."""

    def own(line: str) -> str:
        return "" if is_copied(line, copied) else line

    return ShownTheme(
        id=theme.id,
        title=theme.title,
        summary=own(theme.summary),
        obstacle=own(theme.obstacle),
        helped=own(theme.helped),
        open_question=own(theme.open_question),
        people=people,
    )


def _people(sources: Iterable[Source]) -> int:
    return len({source.person_id for source in sources})


def _enough_outside(sources: Collection[Source], rules_of: Mapping[str, Rules]) -> bool:
    groups = {source.group_id for source in sources}
    rules = [rules_of[id_] for id_ in groups if id_ in rules_of]
    return (
        0 < len(rules) == len(groups)
        and _people(sources) >= max(r.release_outside for r in rules)
        and len(groups) >= max(r.release_groups for r in rules)
    )
