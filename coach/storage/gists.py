"""Gists of items, and the needs of conversations: both are lesson and situation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select

from coach.domain.repertoire import Gist, ItemStatus, Need
from coach.storage import rows, versions
from coach.storage.repertoire_tables import gists as _gists
from coach.storage.repertoire_tables import items as _items
from coach.storage.repertoire_tables import needs as _needs
from coach.storage.repertoire_tables import vectors as _vectors

_SENTENCES = frozenset({"situation", "lesson"})


class Gists:
    """At most one an item. Access is that of the item."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, item_id: str) -> Gist | None:
        """Return an item's gist, or None."""
        return rows.first(self._connection, select(_gists).where(_gists.c.item_id == item_id), Gist)

    def put(self, gist: Gist) -> None:
        """Save it in place of the item's old one, whose vectors go with it."""
        self.delete(gist.item_id)
        self._connection.execute(insert(_gists).values(rows.values(gist)))
        versions.bump(self._connection)

    def delete(self, item_id: str) -> None:
        """Delete an item's gist with its vectors."""
        of_gist = _vectors.c.item_id == item_id, _vectors.c.view.in_(_SENTENCES)
        self._connection.execute(delete(_vectors).where(*of_gist))
        self._connection.execute(delete(_gists).where(_gists.c.item_id == item_id))
        versions.bump(self._connection)

    def of_items(self, item_ids: Sequence[str]) -> dict[str, Gist]:
        """Return the gists that there are of these items, by item."""
        found: dict[str, Gist] = {}
        for part in versions.chunks(item_ids):
            query = select(_gists).where(_gists.c.item_id.in_(part))
            found.update((g.item_id, g) for g in rows.every(self._connection, query, Gist))
        return found

    def without_vectors(self, model: str) -> list[tuple[Gist, frozenset[str]]]:
        """Return gists of active items that lack a vector, with the views that the items have."""
        views = (
            select(_vectors.c.item_id, _vectors.c.view)
            .where(_vectors.c.model == model, _vectors.c.passage_id.is_(None))
            .distinct()
        )
        known: dict[str, set[str]] = defaultdict(set)
        for item_id, view in self._connection.execute(views):
            known[item_id].add(view)
        query = select(_gists).join(_items, _items.c.id == _gists.c.item_id)
        query = query.where(_items.c.status == ItemStatus.ACTIVE.value)
        gists = rows.every(self._connection, query.order_by(_gists.c.item_id), Gist)
        found = ((gist, frozenset(known[gist.item_id])) for gist in gists)
        return [(gist, views) for gist, views in found if _SENTENCES - views]


class Needs:
    """What members look for: private to the owner of the conversation."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, conversation_id: str) -> Need | None:
        """Return what a conversation is about, or None; access is that of the conversation."""
        query = select(_needs).where(_needs.c.conversation_id == conversation_id)
        return rows.first(self._connection, query, Need)

    def put(self, need: Need) -> None:
        """Save it in place of the conversation's old one."""
        old = delete(_needs).where(_needs.c.conversation_id == need.conversation_id)
        self._connection.execute(old)
        self._connection.execute(insert(_needs).values(rows.values(need)))
