"""Conversations; their turns are in `turns`."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select, update

from coach.domain.conversation import Conversation
from coach.storage import rows, tables

_t = tables.conversations


class Conversations:
    """A member's conversations with the coach."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, conversation: Conversation) -> None:
        """Save a new conversation."""
        self._connection.execute(insert(_t).values(rows.values(conversation)))

    def get(self, conversation_id: str) -> Conversation | None:
        """Return it, or None; the caller asks access before it shows anything."""
        return rows.first(
            self._connection, select(_t).where(_t.c.id == conversation_id), Conversation
        )

    def update(self, conversation: Conversation) -> None:
        """Save what changed."""
        changed = rows.values(conversation, exclude=frozenset({"id", "owner_id"}))
        self._connection.execute(update(_t).where(_t.c.id == conversation.id).values(changed))

    def of_owner(self, owner_id: str) -> list[Conversation]:
        """Return a person's conversations, the last used first."""
        query = select(_t).where(_t.c.owner_id == owner_id).order_by(_t.c.updated_at.desc())
        return rows.every(self._connection, query, Conversation)

    def for_subject(self, subject_id: str, *, owner_id: str) -> Conversation | None:
        """Return the person's last used conversation about a commitment or reflection."""
        query = (
            select(_t)
            .where(_t.c.subject_id == subject_id, _t.c.owner_id == owner_id)
            .order_by(_t.c.updated_at.desc(), _t.c.id)
            .limit(1)
        )
        return rows.first(self._connection, query, Conversation)

    def spoken_of(self, owner_id: str) -> set[str]:
        """Return the commitments and reflections that the person has said something about."""
        query = (
            select(_t.c.subject_id)
            .join(tables.turns)
            .where(_t.c.owner_id == owner_id, tables.turns.c.role == "member")
            .distinct()
        )
        return set(self._connection.execute(query).scalars())

    def delete(self, conversation_id: str) -> None:
        """Delete it with its turns."""
        self._connection.execute(delete(_t).where(_t.c.id == conversation_id))
