"""Exact ranking in memory: one contiguous matrix for each audience and view.

An audience's rows lie apart from all others, so that a search never reads, scores or counts a row
that it may not return.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from coach.repertoire.ports import Hit, IndexRow, Vectors, View

_FIRST: Final = 16
_ONE_THREAD: Final = 400_000
VIEWS: Final[tuple[View, ...]] = ("text", "situation", "lesson", "about")
_Key = tuple[str, View]


class _Block:
    """Rows of one audience and view. Removing moves the last row into the gap."""

    def __init__(self, dimensions: int) -> None:
        self.matrix: NDArray[np.float32] = np.empty((_FIRST, dimensions), np.float32)
        self.ids: list[str] = []
        self.items: list[str] = []
        self.places: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def rows(self) -> NDArray[np.float32]:
        return self.matrix[: len(self.ids)]

    def put(self, row: IndexRow) -> None:
        if len(self.ids) == len(self.matrix):
            self.matrix = np.concatenate([self.matrix, np.empty_like(self.matrix)])
        self.places[row.id] = len(self.ids)
        self.matrix[len(self.ids)] = row.vector.reshape(-1)
        self.ids.append(row.id)
        self.items.append(row.item_id)

    def remove(self, row_id: str) -> None:
        gap, last = self.places.pop(row_id), len(self.ids) - 1
        last_id, last_item = self.ids.pop(), self.items.pop()
        if gap != last:
            self.matrix[gap] = self.matrix[last]
            self.ids[gap], self.items[gap] = last_id, last_item
            self.places[last_id] = gap
        self.matrix[last] = 0.0
        if len(self.ids) * 4 < len(self.matrix) > _FIRST:
            self.matrix = self.matrix[: max(_FIRST, len(self.ids) * 2)].copy()


class ExactIndex:
    """A VectorIndex of numpy matrices. Threads may share it."""

    def __init__(self, dimensions: int) -> None:
        self._dimensions = dimensions
        self._lock = threading.RLock()
        self._blocks: dict[_Key, _Block] = defaultdict(lambda: _Block(dimensions))
        self._keys: dict[str, _Key] = {}

    @property
    def dimensions(self) -> int:
        """Numbers in one vector."""
        return self._dimensions

    def put(self, rows: Sequence[IndexRow]) -> None:
        """Add rows, or replace those of the same id. ValueError when a vector's size differs."""
        self.load(rows)

    def load(self, rows: Iterable[IndexRow]) -> None:
        """Put rows as they come, such as straight from the database."""
        for row in rows:
            check_row(row, self._dimensions)
            with self._lock:
                self._drop(row.id)
                self._keys[row.id] = (row.audience, row.view)
                self._blocks[row.audience, row.view].put(row)

    def remove(self, ids: Sequence[str]) -> None:
        """Take rows out and overwrite their vectors; unknown ids are fine."""
        with self._lock:
            for row_id in ids:
                self._drop(row_id)

    def search(
        self, vector: Vectors, audiences: frozenset[str], view: View, limit: int
    ) -> list[Hit]:
        """Return the nearest rows, the best first, equals by id; none for no audience."""
        query = vector.reshape(-1)
        found: list[Hit] = []
        with self._lock:
            for block in self._visible(audiences, view):
                found.extend(_best(block, query, limit))
        return best_hits(found, limit)

    def among(
        self, ids: Iterable[str], vector: Vectors, audiences: frozenset[str], view: View
    ) -> list[Hit]:
        """Score the given rows exactly, the best first, leaving out those not to be seen."""
        query = vector.reshape(-1)
        with self._lock:
            hits = [hit for row_id in ids if (hit := self._hit(row_id, query, audiences, view))]
        return best_hits(hits, len(hits))

    def visible(self, audiences: frozenset[str], view: View) -> int:
        """Return how many rows a search of these audiences ranks."""
        with self._lock:
            return sum(len(block) for block in self._visible(audiences, view))

    def count(self) -> int:
        """Return how many rows it holds."""
        with self._lock:
            return len(self._keys)

    def ids(self) -> list[str]:
        """Return the ids of all rows, in order."""
        with self._lock:
            return sorted(self._keys)

    def rows(self, ids: Iterable[str] | None = None) -> Iterator[IndexRow]:
        """Yield copies of rows, all by default; one that goes meanwhile is left out."""
        for row_id in self.ids() if ids is None else ids:
            with self._lock:
                row = self._row(row_id)
            if row is not None:
                yield row

    def holds(self, row: IndexRow) -> bool:
        """Say whether it has this very row, its vector included."""
        with self._lock:
            mine = self._row(row.id)
        if mine is None or (mine.item_id, mine.audience, mine.view) != (
            row.item_id,
            row.audience,
            row.view,
        ):
            return False
        return bool(np.array_equal(mine.vector, row.vector.reshape(-1)))

    def close(self) -> None:
        """Forget all rows."""
        with self._lock:
            self._blocks.clear()
            self._keys.clear()

    def _visible(self, audiences: frozenset[str], view: View) -> list[_Block]:
        keys: list[_Key] = [(audience, view) for audience in sorted(audiences)]
        return [self._blocks[key] for key in keys if key in self._blocks]

    def _drop(self, row_id: str) -> None:
        key = self._keys.pop(row_id, None)
        if key is None:
            return
        self._blocks[key].remove(row_id)
        if not len(self._blocks[key]):
            del self._blocks[key]

    def _row(self, row_id: str) -> IndexRow | None:
        key = self._keys.get(row_id)
        if key is None:
            return None
        block = self._blocks[key]
        place = block.places[row_id]
        return IndexRow(row_id, block.items[place], *key, block.matrix[place].copy())

    def _hit(
        self, row_id: str, query: NDArray[np.float32], audiences: frozenset[str], view: View
    ) -> Hit | None:
        key = self._keys.get(row_id)
        if key is None or key[0] not in audiences or key[1] != view:
            return None
        block = self._blocks[key]
        place = block.places[row_id]
        return Hit(row_id, block.items[place], float(block.matrix[place] @ query))


def check_row(row: IndexRow, dimensions: int) -> None:
    """Raise ValueError unless the row's vector has that many numbers."""
    if row.vector.size != dimensions:
        raise ValueError(f"The vector of {row.id!r} has {row.vector.size}, not {dimensions}.")


def best_hits(hits: Iterable[Hit], limit: int) -> list[Hit]:
    """Return the best hits, equals in the order of their ids."""
    by_rank: Callable[[Hit], tuple[float, str]] = lambda hit: (-hit.similarity, hit.id)  # noqa: E731
    return sorted(hits, key=by_rank)[: max(0, limit)]


def _scores(rows: NDArray[np.float32], query: NDArray[np.float32]) -> NDArray[np.float32]:
    """Multiply slice by slice, each too small for BLAS to spread over threads.

    On a machine whose cores are busy with a language model, waiting for a second thread costs more
    than a hundred times what it saves.
    """
    scores = np.empty(len(rows), np.float32)
    step = max(1, _ONE_THREAD // max(1, rows.shape[1]))
    for start in range(0, len(rows), step):
        np.dot(rows[start : start + step], query, out=scores[start : start + step])
    return scores


def _best(block: _Block, query: NDArray[np.float32], limit: int) -> list[Hit]:
    if limit < 1:
        return []
    scores = _scores(block.rows, query)
    if limit < len(scores):
        worst = np.partition(scores, -limit)[-limit]
        places = np.flatnonzero(scores >= worst)
    else:
        places = np.arange(len(scores))
    return [Hit(block.ids[at], block.items[at], float(scores[at])) for at in places]
