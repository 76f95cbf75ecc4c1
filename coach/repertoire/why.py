"""Why an item was found: words of it, and the span of the member's own words that they answer.

Both are places in texts, not texts: when the story is gone there is nothing to show.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from coach.domain.content_words import words_of
from coach.repertoire.ports import Embedder, Vectors
from coach.repertoire.search import Found

_BREAK: Final = re.compile(
    r"(?m:^\s*#{1,6}\s[^\n]*(?:\n|$))"
    r"|(?<=[.!?…])[\"'”\u2019)]*\s+"
    r"|\n\s*\n\s*|\n(?=\s*(?:[-*+>]|\d+[.)])\s)"
    r"|(?<=[;:—])\s+"
)
"""Ends of headings, sentences, paragraphs and list items; a line may end in mid-sentence."""
_LEADING: Final = re.compile(r"[\s\-*>#\"'“\u2018(\d.]*")
_HEADING: Final = re.compile(r"\s*#{1,6}\s")
_FEWEST_WORDS: Final = 4
_MOST: Final = 40
_OVERLAP_WEIGHT: Final = 0.3
_CLOSE_ENOUGH: Final = 0.28


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters `start` to `end` (exclusive) of a text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words at this place."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Why:
    """`member` is a place in the member's words, `story` one in `found.item.text`.

    None stands for the item's lesson as a whole: what it says in general answers what the member
    tells better than any sentence of the story that happens to sound alike.
    """

    story: Stretch | None
    member: Stretch
    closeness: float


def why(found: Found, member_words: str, embedder: Embedder | None) -> Why | None:
    """Return the reason; None if there is none.

    An item with a lesson answers the clause that is closest to what it is about. Of any other item
    it is the pair of clauses that are closest in meaning and words, in the passage that was found;
    without an embedder words decide.
    """
    if embedder is not None and found.about is not None and found.item.lesson.strip():
        return _by_lesson(found.about, member_words, embedder)
    return _by_clauses(found, member_words, embedder)


def _by_lesson(about: Vectors, member_words: str, embedder: Embedder) -> Why | None:
    member = list(clauses(member_words, 0, len(member_words)))[-_MOST:]
    if not member:
        return None
    closeness = embedder.embed([stretch.of(member_words) for stretch in member]) @ about
    best = int(np.argmax(closeness))
    return Why(None, member[best], float(closeness[best]))


def _by_clauses(found: Found, member_words: str, embedder: Embedder | None) -> Why | None:
    passage = found.passage
    story = list(clauses(found.item.text, passage.start, passage.end))[:_MOST]
    member = list(clauses(member_words, 0, len(member_words)))[-_MOST:]
    if not story or not member:
        return None
    story_texts = [stretch.of(found.item.text) for stretch in story]
    member_texts = [stretch.of(member_words) for stretch in member]
    closeness = _overlaps(story_texts, member_texts)
    if embedder is not None:
        vectors = embedder.embed([*story_texts, *member_texts])
        likeness = vectors[: len(story)] @ vectors[len(story) :].T
        closeness = (1 - _OVERLAP_WEIGHT) * likeness + _OVERLAP_WEIGHT * closeness
    best = int(np.argmax(closeness))
    row, column = divmod(best, len(member))
    if closeness[row, column] < _CLOSE_ENOUGH:
        return None
    return Why(story[row], member[column], float(closeness[row, column]))


def clauses(text: str, start: int, end: int) -> Iterator[Stretch]:
    """Yield the sentences of a part of a text, cut at ; : and dashes, without headings."""
    breaks = [start, *(m.end() for m in _BREAK.finditer(text, start, end)), end]
    for left, right in pairwise(breaks):
        piece = text[left:right]
        first = left + len(_LEADING.match(piece).group())  # type: ignore[union-attr]  # matches ""
        last = left + len(piece.rstrip())
        long_enough = len(text[first:last].split()) >= _FEWEST_WORDS
        if long_enough and not _HEADING.match(piece):
            yield Stretch(first, last)


def _overlaps(story: Sequence[str], member: Sequence[str]) -> Vectors:
    """Return, for each pair, the share of content words that both hold (Dice)."""
    left, right = [set(words_of(t)) for t in story], [set(words_of(t)) for t in member]
    rows = [[2 * len(a & b) / max(len(a) + len(b), 1) for b in right] for a in left]
    return np.array(rows, np.float32)
