"""People and organisations that the installation knows of: the author's groups, and their names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from coach.domain.base import Model
from coach.domain.masking import Concern
from coach.masking.lists import Lists, word_lists
from coach.masking.marks import Mark
from coach.masking.names import find_names
from coach.masking.words import Word

_SHORTEST: Final = 3
"""Letters of a nickname: Kat for Katarzyna."""


class Roster(Model):
    """people: names of those in the author's groups. organisations: of it, and of the groups."""

    people: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()


def find_roster(text: str, words: Sequence[Word], roster: Roster) -> Iterator[Mark]:
    """Yield what the roster has: whole names, parts of them, nicknames by their first letters."""
    for name in roster.organisations:
        if name.strip():
            for match in _whole(name).finditer(text):
                yield Mark(match.start(), match.end(), Concern.ORGANISATION, "roster")
    parts = _parts(roster.people)
    lists = word_lists()
    surely = {mark.start for mark in find_names(words, lists)}
    for word in words:
        if _is_one(word, parts, lists, surely):
            yield Mark(word.start, word.end, Concern.PERSON, "roster")


@lru_cache(maxsize=512)
def _whole(name: str) -> re.Pattern[str]:
    pattern = r"\s+".join(re.escape(part) for part in name.split())
    return re.compile(rf"(?i)(?<!\w){pattern}(?!\w)")


@lru_cache(maxsize=64)
def _parts(people: tuple[str, ...]) -> frozenset[str]:
    words = (part.strip(".,").casefold() for name in people for part in name.split())
    return frozenset(word for word in words if len(word) > 1)


def _is_one(word: Word, parts: frozenset[str], lists: Lists, surely: set[int]) -> bool:
    """Whether a word is somebody: an ordinary one must look like a name besides."""
    if word.key in parts:
        plain = word.key in lists.known and (word.begins or not word.capital)
        return not plain or word.start in surely
    if len(word.key) < _SHORTEST or word.key in lists.known:
        return False
    return any(part.startswith(word.key) for part in parts)
