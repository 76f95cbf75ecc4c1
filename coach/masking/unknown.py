"""Words that no list of ordinary English has: names of something, until the author decides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from coach.domain.masking import Concern
from coach.masking.lists import Lists, vocabulary
from coach.masking.marks import Mark
from coach.masking.words import Word

_ENDINGS: Final = ("s", "es", "ed", "d", "ing", "er", "ers", "ly", "ness", "less", "able", "like")
_BEGINNINGS: Final = (
    "un",
    "re",
    "non",
    "over",
    "under",
    "pre",
    "mis",
    "co",
    "anti",
    "sub",
    "multi",
)
_NUMBER: Final = re.compile(r" \d")
_SHORTEST: Final = 3


def find_unknown(words: Sequence[Word], lists: Lists) -> Iterator[Mark]:
    """Yield words that are not ordinary, and ordinary ones with a capital within a sentence."""
    for at, word in enumerate(words):
        after = words[at + 1] if at + 1 < len(words) else None
        numbered = after is not None and _NUMBER.match(after.gap) and lists.ordinary(word.key)
        follows = after.key if after else ""
        if not numbered and not _plain(word) and _unknown(word, follows, lists):
            yield Mark(word.start, word.end, _concern(words, at, lists), "words")


def _plain(word: Word) -> bool:
    if word.tail.startswith("n") or word.key in vocabulary("short_forms"):
        return True
    alone = len(word.text) == 1 or word.key in vocabulary("function_words")
    nothing = alone if word.capital else word.key in vocabulary("particles")
    return nothing or word.key in vocabulary("not_names")


def _unknown(word: Word, follows: str, lists: Lists) -> bool:
    if not word.capital:
        return len(word.key) >= _SHORTEST and not _made_of_ordinary(word.key, lists)
    if word.key in lists.places or not (word.begins or word.shouted):
        return True
    acts = word.key not in lists.common and follows in vocabulary("acts")
    return (word.begins and acts) or not _made_of_ordinary(word.key, lists)


def _made_of_ordinary(key: str, lists: Lists) -> bool:
    """Whether a word is ordinary, or made of an ordinary one by a beginning or an ending."""
    return lists.ordinary(key) or all(
        part in lists.known or _derived(part, lists) for part in key.split("-")
    )


def _derived(key: str, lists: Lists) -> bool:
    stems = [key[: -len(end)] for end in _ENDINGS if key.endswith(end)]
    stems += [key[len(start) :] for start in _BEGINNINGS if key.startswith(start)]
    return any(
        len(stem) > _SHORTEST and (stem in lists.known or stem + "e" in lists.known)
        for stem in stems
    )


def _concern(words: Sequence[Word], at: int, lists: Lists) -> Concern:
    """A place, if a list or the words before it say so; else nobody knows of what it is a name."""
    if words[at].key in lists.places:
        return Concern.PLACE
    before = words[at - 1].key if at else ""
    moved = before in ("to", "from", "at") and at > 1 and words[at - 2].key in vocabulary("moves")
    placed = moved or before in vocabulary("within")
    return Concern.PLACE if words[at].capital and placed else Concern.NAME
