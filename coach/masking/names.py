"""Names that lists know, and names that are words as well: Will, Grace, Mark, Hope, Rose.

A word that is also a name is one with a capital letter within a sentence; at the beginning of one,
when it does what people do (a verb follows) or owns something; in lower case, when it was told or
asked something, or stands among names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from coach.domain.masking import Concern
from coach.masking.lists import Lists, vocabulary
from coach.masking.marks import Mark
from coach.masking.words import Word

_SHORTEST: Final = 2
_OWN: Final = ("my", "our", "his", "her", "their")
_CLAUSE: Final = ("that", "if", "why", "whether")
_THIRD_PERSON: Final = re.compile(r"\w+[^s]s")


def find_names(words: Sequence[Word], lists: Lists) -> Iterator[Mark]:
    """Yield the words that are names of people; as a NAME what may be one of a place too."""
    for at in range(len(words)):
        if is_name(words, at, lists):
            concern = Concern.PERSON if _given(words[at], lists) else Concern.NAME
            yield Mark(words[at].start, words[at].end, concern, "names")


def is_name(words: Sequence[Word], at: int, lists: Lists) -> bool:
    """Whether the word at an index is the name of a person, by the lists and what is around it."""
    word, before = words[at], words[at - 1].key if at else ""
    if _never(word) or (word.key in lists.places and before in vocabulary("within")):
        return False
    if _sure(word, lists):
        return True
    if word.key not in lists.english:
        return False
    if not word.capital:
        return _spoken_to(words, at) or _beside_a_name(words, at, lists)
    if word.key in vocabulary("months_that_are_names") and before in vocabulary("before_a_month"):
        return False
    return not word.begins or _acts(words, at, lists)


def _never(word: Word) -> bool:
    short = len(word.key) < _SHORTEST or word.key in vocabulary("short_forms")
    particle = not word.capital and word.key in vocabulary("particles")
    return short or particle or word.key in vocabulary("function_words")


def _given(word: Word, lists: Lists) -> bool:
    return word.key in lists.given or word.key.split("-")[0] in lists.given


def _sure(word: Word, lists: Lists) -> bool:
    """Whether a word is a name wherever it stands: it is in the lists, and no ordinary word."""
    if word.key in vocabulary("months_that_are_names"):
        return False
    given = _given(word, lists)
    if given and word.key not in lists.common and word.capital:
        return True
    if word.key in lists.english and word.key not in lists.common:
        return word.key not in vocabulary("seldom_names")
    if lists.ordinary(word.key) or not (given or word.key in lists.family):
        return False
    return word.capital or (given and len(word.key) > _SHORTEST)


def _acts(words: Sequence[Word], at: int, lists: Lists) -> bool:
    """Whether the first word of a sentence is somebody: they do, own or are told something."""
    if words[at].tail[1:] == "s":
        return True
    if at + 1 == len(words):
        return False
    after = words[at + 1]
    between = after.gap.strip(" \t")
    if between == "," or (not between and after.capital and after.key != "i"):
        return True
    if between:
        return False
    past = after.key.endswith("ed") and after.key in lists.known
    return past or after.key in vocabulary("acts") or _third_person(after.key, lists)


def _third_person(key: str, lists: Lists) -> bool:
    return _THIRD_PERSON.fullmatch(key) is not None and key[:-1] in lists.common


def _spoken_to(words: Sequence[Word], at: int) -> bool:
    """Whether a word in lower case is somebody: told, asked, or of a relation to the author."""
    if not at or words[at].gap.strip():
        return False
    before = words[at - 1].key
    if before in vocabulary("kin"):
        return at > 1 and words[at - 2].key in _OWN
    if before in vocabulary("surely_speaks_to"):
        return True
    follows = words[at + 1].key if at + 1 < len(words) else ""
    return before in vocabulary("speaks_to") and follows in _CLAUSE


def _beside_a_name(words: Sequence[Word], at: int, lists: Lists) -> bool:
    """Whether a word in lower case stands in a list of names, or before a family name."""
    word = words[at]
    if at + 1 == len(words) or word.key in vocabulary("seldom_names"):
        return False
    after = words[at + 1]
    if not after.gap.strip() and not after.capital and not lists.ordinary(after.key):
        return True
    comma = word.gap.strip() == ","
    if not comma and not (at > 1 and words[at - 1].key == "and"):
        return False
    before = words[at - 1 if comma else at - 2]
    goes_on = after.key == "and" or after.gap.strip() == ","
    return goes_on and not before.capital and _sure(before, lists)
