"""Whether words that a model chose for a story say no more than its author did."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from coach.dialogue.faithful import strange_words
from coach.dialogue.reply_words import FUNCTION, NEUTRAL, WORD, stem, stems, tokens

_NAMED: Final = re.compile(r"(?<=[\w,;:] )[A-Z][\w'\u2019-]+")
_DIGIT: Final = re.compile(r"\d+")
_NOT: Final = frozenset({"no", "not", "never", "nobody", "none", "nothing", "neither", "without"})
_NEIGHBOURS: Final = 2
"""Sentences in a row from which all that a worded line says must come."""


def names(text: str) -> frozenset[str]:
    """Return the words, in lower case, that stand with a capital letter inside a sentence."""
    return frozenset(word.lower() for word in _NAMED.findall(text)) - {"i", "i'm", "i'll", "i'd"}


def unfaithful(line: str, said: Sequence[str]) -> tuple[str, ...]:
    """Return the words for which a line cannot stand; none is best.

    `said`: the author's sentences in order. At fault are words that they do not have, words that
    they have with a capital letter only, numbers, and, where its words are theirs but stand far
    apart or lose or gain a "not" on the way, all that carry meaning.
    """
    written = {word for text in said for word in WORD.findall(text)}
    plain = stems(word for word in written if word[0].islower())
    carrying = [word for word in tokens(line) if word not in FUNCTION | NEUTRAL]
    found = [
        *strange_words(line, said),
        *(word for word in carrying if stem(word) not in plain),
        *_DIGIT.findall(line),
    ]
    if not found and not _told_together(line, carrying, said):
        found = carrying
    return tuple(dict.fromkeys(found))


def _told_together(line: str, carrying: Sequence[str], said: Sequence[str]) -> bool:
    """Whether a sentence of theirs, or two in a row, say it: its words, and "not" where it does."""
    wanted = {stem(word) for word in carrying}
    negated = _negated(line)
    for first in range(len(said)):
        for last in range(first + 1, min(first + _NEIGHBOURS, len(said)) + 1):
            there = said[first:last]
            if wanted <= stems(there) and negated == any(map(_negated, there)):
                return True
    return False


def _negated(text: str) -> bool:
    return any(word in _NOT or word.endswith("n't") for word in tokens(text))
