"""Turns of conversations. What a method wrote is on disk when its transaction has ended."""

from __future__ import annotations

from sqlalchemy import Connection, delete, func, insert, select, update

from coach.domain.conversation import Turn
from coach.storage import rows, tables

_t = tables.turns
_FIXED = frozenset({"id", "conversation_id", "position", "created_at"})


class Turns:
    """The messages of conversations, in order of `position`, which is unique in each."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_turn(self, turn: Turn) -> None:
        """Save a new turn; the database refuses a position that is taken."""
        self._connection.execute(insert(_t).values(rows.values(turn)))

    def update_turn(self, turn: Turn) -> bool:
        """Save text, state, plan, provenance and feedback; False when the turn is gone."""
        changed = rows.values(turn, exclude=_FIXED)
        query = update(_t).where(_t.c.id == turn.id).values(changed)
        return self._connection.execute(query).rowcount == 1

    def get(self, turn_id: str) -> Turn | None:
        """Return a turn, or None; access is that of its conversation."""
        return rows.first(self._connection, select(_t).where(_t.c.id == turn_id), Turn)

    def turns_of(self, conversation_id: str, *, owner_id: str) -> list[Turn]:
        """Return the turns of the owner's conversation, in order; none for anybody else."""
        query = (
            select(_t)
            .join(tables.conversations)
            .where(
                _t.c.conversation_id == conversation_id,
                tables.conversations.c.owner_id == owner_id,
            )
            .order_by(_t.c.position)
        )
        return rows.every(self._connection, query, Turn)

    def next_position(self, conversation_id: str) -> int:
        """Return the position that a new turn takes; the first is 0."""
        query = select(func.max(_t.c.position)).where(_t.c.conversation_id == conversation_id)
        last = self._connection.execute(query).scalar_one()
        return 0 if last is None else last + 1

    def delete_turns_after(self, conversation_id: str, position: int) -> int:
        """Delete the turns behind a position, which itself stays; return how many."""
        query = delete(_t).where(_t.c.conversation_id == conversation_id, _t.c.position > position)
        return self._connection.execute(query).rowcount
