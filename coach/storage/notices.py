"""What happened to groups, and who asked for one to be deleted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from coach.domain.group_deletion import DeletionRequest
from coach.domain.notices import Notice
from coach.storage import member_tables, rows

_t = member_tables.group_notices
_deletions = member_tables.group_deletions


class Notices:
    """What members read of their group. A notice goes with the account that it tells of."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, notice: Notice) -> None:
        """Save a new notice."""
        self._connection.execute(insert(_t).values(rows.values(notice)))

    def of_group(self, group_id: str, since: datetime) -> list[Notice]:
        """Return what happened after a moment, the newest first."""
        query = select(_t).where(_t.c.group_id == group_id, _t.c.at > since)
        return rows.every(self._connection, query.order_by(_t.c.at.desc(), _t.c.id), Notice)

    def forget_before(self, moment: datetime) -> None:
        """Delete what is too old to be shown, of every group."""
        self._connection.execute(delete(_t).where(_t.c.at <= moment))


class GroupDeletions:
    """One request a group at most."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def ask(self, request: DeletionRequest) -> None:
        """Save a request in place of one that has lapsed."""
        self.forget(request.group_id)
        self._connection.execute(insert(_deletions).values(rows.values(request)))

    def get(self, group_id: str) -> DeletionRequest | None:
        """Return the last request, lapsed or not."""
        query = select(_deletions).where(_deletions.c.group_id == group_id)
        return rows.first(self._connection, query, DeletionRequest)

    def forget(self, group_id: str, *, asked_by_id: str = "") -> None:
        """Delete the request of a group, or only that of one person."""
        query = delete(_deletions).where(_deletions.c.group_id == group_id)
        if asked_by_id:
            query = query.where(_deletions.c.asked_by_id == asked_by_id)
        self._connection.execute(query)
