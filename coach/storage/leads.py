"""Who leads and has led groups."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from coach.domain.leads import Lead
from coach.storage import group_tables, rows

_t = group_tables.leads


class Leads:
    """Terms of leading; they go with the membership."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, lead: Lead) -> None:
        """Save a new one."""
        self._connection.execute(insert(_t).values(rows.values(lead)))

    def of_group(self, group_id: str) -> list[Lead]:
        """Return all of a group, the newest first."""
        query = select(_t).where(_t.c.group_id == group_id).order_by(_t.c.since.desc(), _t.c.id)
        return rows.every(self._connection, query, Lead)

    def not_ended(self, group_ids: Collection[str], person_id: str) -> list[Lead]:
        """Return a person's leads in these groups that nobody has ended; their term may be over."""
        query = select(_t).where(
            _t.c.group_id.in_(group_ids), _t.c.person_id == person_id, _t.c.ended_at.is_(None)
        )
        return rows.every(self._connection, query, Lead)

    def end_all(self, group_id: str, now: datetime) -> None:
        """End what has not ended in a group."""
        query = update(_t).where(_t.c.group_id == group_id, _t.c.ended_at.is_(None))
        self._connection.execute(query.values(ended_at=now))
