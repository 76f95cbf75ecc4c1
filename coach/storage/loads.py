"""Files on their way into the repertoire."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select, update

from coach.domain.repertoire import Load, LoadState
from coach.storage import rows
from coach.storage.repertoire_tables import loads as _t

_FIXED = frozenset({"id", "owner_id", "batch_id", "filename", "created_at"})
_UNDER_WAY = (LoadState.WAITING.value, LoadState.READING.value, LoadState.EMBEDDING.value)


class Loads:
    """One row a file and upload."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, load: Load) -> None:
        """Save a new one."""
        self._connection.execute(insert(_t).values(rows.values(load)))

    def update(self, load: Load, *, only_from: Sequence[LoadState] = ()) -> bool:
        """Save how far it is; False when it is gone, or not in one of these states (any if none).

        Asked in the same statement, so that of two who want to change it only one does.
        """
        query = update(_t).where(_t.c.id == load.id)
        if only_from:
            query = query.where(_t.c.state.in_([state.value for state in only_from]))
        changed = rows.values(load, exclude=_FIXED)
        return self._connection.execute(query.values(changed)).rowcount == 1

    def get(self, load_id: str) -> Load | None:
        """Return it, or None."""
        return rows.first(self._connection, select(_t).where(_t.c.id == load_id), Load)

    def of_batch(self, batch_id: str) -> list[Load]:
        """Return the files of one upload, in their order."""
        query = select(_t).where(_t.c.batch_id == batch_id).order_by(_t.c.created_at, _t.c.id)
        return rows.every(self._connection, query, Load)

    def recent(self, limit: int) -> list[Load]:
        """Return the last files, the newest first."""
        query = select(_t).order_by(_t.c.created_at.desc(), _t.c.id).limit(limit)
        return rows.every(self._connection, query, Load)

    def under_way(self) -> list[Load]:
        """Return the files that are not at an end, the oldest first."""
        query = select(_t).where(_t.c.state.in_(_UNDER_WAY)).order_by(_t.c.created_at, _t.c.id)
        return rows.every(self._connection, query, Load)

    def delete(self, load_id: str) -> None:
        """Forget a file."""
        self._connection.execute(delete(_t).where(_t.c.id == load_id))

    def delete_of_audience(self, audience: str) -> None:
        """Forget every file that was meant for one audience; those under way come to nothing."""
        self._connection.execute(delete(_t).where(_t.c.audience == audience))

    def delete_of_item(self, item_id: str) -> None:
        """Forget every file that an item was loaded from."""
        self._connection.execute(delete(_t).where(_t.c.item_id == item_id))
