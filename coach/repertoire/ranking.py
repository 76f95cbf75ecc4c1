"""How each component of search scores the items of opened shards, and their fusion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from coach.domain.repertoire import Item, Passage
from coach.repertoire.fusion import Calibration, Component, Mode, Scores, fuse
from coach.repertoire.kinship import kinship
from coach.repertoire.lexical import lexical_scores
from coach.repertoire.ports import VectorIndex, Vectors, View
from coach.repertoire.shelf import Shard

EXACT_UP_TO: Final = 5000
"""Passages whose items are compared in every way; above, the index proposes which."""

_PROPOSALS: Final = 200

_VIEWS: Final[Mapping[Component, View]] = {
    "text": "text",
    "about": "about",
    "situation": "situation",
    "lesson": "lesson",
}
"""With which vectors of the items a component compares the query's."""

Rows = NDArray[np.intp]


class Ranking:
    """The items of some shards, one row each in the order of the shards, and their scores."""

    def __init__(
        self,
        shards: Sequence[Shard],
        words: str,
        vectors: Mapping[Component, Vectors],
        calibration: Calibration,
        mode: Mode = "words",
        index: VectorIndex | None = None,
    ) -> None:
        self._shards = shards
        self._offsets = np.cumsum([0, *(len(shard.items) for shard in shards)])
        self._words = words
        self._vectors = vectors
        self._calibration = calibration
        lexical = lexical_scores(words, [s.postings for s in shards], calibration.bm25)
        self._lexical = [part / (lexical.highest_possible or 1.0) for part in lexical.shards]
        candidates = self._candidates(index) if index is not None else None
        self.parts = self._parts(candidates)
        self.mode = mode
        self.scores = fuse(self.parts, calibration.scales, self.mode)

    def order(self) -> Rows:
        """Return the rows, the best first; equals stay in the order of the shelf."""
        return np.argsort(-self.scores, kind="stable")

    def item(self, row: int) -> Item:
        """Return the item of a row."""
        shard, at = self._locate(row)
        return shard.items[at]

    def vector(self, row: int) -> Vectors | None:
        """Return the vector of an item's first passage, if it has one."""
        shard, at = self._locate(row)
        return shard.text.vector(int(shard.starts[at]))

    def about(self, row: int) -> Vectors | None:
        """Return the vector of what an item is about, where accounts are compared with it."""
        shard, at = self._locate(row)
        return shard.about.vector(at) if "about" in self._vectors else None

    def passage(self, row: int) -> Passage:
        """Return the passage of an item that fits best, by meaning if it is embedded."""
        shard, at = self._locate(row)
        number = int(np.searchsorted(self._offsets, row, side="right")) - 1
        rows = shard.passage_rows(at)
        parts: dict[Component, Scores] = {"lexical": self._lexical[number][rows]}
        if "text" in self._vectors:
            parts["text"] = shard.text.similarities(self._vectors["text"], rows)
        return shard.passages[
            int(rows[int(np.argmax(fuse(parts, self._calibration.scales, "words")))])
        ]

    def parts_of(self, row: int) -> dict[str, float]:
        """Return what each component said of an item, before calibration."""
        values = {name: float(part[row]) for name, part in self.parts.items()}
        return {name: value for name, value in values.items() if not np.isnan(value)}

    def _locate(self, row: int) -> tuple[Shard, int]:
        number = int(np.searchsorted(self._offsets, row, side="right")) - 1
        return self._shards[number], row - int(self._offsets[number])

    def _parts(self, candidates: Sequence[Rows] | None) -> dict[Component, Scores]:
        """Score all items, or only the candidates of each shard (the others get NaN)."""
        parts: dict[Component, Scores] = {"lexical": self._lexical_part(candidates)}
        for name, vector in self._vectors.items():
            if name == "kinship":
                parts[name] = self._kinship(vector, candidates)
                continue
            view = _VIEWS[name]
            columns = [
                shard.view_scores(view, vector, None if candidates is None else candidates[number])
                for number, shard in enumerate(self._shards)
            ]
            parts[name] = np.concatenate(columns)
        return parts

    def _kinship(self, query: Vectors, candidates: Sequence[Rows] | None) -> Scores:
        """Compare the courses of events of all items that have one, or of the candidates."""
        result = np.full(int(self._offsets[-1]), np.nan, np.float32)
        rows, vectors = [], []
        for number, shard in enumerate(self._shards):
            at, theirs = shard.course.of(None if candidates is None else candidates[number])
            if len(at):
                rows.append(at + self._offsets[number])
                vectors.append(theirs)
        if vectors:
            result[np.concatenate(rows)] = kinship(query, vectors)
        return result

    def _lexical_part(self, candidates: Sequence[Rows] | None) -> Scores:
        columns = []
        for number, shard in enumerate(self._shards):
            scores = np.maximum.reduceat(self._lexical[number], shard.starts)
            if not self._vectors:
                scores = np.where(scores > 0, scores, np.nan)  # by words alone, no word is no hit
            elif candidates is not None:
                kept = np.full(len(scores), np.nan, np.float32)
                kept[candidates[number]] = scores[candidates[number]]
                scores = kept
            columns.append(scores.astype(np.float32))
        return np.concatenate(columns)

    def _candidates(self, index: VectorIndex) -> list[Rows] | None:
        """Return which items of each shard are worth comparing; None for all of them."""
        if not self._vectors or sum(len(s.passages) for s in self._shards) <= EXACT_UP_TO:
            return None
        audiences = frozenset(shard.audience for shard in self._shards)
        proposed = {
            hit.item_id
            for name, vector in self._vectors.items()
            if name != "kinship"
            for hit in index.search(vector, audiences, _VIEWS[name], _PROPOSALS)
        }
        by_words = np.concatenate(
            [
                np.maximum.reduceat(scores, shard.starts)
                for scores, shard in zip(self._lexical, self._shards, strict=True)
            ]
        )
        best = np.argsort(-by_words, kind="stable")[:_PROPOSALS]
        proposed |= {self.item(int(row)).id for row in best if by_words[row] > 0}
        return [shard.rows_of(proposed) for shard in self._shards]
