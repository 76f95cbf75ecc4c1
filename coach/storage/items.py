"""Items of the repertoire. Who may see one is asked by its audience."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, exists, func, insert, or_, select, update

from coach.domain.repertoire import Item, ItemKind, ItemStatus
from coach.storage import rows, versions
from coach.storage.repertoire_tables import items as _t
from coach.storage.repertoire_tables import passages as _passages
from coach.storage.repertoire_tables import vectors as _vectors

_columns = select(*(column for column in _t.c if column.name != "source_hash"))
_FIXED = frozenset({"id", "source", "source_key", "author_id", "created_at"})


class Items:
    """Stories, tools, ways and documents. Every write changes `version()`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, item: Item) -> None:
        """Save a new item."""
        columns = _values(item) | {"source_hash": item.source_key}
        self._connection.execute(insert(_t).values(columns))
        versions.bump(self._connection)

    def update(self, item: Item) -> None:
        """Save what changed; source and author stay. What was embedded of its head goes."""
        changed = {k: v for k, v in _values(item).items() if k not in _FIXED}
        self._connection.execute(update(_t).where(_t.c.id == item.id).values(changed))
        about = _vectors.c.item_id == item.id, _vectors.c.view == "about"
        self._connection.execute(delete(_vectors).where(*about))
        versions.bump(self._connection)

    def get(self, item_id: str, *, lock: bool = False) -> Item | None:
        """Return it, or None; the caller asks access. `lock` keeps other writers out."""
        query = _columns.where(_t.c.id == item_id)
        return rows.first(self._connection, query.with_for_update() if lock else query, Item)

    def get_many(self, ids: Sequence[str]) -> dict[str, Item]:
        """Return those of the items that there are, by id."""
        found: dict[str, Item] = {}
        for part in versions.chunks(ids):
            query = _columns.where(_t.c.id.in_(part))
            found.update((i.id, i) for i in rows.every(self._connection, query, Item))
        return found

    def by_source(self, source: str, source_key: str, audience: str) -> Item | None:
        """Return the item that was loaded from there for this audience, or None."""
        query = _columns.where(
            _t.c.source == source, _t.c.source_hash == source_key, _t.c.audience == audience
        )
        query = query.order_by(_t.c.created_at.desc(), _t.c.id).limit(1)
        return rows.first(self._connection, query, Item)

    def by_content(self, source: str, content_sha256: str, audience: str) -> Item | None:
        """Return the active item of this very content for this audience, or None."""
        query = _columns.where(
            _t.c.source == source,
            _t.c.content_sha256 == content_sha256,
            _t.c.audience == audience,
            _t.c.status == ItemStatus.ACTIVE.value,
        )
        query = query.order_by(_t.c.created_at, _t.c.id).limit(1)
        return rows.first(self._connection, query, Item)

    def of_source(self, source: str) -> list[Item]:
        """Return all items of a source, whatever their status."""
        return rows.every(self._connection, _columns.where(_t.c.source == source), Item)

    def of_author(self, person_id: str) -> list[Item]:
        """Return a person's own items, the newest first."""
        query = _columns.where(_t.c.author_id == person_id).order_by(_t.c.created_at.desc())
        return rows.every(self._connection, query, Item)

    def of_audience(self, audience: str) -> list[Item]:
        """Return what is meant for one audience, whatever its status, in a stable order."""
        query = _columns.where(_t.c.audience == audience).order_by(_t.c.created_at, _t.c.id)
        return rows.every(self._connection, query, Item)

    def visible(self, audiences: frozenset[str]) -> list[Item]:
        """Return the active items of these audiences, and no others, in a stable order."""
        query = _columns.where(
            _t.c.audience.in_(sorted(audiences)), _t.c.status == ItemStatus.ACTIVE.value
        )
        return rows.every(self._connection, query.order_by(_t.c.created_at, _t.c.id), Item)

    def count_stories(self, audiences: frozenset[str], *, since: datetime, but: str) -> int:
        """Return how many stories of members, but one person's own, came to these audiences."""
        query = select(func.count()).where(
            _t.c.audience.in_(sorted(audiences)),
            _t.c.status == ItemStatus.ACTIVE.value,
            _t.c.kind == ItemKind.STORY.value,
            _t.c.source == "member",
            _t.c.created_at > since,
            or_(_t.c.author_id.is_(None), _t.c.author_id != but),
        )
        return self._connection.execute(query).scalar_one()

    def every(self) -> list[Item]:
        """Return all items of everybody, in a stable order; never show them unasked."""
        return rows.every(self._connection, _columns.order_by(_t.c.created_at, _t.c.id), Item)

    def without_passages(self) -> list[Item]:
        """Return the active items that have not been split yet."""
        split = exists().where(_passages.c.item_id == _t.c.id)
        query = _columns.where(_t.c.status == ItemStatus.ACTIVE.value, ~split)
        return rows.every(self._connection, query.order_by(_t.c.created_at, _t.c.id), Item)

    def delete(self, item_id: str) -> None:
        """Delete it with passages, vectors, gist, reactions and trials."""
        self._connection.execute(delete(_t).where(_t.c.id == item_id))
        versions.bump(self._connection)

    def version(self) -> int:
        """Return a number that changes with every item, passage, vector and gist."""
        return versions.current(self._connection)


def _values(item: Item) -> dict[str, Any]:
    return rows.values(item) | {"tags": list(item.tags)}
