"""The audit trail and the facts about this installation."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from coach.storage import rows, tables
from coach.storage.records import AuditEvent

_audit = tables.audit
_meta = tables.meta


class AuditTrail:
    """Security events, added and never changed; they outlive the people they name by id."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, event: AuditEvent) -> None:
        """Save an event."""
        self._connection.execute(insert(_audit).values(rows.values(event)))

    def latest(self, limit: int = 100) -> list[AuditEvent]:
        """Return the last events, the newest first."""
        query = select(_audit).order_by(_audit.c.at.desc(), _audit.c.id).limit(limit)
        return rows.every(self._connection, query, AuditEvent)


class Meta:
    """Named facts about this installation, such as the value that recognises its key."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, name: str) -> str | None:
        """Return a fact, or None."""
        query = select(_meta.c.value).where(_meta.c.name == name)
        return self._connection.execute(query).scalar_one_or_none()

    def set(self, name: str, value: str) -> None:
        """Write a fact."""
        query = update(_meta).where(_meta.c.name == name).values(value=value)
        if self._connection.execute(query).rowcount == 0:
            self._connection.execute(insert(_meta).values(name=name, value=value))
