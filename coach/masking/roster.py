"""People and organisations that the installation knows of: the author's groups, and their names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import Final

from coach.domain.base import Model
from coach.domain.masking import Concern
from coach.masking.lists import Lists
from coach.masking.marks import Mark
from coach.masking.words import Word

_SHORTEST: Final = 3
"""Letters of a nickname: Kat for Katarzyna."""


class Roster(Model):
    """people: names of those in the author's groups. organisations: of it, and of the groups."""

    people: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()


def find_roster(
    text: str, words: Sequence[Word], roster: Roster, lists: Lists, names: Collection[int]
) -> Iterator[Mark]:
    """Yield what the roster has: whole names, parts of them, nicknames by their first letters.

    names: where the words begin that look like names of people.
    """
    for name in roster.organisations:
        if name.strip():
            for match in _whole(name).finditer(text):
                yield Mark(match.start(), match.end(), Concern.ORGANISATION, "roster")
    parts = _parts(roster.people)
    for word in words:
        if _is_one(word, parts, lists, names):
            yield Mark(word.start, word.end, Concern.PERSON, "roster")


@lru_cache(maxsize=512)
def _whole(name: str) -> re.Pattern[str]:
    pattern = r"\s+".join(re.escape(part) for part in name.split())
    return re.compile(rf"(?i)(?<!\w){pattern}(?!\w)")


@lru_cache(maxsize=64)
def _parts(people: tuple[str, ...]) -> frozenset[str]:
    words = (part.strip(".,").casefold() for name in people for part in name.split())
    return frozenset(word for word in words if len(word) > 1)


def _is_one(word: Word, parts: frozenset[str], lists: Lists, names: Collection[int]) -> bool:
    """Whether a word is somebody: an ordinary one must look like a name besides."""
    if word.key in parts:
        plain = word.key in lists.known and (word.begins or not word.capital)
        return not plain or word.start in names
    if len(word.key) < _SHORTEST or word.key in lists.known:
        return False
    return any(part.startswith(word.key) for part in parts)
