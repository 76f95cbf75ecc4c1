"""Reflections and the attempts that they look back on."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select, update

from coach.domain.reflection import Reflection
from coach.storage import rows, tables

_t = tables.reflections
_links = tables.reflection_attempts
_OWN_TABLE = frozenset({"attempt_ids"})
_FIXED = frozenset({"id", "owner_id", "attempt_ids", "created_at"})


class Reflections:
    """Always private to their owner."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, reflection: Reflection) -> None:
        """Save a new reflection with its attempts."""
        self._connection.execute(insert(_t).values(rows.values(reflection, exclude=_OWN_TABLE)))
        for position, attempt_id in enumerate(reflection.attempt_ids):
            link = {
                "reflection_id": reflection.id,
                "attempt_id": attempt_id,
                "position": position,
            }
            self._connection.execute(insert(_links).values(link))

    def get(self, reflection_id: str, *, lock: bool = False) -> Reflection | None:
        """Return it, or None; `lock` keeps other writers out until the transaction ends."""
        query = select(_t).where(_t.c.id == reflection_id)
        row = self._connection.execute(query.with_for_update() if lock else query).mappings()
        found = row.one_or_none()
        if found is None:
            return None
        links = self._attempts_of([reflection_id])
        return rows.build(Reflection, found, attempt_ids=links.get(reflection_id, ()))

    def update(self, reflection: Reflection) -> None:
        """Save status and draft; the attempts stay those it began with."""
        changed = rows.values(reflection, exclude=_FIXED)
        self._connection.execute(update(_t).where(_t.c.id == reflection.id).values(changed))

    def of_owner(self, owner_id: str) -> list[Reflection]:
        """Return a person's reflections, the newest first."""
        query = select(_t).where(_t.c.owner_id == owner_id).order_by(_t.c.created_at.desc())
        found = self._connection.execute(query).mappings().all()
        links = self._attempts_of([row["id"] for row in found])
        return [rows.build(Reflection, row, attempt_ids=links.get(row["id"], ())) for row in found]

    def delete(self, reflection_id: str) -> None:
        """Delete it; its attempts stay."""
        self._connection.execute(delete(_t).where(_t.c.id == reflection_id))

    def _attempts_of(self, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        query = (
            select(_links.c.reflection_id, _links.c.attempt_id)
            .where(_links.c.reflection_id.in_(ids))
            .order_by(_links.c.reflection_id, _links.c.position)
        )
        result: dict[str, tuple[str, ...]] = {}
        for reflection_id, attempt_id in self._connection.execute(query):
            result[reflection_id] = (*result.get(reflection_id, ()), attempt_id)
        return result
