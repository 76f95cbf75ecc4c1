"""Vectors of passages and gists. The index is made from them and can be made again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, delete, exists, func, insert, select

from coach.domain.repertoire import ItemKind, ItemStatus
from coach.storage import versions
from coach.storage.records import StoredVector
from coach.storage.repertoire_tables import items as _items
from coach.storage.repertoire_tables import vectors as _t

_AT_A_TIME = 2000
_stored = select(
    _t.c.id, _t.c.item_id, _t.c.passage_id, _t.c.view, _t.c.model, _t.c.data, _items.c.audience
).join(_items, _items.c.id == _t.c.item_id)


class Vectors:
    """One row a passage or sentence and embedding model."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def replace(self, item_id: str, model: str, vectors: Sequence[StoredVector]) -> None:
        """Save these in place of all that the item has of this model."""
        self._connection.execute(delete(_t).where(_t.c.item_id == item_id, _t.c.model == model))
        self._insert(vectors)
        versions.bump(self._connection)

    def put(self, vectors: Sequence[StoredVector]) -> None:
        """Add vectors, or replace those of the same id and model."""
        by_model: dict[str, list[str]] = defaultdict(list)
        for vector in vectors:
            by_model[vector.model].append(vector.id)
        for model, ids in by_model.items():
            self.delete_many(ids, model)
        self._insert(vectors)
        versions.bump(self._connection)

    def lacking(self, model: str, view: str, kinds: Collection[ItemKind]) -> list[str]:
        """Return the ids of active items of these kinds without a vector of this view."""
        has = exists().where(_t.c.item_id == _items.c.id, _t.c.model == model, _t.c.view == view)
        query = select(_items.c.id).where(
            _items.c.status == ItemStatus.ACTIVE.value, _items.c.kind.in_(sorted(kinds)), ~has
        )
        return list(self._connection.execute(query.order_by(_items.c.id)).scalars())

    def of_model(self, model: str) -> Iterator[StoredVector]:
        """Stream the vectors of active items, in no order; read them within the transaction."""
        active = _t.c.model == model, _items.c.status == ItemStatus.ACTIVE.value
        return self._stream(_stored.where(*active))

    def audiences(self, model: str) -> dict[str, str]:
        """Return the ids that `of_model` would return, each with its audience."""
        query = (
            select(_t.c.id, _items.c.audience)
            .join(_items, _items.c.id == _t.c.item_id)
            .where(_t.c.model == model, _items.c.status == ItemStatus.ACTIVE.value)
        )
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def get_many(self, ids: Sequence[str], model: str) -> list[StoredVector]:
        """Return those of the vectors that there are."""
        found: list[StoredVector] = []
        for part in versions.chunks(ids):
            found += self._stream(_stored.where(_t.c.model == model, _t.c.id.in_(part)))
        return found

    def of_item(self, item_id: str, model: str) -> list[StoredVector]:
        """Return what an item has of this model, whatever its status."""
        query = _stored.where(_t.c.item_id == item_id, _t.c.model == model)
        return list(self._stream(query))

    def ids_of_item(self, item_id: str) -> list[str]:
        """Return the ids under which an index may hold the item, of every model."""
        query = select(_t.c.id).where(_t.c.item_id == item_id).distinct()
        return list(self._connection.execute(query).scalars())

    def count(self, model: str) -> int:
        """Return how many `of_model` would return."""
        query = (
            select(func.count())
            .select_from(_t.join(_items, _items.c.id == _t.c.item_id))
            .where(_t.c.model == model, _items.c.status == ItemStatus.ACTIVE.value)
        )
        return self._connection.execute(query).scalar_one()

    def models(self) -> dict[str, int]:
        """Return the names of the models that there are vectors of, with their numbers."""
        query = select(_t.c.model, func.count()).group_by(_t.c.model)
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def delete_many(self, ids: Sequence[str], model: str) -> None:
        """Delete vectors of one model; unknown ids are fine."""
        for part in versions.chunks(ids):
            self._connection.execute(delete(_t).where(_t.c.model == model, _t.c.id.in_(part)))
        versions.bump(self._connection)

    def delete_model(self, model: str) -> None:
        """Delete all vectors of a model that is no longer used."""
        self._connection.execute(delete(_t).where(_t.c.model == model))
        versions.bump(self._connection)

    def delete_view(self, view: str) -> None:
        """Delete all vectors of one view, of every model."""
        self._connection.execute(delete(_t).where(_t.c.view == view))
        versions.bump(self._connection)

    def _insert(self, vectors: Sequence[StoredVector]) -> None:
        if vectors:
            columns = [
                {name: getattr(v, name) for name in _t.c.keys()}  # noqa: SIM118 - no dict
                for v in vectors
            ]
            self._connection.execute(insert(_t), columns)

    def _stream(self, query: Select[Any]) -> Iterator[StoredVector]:
        options = {"yield_per": _AT_A_TIME}
        with self._connection.execute(query, execution_options=options) as found:
            for part in found.partitions():
                yield from map(_vector, part)


def _vector(row: Sequence[Any]) -> StoredVector:
    return StoredVector(*row)
