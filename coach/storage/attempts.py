"""Attempts: the practice log."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select, update

from coach.domain.attempt import Attempt
from coach.storage import rows, tables

_t = tables.attempts
_newest = (_t.c.happened_on.desc(), _t.c.created_at.desc())


class Attempts:
    """Entries of the practice log."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, attempt: Attempt) -> None:
        """Save a new attempt."""
        self._connection.execute(insert(_t).values(rows.values(attempt)))

    def get(self, attempt_id: str) -> Attempt | None:
        """Return it, or None."""
        return rows.first(self._connection, select(_t).where(_t.c.id == attempt_id), Attempt)

    def update(self, attempt: Attempt) -> None:
        """Save what changed."""
        changed = rows.values(attempt, exclude=frozenset({"id", "owner_id", "created_at"}))
        self._connection.execute(update(_t).where(_t.c.id == attempt.id).values(changed))

    def of_owner(self, owner_id: str) -> list[Attempt]:
        """Return a person's attempts, the latest first."""
        query = select(_t).where(_t.c.owner_id == owner_id).order_by(*_newest)
        return rows.every(self._connection, query, Attempt)

    def of_commitment(self, commitment_id: str, *, owner_id: str) -> list[Attempt]:
        """Return the attempts at one of the person's commitments, the latest first."""
        query = select(_t).where(_t.c.commitment_id == commitment_id, _t.c.owner_id == owner_id)
        return rows.every(self._connection, query.order_by(*_newest), Attempt)

    def delete(self, attempt_ids: Sequence[str]) -> None:
        """Delete attempts; reflections that used them lose the link."""
        self._connection.execute(delete(_t).where(_t.c.id.in_(attempt_ids)))
