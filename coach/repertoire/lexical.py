"""Lexical search: BM25 (Robertson and Zaragoza 2009) over the passages that a person may see.

Document frequencies and lengths are summed over exactly those shards of the shelf that a search may
open, so that not even a weight tells of a passage outside them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coach.domain.content_words import words_of
from coach.repertoire.fusion import Bm25

Scores = NDArray[np.float32]


class Postings:
    """Which words stand how often in which of a shard's passages; immutable once made."""

    def __init__(self, texts: Sequence[str]) -> None:
        counts = [Counter(words_of(text)) for text in texts]
        self.lengths = np.array([count.total() for count in counts], np.float32)
        entries: dict[str, list[tuple[int, int]]] = {}
        for row, count in enumerate(counts):
            for word, times in count.items():
                entries.setdefault(word, []).append((row, times))
        self._entries: Mapping[str, tuple[NDArray[np.int32], Scores]] = {
            word: (
                np.array([row for row, _ in pairs], np.int32),
                np.array([times for _, times in pairs], np.float32),
            )
            for word, pairs in entries.items()
        }

    def frequency(self, word: str) -> int:
        """Return in how many passages a word stands."""
        found = self._entries.get(word)
        return 0 if found is None else len(found[0])

    def scores(self, weights: Mapping[str, float], bm25: Bm25, mean_length: float) -> Scores:
        """Return one score a passage; `weights` are of the query's words."""
        known = [(self._entries[w], weight) for w, weight in weights.items() if w in self._entries]
        if not known:
            return np.zeros(len(self.lengths), np.float32)
        rows = np.concatenate([rows for (rows, _), _ in known])
        times = np.concatenate([times for (_, times), _ in known])
        share = np.repeat([weight for _, weight in known], [len(r) for (r, _), _ in known])
        length_part = bm25.k1 * (1 - bm25.b + bm25.b * self.lengths / mean_length)
        parts = share * times * (bm25.k1 + 1) / (times + length_part[rows])
        return np.bincount(rows, parts, len(self.lengths)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class LexicalScores:
    """BM25 of every passage, shard by shard, and the most that any passage could have scored."""

    shards: Sequence[Scores]
    highest_possible: float


def lexical_scores(text: str, postings: Sequence[Postings], bm25: Bm25) -> LexicalScores:
    """Score every passage of these shards for the words of a query; repeated words count once."""
    total = sum(len(part.lengths) for part in postings)
    words = dict.fromkeys(words_of(text))
    weights = {}
    for word in words:
        frequency = sum(part.frequency(word) for part in postings)
        if frequency:
            weights[word] = math.log1p((total - frequency + 0.5) / (frequency + 0.5))
    mean_length = sum(float(part.lengths.sum()) for part in postings) / max(total, 1)
    return LexicalScores(
        [part.scores(weights, bm25, mean_length) for part in postings],
        sum(weights.values()) * (bm25.k1 + 1),
    )
