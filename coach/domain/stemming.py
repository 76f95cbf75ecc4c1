"""English words without their endings: Porter's algorithm (Program 14(3), 1980).

So that "decided", "deciding" and "decides" are one word to lexical search. Words of other alphabets
pass through unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

_VOWELS: Final = "aeiou"
_SHORT: Final = 2

_STEP_2: Final = (
    ("ational", "ate"),
    ("tional", "tion"),
    ("enci", "ence"),
    ("anci", "ance"),
    ("izer", "ize"),
    ("bli", "ble"),
    ("alli", "al"),
    ("entli", "ent"),
    ("eli", "e"),
    ("ousli", "ous"),
    ("ization", "ize"),
    ("ation", "ate"),
    ("ator", "ate"),
    ("alism", "al"),
    ("iveness", "ive"),
    ("fulness", "ful"),
    ("ousness", "ous"),
    ("aliti", "al"),
    ("iviti", "ive"),
    ("biliti", "ble"),
    ("logi", "log"),
)
_STEP_3: Final = (
    ("icate", "ic"),
    ("ative", ""),
    ("alize", "al"),
    ("iciti", "ic"),
    ("ical", "ic"),
    ("ful", ""),
    ("ness", ""),
)
_STEP_4: Final = tuple(
    (ending, "")
    for ending in (
        *("ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti"),
        *("ous", "ive", "ize", "sion", "tion", "al", "er", "ic", "ou"),
    )
)


@lru_cache(maxsize=1 << 15)
def stem(word: str) -> str:
    """Return the stem of one lower-case word."""
    if len(word) <= _SHORT or not (word.isascii() and word.isalpha()):
        return word
    word = _step_1c(_step_1b(_step_1a(word)))
    word = _replace(word, _STEP_2, 0)
    word = _replace(word, _STEP_3, 0)
    return _step_5(_step_4(word))


def _is_consonant(word: str, at: int) -> bool:
    if word[at] in _VOWELS:
        return False
    return not (word[at] == "y" and at > 0 and _is_consonant(word, at - 1))


def _measure(part: str) -> int:
    """Return how often a run of vowels is followed by one of consonants."""
    shape = "".join("c" if _is_consonant(part, at) else "v" for at in range(len(part)))
    return len(re.findall(r"v+c+", shape))


def _has_vowel(part: str) -> bool:
    return any(not _is_consonant(part, at) for at in range(len(part)))


def _doubled(word: str) -> bool:
    return len(word) >= _SHORT and word[-1] == word[-2] and _is_consonant(word, len(word) - 1)


def _ends_cvc(word: str) -> bool:
    """Whether it ends as in "hop": then a lost -e is likely."""
    end = len(word) - 1
    return (
        end >= _SHORT
        and _is_consonant(word, end - 2)
        and not _is_consonant(word, end - 1)
        and _is_consonant(word, end)
        and word[-1] not in "wxy"
    )


def _step_1a(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _step_1b(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) > 0 else word
    for ending in ("ed", "ing"):
        if word.endswith(ending):
            part = word[: -len(ending)]
            return _mended(part) if _has_vowel(part) else word
    return word


def _mended(part: str) -> str:
    if part.endswith(("at", "bl", "iz")):
        return part + "e"
    if _doubled(part) and part[-1] not in "lsz":
        return part[:-1]
    return part + "e" if _measure(part) == 1 and _ends_cvc(part) else part


def _step_1c(word: str) -> str:
    return word[:-1] + "i" if word.endswith("y") and _has_vowel(word[:-1]) else word


def _replace(word: str, rules: Sequence[tuple[str, str]], least: int) -> str:
    """Replace the ending of the first rule that fits, if what stays measures more than `least`."""
    for ending, new in rules:
        if word.endswith(ending):
            part = word[: -len(ending)]
            return part + new if _measure(part) > least else word
    return word


def _step_4(word: str) -> str:
    if word.endswith(("sion", "tion")):
        return word[:-3] if _measure(word[:-3]) > 1 else word
    return _replace(word, _STEP_4, 1)


def _step_5(word: str) -> str:
    if word.endswith("e"):
        part = word[:-1]
        if _measure(part) > 1 or (_measure(part) == 1 and not _ends_cvc(part)):
            word = part
    return word[:-1] if word.endswith("ll") and _measure(word) > 1 else word
