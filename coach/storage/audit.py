"""The audit trail and the facts about this installation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, insert, or_, select, update

from coach.domain.base import Model
from coach.storage import rows, tables
from coach.storage.records import AuditEvent

_audit = tables.audit
_meta = tables.meta


class Sought(Model):
    """Which events: of one kind, of or about one person, in [since, until); empty means any."""

    event: str = ""
    person_id: str = ""
    since: datetime | None = None
    until: datetime | None = None


class AuditTrail:
    """Security events, added and never changed; they outlive the people they name by id."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, event: AuditEvent) -> None:
        """Save an event."""
        self._connection.execute(insert(_audit).values(rows.values(event)))

    def latest(self, limit: int = 100) -> list[AuditEvent]:
        """Return the last events, the newest first."""
        return self.find(Sought(), limit=limit)

    def find(self, sought: Sought, *, limit: int, skip: int = 0) -> list[AuditEvent]:
        """Return at most `limit` of these events after the first `skip`, the newest first."""
        query = select(_audit).where(*_conditions(sought))
        query = query.order_by(_audit.c.at.desc(), _audit.c.id).limit(limit).offset(skip)
        return rows.every(self._connection, query, AuditEvent)

    def count(self, sought: Sought) -> int:
        """Return how many of these events there are."""
        query = select(func.count()).select_from(_audit).where(*_conditions(sought))
        return self._connection.execute(query).scalar_one()

    def events(self) -> list[str]:
        """Return the kinds of events that there are."""
        query = select(_audit.c.event).distinct().order_by(_audit.c.event)
        return list(self._connection.execute(query).scalars())

    def last(self, event: str, object_id: str) -> datetime | None:
        """Return when an event last happened to a thing, or None."""
        query = select(func.max(_audit.c.at)).where(
            _audit.c.event == event, _audit.c.object_id == object_id
        )
        at: datetime | None = self._connection.execute(query).scalar_one()
        return at


def _conditions(sought: Sought) -> Iterable[ColumnElement[bool]]:
    if sought.event:
        yield _audit.c.event == sought.event
    if sought.person_id:
        yield or_(_audit.c.actor_id == sought.person_id, _audit.c.object_id == sought.person_id)
    if sought.since is not None:
        yield _audit.c.at >= sought.since
    if sought.until is not None:
        yield _audit.c.at < sought.until


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
