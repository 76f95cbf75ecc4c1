"""Proposes what stands for each thing that was found in a story (coach/domain/masking.py). Pure.

The same person has the same stand-in under all their wordings: Jo Miller, Jo, jo. Two people have
different ones. The author's choices are never touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from coach.domain.cast import PEOPLE, Cast
from coach.domain.masking import Concern, Finding, Mask
from coach.domain.stand_in_words import without_article

_DETERMINED: Final = re.compile(r"(?i)\b(?:the|an?|my|our|their|his|her|your|another)\s+$")
_BEFORE: Final = re.compile(r"[\w'\u2019-]+[ \t]+\Z")
_AFTER: Final = re.compile(r"[ \t]+[\w'\u2019-]+")
_FURTHEST: Final = 40
"""Characters that the word before may have."""


class _Spot(NamedTuple):
    """One finding in its text. `role` and `name` are the parts of one like "my boss Jo"."""

    text: str
    start: int
    end: int
    concern: Concern
    role: str = ""
    name: str = ""

    @property
    def words(self) -> str:
        return self.text[self.start : self.end]


def proposed(
    texts: Sequence[str], findings: Sequence[Sequence[Finding]], known: Sequence[Mask]
) -> tuple[Mask, ...]:
    """Return the masks of a story for what was found in its texts: findings[i] is of texts[i].

    known: the masks so far. Those of the author stay; those that were found stay while they are.
    """
    spots = _agreed(
        [spot for text, found in zip(texts, findings, strict=True) for spot in _spots(text, found)]
    )
    mistakable = _mistakable(spots, texts, findings)
    wanted: dict[str, _Spot] = {}
    for spot in spots:
        wanted.setdefault(_unmistakable(spot, mistakable).words, spot)
    kept = [mask for mask in known if mask.origin == "author" or mask.words in wanted]
    cast = Cast(((spot.concern, spot.words) for spot in spots), kept)
    for spot in spots:
        if spot.role:
            cast.introduce(spot.role, spot.name)
    done = {mask.words for mask in kept}
    new = (_mask(words, spot, cast) for words, spot in wanted.items() if words not in done)
    return (*kept, *new)


def _spots(text: str, found: Sequence[Finding]) -> Iterator[_Spot]:
    """Yield the findings in their order, a role and the name right after it as one."""
    listed = sorted(found, key=lambda finding: finding.start)
    named: Finding | None = None
    for at, finding in enumerate(listed):
        if finding is named:
            continue
        after = listed[at + 1] if at + 1 < len(listed) else None
        named = after if after and _names(text, finding, after) else None
        words = text[finding.start : finding.end]
        if named:
            name = text[named.start : named.end]
            yield _Spot(text, finding.start, named.end, Concern.ROLE, words, name)
        else:
            yield _Spot(text, finding.start, finding.end, finding.concern)


def _agreed(spots: Sequence[_Spot]) -> list[_Spot]:
    """Return the findings with one concern for the same words, if anywhere it was known of what."""
    known = {spot.words: spot.concern for spot in spots if spot.concern is not Concern.NAME}
    return [spot._replace(concern=known.get(spot.words, spot.concern)) for spot in spots]


def _names(text: str, role: Finding, name: Finding) -> bool:
    next_to_it = text[role.end : name.start] == " "
    return role.concern is Concern.ROLE and name.concern in PEOPLE and next_to_it


def _mask(words: str, spot: _Spot, cast: Cast) -> Mask:
    stand_in = cast.stand_in(spot.concern, spot.role or spot.words)
    if _determined(spot):
        stand_in = without_article(stand_in)
    before, _, after = words.partition(spot.words)
    return Mask(words=words, concern=spot.concern, stand_in=f"{before}{stand_in}{after}")


class _Mistakable(NamedTuple):
    """Words for which one mask will not do: `elsewhere` they were not found to be anything;
    `mixed` ones stand with an article before them in one place, and without in another.
    """

    elsewhere: frozenset[str]
    mixed: frozenset[str]


def _mistakable(
    spots: Sequence[_Spot], texts: Sequence[str], findings: Sequence[Sequence[Finding]]
) -> _Mistakable:
    determined = {spot.words for spot in spots if _determined(spot)}
    bare = {spot.words for spot in spots if not _determined(spot)}
    unfound = [_without(text, found) for text, found in zip(texts, findings, strict=True)]
    elsewhere = {words for words in determined | bare if any(_alone(words, t) for t in unfound)}
    return _Mistakable(frozenset(elsewhere), frozenset(determined & bare))


def _without(text: str, found: Sequence[Finding]) -> str:
    """Return a text with nothing of what was found: a line stands for it."""
    kept: list[str] = []
    at = 0
    for finding in sorted(found, key=lambda finding: finding.start):
        kept += (text[at : finding.start], "\n_\n")
        at = finding.end
    return "".join((*kept, text[at:]))


def _alone(words: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None


def _unmistakable(spot: _Spot, mistakable: _Mistakable) -> _Spot:
    """Return the words of a finding, with the word beside them where they alone will not do.

    A mask goes by its words: where Will is somebody, "Will we see?" must stay as it is; and "the
    Leeds kettle" needs another stand-in than "in Leeds".
    """
    mixed = spot.words in mistakable.mixed and _determined(spot)
    if not mixed and spot.words not in mistakable.elsewhere:
        return spot
    before = _BEFORE.search(spot.text, max(0, spot.start - _FURTHEST), spot.start)
    if before is not None:
        return spot._replace(start=before.start())
    after = _AFTER.match(spot.text, spot.end)
    return spot._replace(end=after.end()) if after is not None else spot


def _determined(spot: _Spot) -> bool:
    near = spot.text[max(0, spot.start - _FURTHEST) : spot.start]
    return _DETERMINED.search(near) is not None
