"""Measures what is found in sets of texts whose themes are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from pydantic import Field, ValidationError

from coach.domain.base import Model
from coach.domain.contribution import Source
from coach.domain.theme import Found, Theme, contributors, is_borne_out
from coach.errors import InvalidInput
from coach.themes.ports import Embeds

TITLE_ALIKE: Final = 0.5
"""Cosine from which a title, alone or with its summary, says what a known theme says."""
SUPPORT_ALIKE: Final = 0.5
"""F1 of the supporting texts from which a theme is a known one by its support."""


class KnownText(Model):
    """A text of a set; each is a person's of their own where none is given."""

    id: str
    person: str = ""
    text: str


class KnownTheme(Model):
    """A theme that stands in a set, and the ids of the texts that show it."""

    title: str
    support: tuple[str, ...] = Field(min_length=1)


class KnownSet(Model):
    """One line of a file."""

    id: str = ""
    texts: tuple[KnownText, ...] = Field(min_length=1)
    themes: tuple[KnownTheme, ...] = ()

    def sources(self) -> tuple[Source, ...]:
        """Return the texts as they are read."""
        return tuple(
            Source(id=text.id, person_id=text.person or f"person of {text.id}", text=text.text)
            for text in self.texts
        )


class Pair(Model):
    """A known theme beside the one found that is most like it. alike: cosine; f1: of support."""

    title: str
    found: str
    alike: float
    f1: float
    same_people: bool

    @property
    def by_title(self) -> bool:
        """Whether the wording says the same."""
        return self.alike >= TITLE_ALIKE

    @property
    def by_support(self) -> bool:
        """Whether mostly the same texts show it."""
        return self.f1 >= SUPPORT_ALIKE


class SetScore(Model):
    """How one set went. `unsupported`: stretches that do not lie within their source."""

    id: str
    pairs: tuple[Pair, ...]
    found: int
    extra: tuple[str, ...]
    unsupported: int


def read_sets(path: Path) -> list[KnownSet]:
    """Read a file; InvalidInput names the first line that is no set."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"{path.name!r} cannot be read: give a file with one set a line."
        ) from error
    sets = [_read(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not sets:
        raise InvalidInput(f"{path.name!r} is empty: write a set a line, see docs/themes.md.")
    return sets


def score(known: KnownSet, found: Found, embeds: Embeds) -> SetScore:
    """Compare what was found with what is known."""
    sources = {source.id: source for source in known.sources()}
    pairs = [_pair(theme, found.themes, sources, embeds) for theme in known.themes]
    used = {pair.found for pair in pairs if pair.by_title or pair.by_support}
    return SetScore(
        id=known.id,
        pairs=tuple(pairs),
        found=len(found.themes),
        extra=tuple(theme.title for theme in found.themes if theme.title not in used),
        unsupported=sum(
            not is_borne_out(one, sources.values()) for t in found.themes for one in t.evidence
        ),
    )


def agreement(first: Found, second: Found) -> float:
    """Return the share of pairs of theme and text that two searches have in common (Jaccard)."""
    one, other = (
        {(theme.title, id_) for theme in found.themes for id_ in theme.source_ids()}
        for found in (first, second)
    )
    return len(one & other) / len(one | other) if one | other else 1.0


def _read(number: int, line: str) -> KnownSet:
    try:
        known = KnownSet.model_validate_json(line)
    except ValidationError as error:
        raise InvalidInput(
            f"Line {number} is no set: give texts with id and text, and themes with title "
            "and support."
        ) from error
    ids = {text.id for text in known.texts}
    if any(not ids.issuperset(theme.support) for theme in known.themes):
        raise InvalidInput(f"Line {number} has a theme with support that is no id of a text.")
    return known if known.id else known.model_copy(update={"id": str(number)})


def _pair(
    known: KnownTheme, themes: Sequence[Theme], sources: Mapping[str, Source], embeds: Embeds
) -> Pair:
    none = Pair(title=known.title, found="", alike=0.0, f1=0.0, same_people=False)
    likeness = _likeness(known.title, themes, embeds)
    pairs = [
        Pair(
            title=known.title,
            found=theme.title,
            alike=alike,
            f1=_f1(frozenset(known.support), theme.source_ids()),
            same_people=len(contributors(theme, sources))
            == len({sources[id_].person_id for id_ in known.support}),
        )
        for theme, alike in zip(themes, likeness, strict=True)
    ]
    return max(pairs, key=_goodness, default=none)


def _goodness(pair: Pair) -> tuple[int, float]:
    return int(pair.by_title) + int(pair.by_support), pair.alike + pair.f1


def _likeness(title: str, themes: Sequence[Theme], embeds: Embeds) -> list[float]:
    if not themes:
        return []
    titles = [theme.title for theme in themes]
    wholes = [f"{theme.title}. {theme.summary}" for theme in themes]
    vectors = embeds.embed([title, *titles, *wholes])
    alike = vectors[1:] @ vectors[0]
    return [float(max(alike[at], alike[at + len(themes)])) for at in range(len(themes))]


def _f1(known: frozenset[str], found: frozenset[str]) -> float:
    return 2 * len(known & found) / (len(known) + len(found))
