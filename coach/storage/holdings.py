"""How much the repertoire holds, and what is still to be made of it: numbers, and no text."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, exists, func, or_, select

from coach.domain.base import Model
from coach.domain.repertoire import ItemKind, ItemStatus
from coach.storage.repertoire_tables import gists, items, passages, vectors

_PEERS = [ItemKind.STORY.value, ItemKind.TOOL.value, ItemKind.WAY.value]
"""What has a gist; a document has none."""


class Held(Model):
    """Numbers of what is in use; `vectors` and `without_vector` are those of one model."""

    items: int
    passages: int
    vectors: int
    not_split: int
    without_vector: int
    """Passages that search by meaning does not find yet."""
    without_gist: int
    """Items whose lesson is not distilled yet, or of an older text."""


class Holdings:
    """Counts; private items count too, and nothing of them is read."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_model(self, model: str) -> Held:
        """Return what there is now for this embedding model; without vectors when it is empty."""
        in_use = items.c.status == ItemStatus.ACTIVE.value
        split = exists().where(passages.c.item_id == items.c.id)
        embedded = exists().where(vectors.c.passage_id == passages.c.id, vectors.c.model == model)
        of_items = select(func.count()).select_from(items)
        of_passages = select(func.count()).select_from(passages.join(items)).where(in_use)
        of_vectors = select(func.count()).select_from(
            vectors.join(items, items.c.id == vectors.c.item_id)
        )
        return Held(
            items=self._count(of_items.where(in_use)),
            passages=self._count(of_passages),
            vectors=self._count(of_vectors.where(in_use, vectors.c.model == model)),
            not_split=self._count(of_items.where(in_use, ~split)),
            without_vector=self._count(of_passages.where(~embedded)) if model else 0,
            without_gist=self._count(of_items.where(in_use, items.c.kind.in_(_PEERS), _no_gist())),
        )

    def _count(self, query: Select[Any]) -> int:
        return int(self._connection.execute(query).scalar_one())


def _no_gist() -> ColumnElement[bool]:
    """Return the condition that an item has none, or one of an older text that no person wrote."""
    fits = or_(gists.c.content_sha256 == items.c.content_sha256, gists.c.origin == "edited")
    return ~exists().where(gists.c.item_id == items.c.id, fits)
