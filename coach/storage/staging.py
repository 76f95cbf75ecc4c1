"""What has been read and embedded of a file that is being loaded; nothing here is ever found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, delete, func, insert, select, update

from coach.domain.repertoire import Passage
from coach.storage import rows
from coach.storage.records import StagedDocument
from coach.storage.repertoire_tables import staged_documents as _documents
from coach.storage.repertoire_tables import staged_passages as _passages


class Staging:
    """One document a load, with its passages and the vectors that there are of them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, document: StagedDocument, passages: Sequence[Passage]) -> None:
        """Save a document in place of what the load had before."""
        self.clear(document.load_id)
        self._connection.execute(insert(_documents).values(rows.values(document)))
        if passages:
            columns = [
                {
                    "id": passage.id,
                    "load_id": document.load_id,
                    "position": passage.position,
                    "passage": passage.model_dump(mode="json"),
                    "model": "",
                    "data": b"",
                }
                for passage in passages
            ]
            self._connection.execute(insert(_passages), columns)

    def document(self, load_id: str) -> StagedDocument | None:
        """Return the document of a load, or None."""
        query = select(_documents).where(_documents.c.load_id == load_id)
        return rows.first(self._connection, query, StagedDocument)

    def without_vector(self, load_id: str, model: str, limit: int) -> list[Passage]:
        """Return the first passages that have no vector of this model."""
        query = (
            select(_passages.c.passage)
            .where(_passages.c.load_id == load_id, _passages.c.model != model)
            .order_by(_passages.c.position)
            .limit(limit)
        )
        found = self._connection.execute(query).scalars()
        return [Passage.model_validate(passage) for passage in found]

    def set_vectors(self, model: str, vectors: Mapping[str, bytes]) -> None:
        """Save the vectors of passages, by their ids."""
        for passage_id, data in vectors.items():
            query = update(_passages).where(_passages.c.id == passage_id)
            self._connection.execute(query.values(model=model, data=data))

    def count(self, load_id: str, model: str = "") -> int:
        """Return how many passages there are, or have a vector of this model."""
        query = select(func.count()).where(_passages.c.load_id == load_id)
        query = query.where(_passages.c.model == model) if model else query
        return self._connection.execute(query).scalar_one()

    def passages(self, load_id: str) -> list[tuple[Passage, str, bytes]]:
        """Return the passages in their order, each with the model and data of its vector."""
        query = (
            select(_passages.c.passage, _passages.c.model, _passages.c.data)
            .where(_passages.c.load_id == load_id)
            .order_by(_passages.c.position)
        )
        return [
            (Passage.model_validate(row[0]), row[1], row[2])
            for row in self._connection.execute(query)
        ]

    def clear(self, load_id: str) -> None:
        """Forget what a load has staged."""
        self._connection.execute(delete(_passages).where(_passages.c.load_id == load_id))
        self._connection.execute(delete(_documents).where(_documents.c.load_id == load_id))
