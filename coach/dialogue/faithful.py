"""Whether a mirror holds nothing but what the member said."""

from __future__ import annotations

import re
from collections.abc import Iterable

from coach.domain.commitment_words import words

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?")
_SUFFIX = re.compile(r"(?:ing|ied|ies|ed|es|ly|er|est|s|e|y|d)$")
_SHORT = 4
_SMALL = words(
    """a about after again all also am an and any are aren't as at be because been before being both
    but by can can't could couldn't did didn't do does doesn't doing don't done each else even every
    for from get gets getting go goes going got had has have having he he'd he's her here hers him
    his how i if in instead into is isn't it it's its itself just like little made make makes many
    more most much no nor not now of off on once one only or other others our out over own same say
    says see seem seems she she'd she's should so some someone somebody something still such take
    than that that's the their them then there these they they'd they'll they're they've thing
    things this those though through to too under until up us very want was wasn't way we we're were
    weren't what what's when where whether which while who whom whose why will with within without
    won't would wouldn't yet you you'd you'll you're you've your yours yourself yourselves"""
)
_LEADS = words("notice feel felt thought assumed think need starts start heart")
"""Words that the openings of a mirror bring along; each is a way of saying back, not a claim."""


def strange_words(mirror: str, said: Iterable[str]) -> tuple[str, ...]:
    """Return the words of a mirror that carry meaning and stand in none of the member's texts."""
    known = {stem for text in said for stem in map(_stem, _words(text))}
    return tuple(
        word
        for word in _words(mirror)
        if word not in _SMALL and word not in _LEADS and _stem(word) not in known
    )


def _words(text: str) -> list[str]:
    return [w.lower().replace("\u2019", "'") for w in _WORD.findall(text)]


def _stem(word: str) -> str:
    word = word.removesuffix("'s")
    while len(word) > _SHORT and (shorter := _SUFFIX.sub("", word)) != word:
        word = shorter if len(shorter) >= _SHORT - 1 else word
        if shorter != word:
            break
    return word
