"""A text as words, with what tells a name from an ordinary one: its capital, what precedes it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from coach.masking.lists import vocabulary

_WORD: Final = re.compile(r"[^\W\d_]+(?:['\u2019\-][^\W\d_]+)*")
_BEGINS: Final = re.compile(r"[.!?:\n\"“\u2018(\[>•|/]|(?:^|\s)[-*\u2013\u2014#]\s")
_CONTRACTED: Final = re.compile(r"(?i)(?:n['\u2019]t|['\u2019](?:s|ll|d|ve|re|m))$")


class Word(NamedTuple):
    """A word of a text. `end` leaves out a possessive or contraction: Jo in "Jo's".

    begins: a capital letter would stand here for any word.
    """

    start: int
    end: int
    text: str
    key: str
    begins: bool
    tail: str
    """What was left out: "'s", "'ll", or nothing."""
    gap: str
    """What stands between the word before and this one."""

    @property
    def capital(self) -> bool:
        """Whether it is written with a capital letter."""
        return self.text[0] != self.text[0].lower()

    @property
    def shouted(self) -> bool:
        """Whether it is written in capital letters alone."""
        return len(self.text) > 1 and self.text.isupper()


def words_of(text: str) -> tuple[Word, ...]:
    """Return the words of a text in their order."""
    found: list[Word] = []
    at = 0
    for match in _WORD.finditer(text):
        gap = text[at : match.start()]
        bare, tail = _bare(match.group())
        begins = not found or (_BEGINS.search(gap) is not None and not _runs_on(found, gap))
        end = match.start() + len(bare)
        key = bare.casefold().replace("\u2019", "'")
        found.append(Word(match.start(), end, bare, key, begins, tail, gap))
        at = match.end()
    return tuple(found)


def _bare(word: str) -> tuple[str, str]:
    contracted = _CONTRACTED.search(word)
    if contracted is None or contracted.start() == 0:
        return word, ""
    return word[: contracted.start()], contracted.group()


def _runs_on(before: Sequence[Word], gap: str) -> bool:
    """Whether the full stop belongs to an abbreviation or an initial: "Dr. Okafor", "J. Miller"."""
    last = before[-1]
    return gap.strip() == "." and (
        last.key in vocabulary("abbreviated")
        or (len(last.text) == 1 and last.capital and last.text != "I")
    )
