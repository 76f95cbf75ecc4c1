"""What groups write down in their sessions. Access is asked by the services."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select, update

from coach.domain.session_note import HandOver, SessionNote
from coach.storage import group_tables, rows, session_tables

_t = session_tables.session_notes
_hand_overs = session_tables.hand_overs
_sessions = group_tables.group_sessions


class SessionNotes:
    """Notes and decisions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, note: SessionNote) -> None:
        """Save a new note."""
        self._connection.execute(insert(_t).values(rows.values(note)))

    def get(self, note_id: str) -> SessionNote | None:
        """Return it, or None."""
        return rows.first(self._connection, select(_t).where(_t.c.id == note_id), SessionNote)

    def update(self, note: SessionNote) -> None:
        """Save text, who sees to it, and until when."""
        changed = rows.values(note, exclude=frozenset({"id", "session_id", "author_id"}))
        self._connection.execute(update(_t).where(_t.c.id == note.id).values(changed))

    def delete(self, note_id: str) -> None:
        """Delete it."""
        self._connection.execute(delete(_t).where(_t.c.id == note_id))

    def of_session(self, session_id: str) -> list[SessionNote]:
        """Return what was written down, in the order in which it was."""
        query = select(_t).where(_t.c.session_id == session_id)
        return rows.every(self._connection, query.order_by(_t.c.created_at, _t.c.id), SessionNote)

    def written_by(self, author_id: str) -> list[SessionNote]:
        """Return what a person has written, the newest first."""
        query = select(_t).where(_t.c.author_id == author_id)
        query = query.order_by(_t.c.created_at.desc(), _t.c.id)
        return rows.every(self._connection, query, SessionNote)


class HandOvers:
    """What whoever led leaves to whoever leads next: one text a session."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, session_id: str) -> HandOver | None:
        """Return the one of a session, or None."""
        query = select(_hand_overs).where(_hand_overs.c.session_id == session_id)
        return rows.first(self._connection, query, HandOver)

    def save(self, hand_over: HandOver) -> None:
        """Put it in the place of the one before."""
        self.delete(hand_over.session_id)
        self._connection.execute(insert(_hand_overs).values(rows.values(hand_over)))

    def delete(self, session_id: str) -> None:
        """Delete the one of a session, if there is one."""
        by_session = delete(_hand_overs).where(_hand_overs.c.session_id == session_id)
        self._connection.execute(by_session)

    def newest_of(self, group_id: str) -> HandOver | None:
        """Return the one of the group's latest session that has one, or None."""
        query = (
            select(_hand_overs)
            .join(_sessions, _sessions.c.id == _hand_overs.c.session_id)
            .where(_sessions.c.group_id == group_id)
            .order_by(_sessions.c.held_on.desc(), _hand_overs.c.written_at.desc())
            .limit(1)
        )
        return rows.first(self._connection, query, HandOver)
