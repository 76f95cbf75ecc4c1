"""Passages: the pieces of an item's text as the splitter cut them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, exists, func, insert, select

from coach.domain.repertoire import ItemStatus, Passage
from coach.storage import rows, versions
from coach.storage.repertoire_tables import items as _items
from coach.storage.repertoire_tables import passages as _t
from coach.storage.repertoire_tables import vectors as _vectors


class Passages:
    """Pieces of items in order of `position`. Access is that of their item."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def replace(self, item_id: str, passages: Sequence[Passage]) -> None:
        """Save these in place of the item's old ones, whose vectors go with them."""
        self._connection.execute(delete(_t).where(_t.c.item_id == item_id))
        if passages:
            columns = [rows.values(p) | {"headings": list(p.headings)} for p in passages]
            self._connection.execute(insert(_t), columns)
        versions.bump(self._connection)

    def of_item(self, item_id: str) -> list[Passage]:
        """Return an item's passages in their order."""
        query = select(_t).where(_t.c.item_id == item_id).order_by(_t.c.position)
        return rows.every(self._connection, query, Passage)

    def of_items(self, item_ids: Sequence[str]) -> list[Passage]:
        """Return the passages of these items, each item's in their order."""
        found: list[Passage] = []
        for part in versions.chunks(item_ids):
            query = select(_t).where(_t.c.item_id.in_(part)).order_by(_t.c.item_id, _t.c.position)
            found += rows.every(self._connection, query, Passage)
        return found

    def get_many(self, ids: Sequence[str]) -> dict[str, Passage]:
        """Return those of the passages that there are, by id."""
        found: dict[str, Passage] = {}
        for part in versions.chunks(ids):
            query = select(_t).where(_t.c.id.in_(part))
            found.update((p.id, p) for p in rows.every(self._connection, query, Passage))
        return found

    def count_by_item(self) -> dict[str, int]:
        """Return how many passages each item has."""
        query = select(_t.c.item_id, func.count()).group_by(_t.c.item_id)
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def without_vector(self, model: str, limit: int) -> list[Passage]:
        """Return passages of active items that have no vector of this model."""
        there = exists().where(_vectors.c.passage_id == _t.c.id, _vectors.c.model == model)
        query = (
            select(_t)
            .join(_items, _items.c.id == _t.c.item_id)
            .where(_items.c.status == ItemStatus.ACTIVE.value, ~there)
            .order_by(_t.c.item_id, _t.c.position)
            .limit(limit)
        )
        return rows.every(self._connection, query, Passage)
