"""The shelf: everything that can be found, in memory, as the database held it at one moment.

It is made of shards, one for each audience. A search opens the shards of the audiences that a
person belongs to and never reads another one: what they may not see is not filtered out, it is not
looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from coach.domain.repertoire import Gist, Item, ItemStatus, Passage
from coach.repertoire.fusion import Scores
from coach.repertoire.kinship import course_id
from coach.repertoire.lexical import Postings
from coach.repertoire.ports import Vectors, View
from coach.storage.records import StoredVector
from coach.storage.transaction import Transaction

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Embedded:
    """Vectors of one view. `at`: for each passage or item of the shard its row, -1 without one."""

    at: Rows
    vectors: Vectors

    def similarities(self, query: Vectors, of: Rows | None = None) -> Scores:
        """Return the cosine of each passage or item, or of the ones named; NaN without a vector."""
        if of is None and len(self.vectors) == len(self.at):
            return np.asarray(self.vectors @ query, np.float32)
        at = self.at if of is None else self.at[of]
        result = np.full(len(at), np.nan, np.float32)
        there = at >= 0
        if of is None and len(self.vectors):
            result[there] = self.vectors @ query
        elif there.any():
            result[there] = self.vectors[at[there]] @ query
        return result

    def of(self, rows: Rows | None = None) -> tuple[Rows, Vectors]:
        """Return those of the passages or items that have a vector, with it; by default all."""
        if rows is None:
            return np.flatnonzero(self.at >= 0), self.vectors
        there = rows[self.at[rows] >= 0]
        return there, self.vectors[self.at[there]]

    def vector(self, row: int) -> Vectors | None:
        """Return the vector of a passage or item, if it has one."""
        return None if self.at[row] < 0 else self.vectors[self.at[row]]


@dataclass(frozen=True, slots=True, eq=False)
class Shard:
    """The items of one audience. `starts`: each item's first row among the passages."""

    audience: str
    items: Sequence[Item]
    passages: Sequence[Passage]
    starts: Rows
    text: Embedded
    situation: Embedded
    lesson: Embedded
    about: Embedded
    course: Embedded
    postings: Postings
    numbers: Mapping[str, int]
    """The row of each item, by its id."""

    def passage_rows(self, item: int) -> Rows:
        """Return the rows of an item's passages."""
        ends = [*self.starts[1:], len(self.passages)]
        return np.arange(self.starts[item], ends[item])

    def _view(self, view: View) -> Embedded:
        match view:
            case "text":
                return self.text
            case "situation":
                return self.situation
            case "lesson":
                return self.lesson
            case "about":
                return self.about
            case "course":
                return self.course

    def rows_of(self, item_ids: Collection[str]) -> Rows:
        """Return the rows of those of the items that stand in this shard, in order."""
        rows = sorted(self.numbers[id_] for id_ in item_ids if id_ in self.numbers)
        return np.array(rows, np.intp)

    def view_scores(self, view: View, query: Vectors, items: Rows | None = None) -> Scores:
        """Return one cosine an item, of its best passage for the view "text"; NaN for none.

        With `items` only those are compared, and the others have NaN.
        """
        embedded = self._view(view)
        if items is None:
            scores = embedded.similarities(query)
            return np.fmax.reduceat(scores, self.starts) if view == "text" else scores
        result = np.full(len(self.items), np.nan, np.float32)
        if view != "text":
            result[items] = embedded.similarities(query, items)
        elif len(items):
            rows = [self.passage_rows(int(item)) for item in items]
            scores = embedded.similarities(query, np.concatenate(rows))
            starts = np.cumsum([0, *(len(of_item) for of_item in rows[:-1])])
            result[items] = np.fmax.reduceat(scores, starts)
        return result


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """All active items at `version` (see tx.items.version); nothing in it changes."""

    version: int
    model: str
    shards: Mapping[str, Shard]
    gists: Mapping[str, Gist] = field(default_factory=dict)

    def open(self, audiences: frozenset[str]) -> list[Shard]:
        """Return the shards of these audiences, in a stable order."""
        return [self.shards[name] for name in sorted(audiences) if name in self.shards]


def load_shelf(tx: Transaction, model: str) -> Shelf:
    """Read the shelf as this transaction sees it, with the vectors of one embedding model."""
    active = [item for item in tx.items.every() if item.status is ItemStatus.ACTIVE]
    ids = [item.id for item in active]
    return make_shelf(
        version=tx.items.version(),
        model=model,
        items=active,
        passages=tx.passages.of_items(ids),
        gists=tx.gists.of_items(ids),
        vectors=tx.vectors.of_model(model) if model else (),
    )


def make_shelf(
    *,
    version: int,
    model: str,
    items: Iterable[Item],
    passages: Iterable[Passage],
    gists: Mapping[str, Gist],
    vectors: Iterable[StoredVector],
) -> Shelf:
    """Sort items into shards. Vectors of unknown or changed passages are left out."""
    by_audience: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_audience[item.audience].append(item)
    by_item: dict[str, list[Passage]] = defaultdict(list)
    for passage in passages:
        by_item[passage.item_id].append(passage)
    data = {vector.id: vector.data for vector in vectors}
    shards = {
        audience: _shard(audience, sorted(of_it, key=lambda item: item.id), by_item, data)
        for audience, of_it in by_audience.items()
    }
    return Shelf(version, model, shards, dict(gists))


def _shard(
    audience: str,
    items: Sequence[Item],
    by_item: Mapping[str, Sequence[Passage]],
    data: Mapping[str, bytes],
) -> Shard:
    starts: list[int] = []
    passages: list[Passage] = []
    for item in items:
        starts.append(len(passages))
        passages += by_item.get(item.id) or [_whole(item)]
    titles = {item.id: item.title for item in items}
    return Shard(
        audience=audience,
        items=tuple(items),
        passages=tuple(passages),
        starts=np.array(starts, np.intp),
        text=_embedded([passage.id for passage in passages], data),
        situation=_embedded([f"{item.id}-s" for item in items], data),
        lesson=_embedded([f"{item.id}-l" for item in items], data),
        about=_embedded([f"{item.id}-a" for item in items], data),
        course=_embedded([course_id(passages[start].id) for start in starts], data),
        postings=Postings([f"{titles[p.item_id]}\n{p.text}" for p in passages]),
        numbers={item.id: row for row, item in enumerate(items)},
    )


def _whole(item: Item) -> Passage:
    """Stand in for an item that has not been split yet: found by its words all the same."""
    text = item.text
    return Passage(
        id=item.id, item_id=item.id, position=0, text=text, start=0, end=len(text), tokens=0
    )


def _embedded(ids: Sequence[str], data: Mapping[str, bytes]) -> Embedded:
    there = [id_ in data for id_ in ids]
    at = np.where(there, np.cumsum(there) - 1, -1).astype(np.intp)
    flat = b"".join(data[id_] for id_ in ids if id_ in data)
    vectors = np.frombuffer(flat, dtype="<f4").astype(np.float32, copy=False)
    return Embedded(at, vectors.reshape(sum(there), -1) if any(there) else np.empty((0, 0), "f4"))
