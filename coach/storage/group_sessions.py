"""Sessions that groups plan. Access is that of the group."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, delete, insert, select, update

from coach.domain.group_session import GroupSession
from coach.storage import group_tables, rows

_t = group_tables.group_sessions


class GroupSessions:
    """What is planned, and what was."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, session: GroupSession) -> None:
        """Save a new session."""
        self._connection.execute(insert(_t).values(rows.values(session)))

    def get(self, session_id: str) -> GroupSession | None:
        """Return it, or None."""
        return rows.first(self._connection, select(_t).where(_t.c.id == session_id), GroupSession)

    def of_group(self, group_id: str) -> list[GroupSession]:
        """Return a group's sessions, the latest first."""
        query = select(_t).where(_t.c.group_id == group_id)
        query = query.order_by(_t.c.held_on.desc(), _t.c.created_at.desc(), _t.c.id)
        return rows.every(self._connection, query, GroupSession)

    def days(self, group_id: str) -> tuple[date, ...]:
        """Return the days of a group's sessions, in no particular order."""
        query = select(_t.c.held_on).where(_t.c.group_id == group_id)
        return tuple(self._connection.execute(query).scalars())

    def between(self, first: date, last: date) -> list[GroupSession]:
        """Return the sessions of all groups on these days, the earliest first."""
        query = select(_t).where(_t.c.held_on.between(first, last))
        return rows.every(self._connection, query.order_by(_t.c.held_on, _t.c.id), GroupSession)

    def set_date(self, session: GroupSession) -> None:
        """Save when it is."""
        columns = rows.values(session)
        changed = {name: columns[name] for name in ("held_on", "begins_at", "updated_at")}
        self._connection.execute(update(_t).where(_t.c.id == session.id).values(changed))

    def delete(self, session_id: str) -> None:
        """Delete it; unknown ids are fine."""
        self._connection.execute(delete(_t).where(_t.c.id == session_id))
