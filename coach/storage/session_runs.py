"""Where sessions stand that are run. Access is that of the group."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from coach.domain.session_moves import KeptRun
from coach.storage import rows, session_tables

_t = session_tables.session_runs


class SessionRuns:
    """One state a session: the newest."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, session_id: str) -> KeptRun | None:
        """Return where the session stands; None before it has begun."""
        query = select(_t).where(_t.c.session_id == session_id)
        return rows.first(self._connection, query, KeptRun)

    def save(self, kept: KeptRun) -> None:
        """Put a state in the place of the one before; the caller has locked the group."""
        self._connection.execute(delete(_t).where(_t.c.session_id == kept.session_id))
        self._connection.execute(insert(_t).values(rows.values(kept)))
