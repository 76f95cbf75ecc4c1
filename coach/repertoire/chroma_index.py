"""One Chroma collection as a vector index.

It holds ids, vectors and three facts a row (audience, view, item), never a text. Every filter is
positive: what is not named is not found. Vectors are always ours; Chroma embeds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from coach.repertoire.exact_index import best_hits, check_row
from coach.repertoire.ports import Hit, IndexRow, Vectors, View

if TYPE_CHECKING:
    import httpx
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection

BATCH: Final = 250
_HNSW: Final[CreateHNSWConfiguration] = {
    "space": "cosine",
    "ef_construction": 200,
    "ef_search": 200,
    "max_neighbors": 32,
}


class IndexBroken(Exception):
    """Chroma failed or its files are damaged. Never leaves this package."""


class ChromaIndex:
    """A VectorIndex in one collection. IndexBroken when Chroma fails; close() ends the client."""

    def __init__(self, client: Client, name: str, dimensions: int) -> None:
        self._client = client
        self._dimensions = dimensions
        with broken_if_it_fails():
            self._collection: Collection = client.get_or_create_collection(
                name, embedding_function=None, configuration={"hnsw": _HNSW}
            )

    @property
    def name(self) -> str:
        """The collection's name."""
        return self._collection.name

    def put(self, rows: Sequence[IndexRow]) -> None:
        """Add rows, or replace those of the same id. ValueError when a vector's size differs."""
        for row in rows:
            check_row(row, self._dimensions)
        latest = list({row.id: row for row in rows}.values())
        for start in range(0, len(latest), BATCH):
            self._upsert(latest[start : start + BATCH])

    def remove(self, ids: Sequence[str]) -> None:
        """Take rows out; unknown ids are fine. Their bytes stay in the files until a rebuild."""
        for start in range(0, len(ids), BATCH):
            with broken_if_it_fails():
                self._collection.delete(ids=list(ids[start : start + BATCH]))

    def search(
        self, vector: Vectors, audiences: frozenset[str], view: View, limit: int
    ) -> list[Hit]:
        """Return the nearest rows, roughly; for no audience Chroma is not even asked."""
        if not audiences or limit < 1:
            return []
        with broken_if_it_fails():
            found = self._collection.query(
                query_embeddings=np.asarray(vector, np.float32).reshape(1, -1),
                n_results=limit,
                where=_only(audiences, view),
                include=["distances", "metadatas"],
            )
            return best_hits(_hits(found, audiences), limit)

    def count(self) -> int:
        """Return how many rows it holds."""
        with broken_if_it_fails():
            return self._collection.count()

    def facts(self) -> dict[str, tuple[str, str, str]]:
        """Return item, audience and view of every row by its id."""
        rows: dict[str, tuple[str, str, str]] = {}
        for start in range(0, self.count(), _PAGE):
            with broken_if_it_fails():
                page = self._collection.get(limit=_PAGE, offset=start, include=["metadatas"])
            for row_id, meta in zip(page["ids"], page["metadatas"] or [], strict=True):
                rows[row_id] = (str(meta["item_id"]), str(meta["audience"]), str(meta["view"]))
        return rows

    def vectors(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """Return the vectors of rows by their ids; unknown ids are left out."""
        rows: dict[str, Vectors] = {}
        for start in range(0, len(ids), BATCH):
            wanted = list(ids[start : start + BATCH])
            with broken_if_it_fails():
                page: Any = self._collection.get(ids=wanted, include=["embeddings"])
                vectors = np.asarray(page["embeddings"], np.float32)
            rows.update(zip(page["ids"], vectors, strict=True))
        return rows

    def close(self) -> None:
        """Release files and connections."""
        with broken_if_it_fails():
            close_client(self._client)

    def _upsert(self, rows: Sequence[IndexRow]) -> None:
        facts = [{"audience": r.audience, "view": r.view, "item_id": r.item_id} for r in rows]
        with broken_if_it_fails():
            self._collection.upsert(
                ids=[row.id for row in rows],
                embeddings=np.stack([row.vector.reshape(-1) for row in rows]),
                metadatas=list(facts),
            )


_PAGE: Final = 2000


def close_client(client: Client) -> None:
    """Release what a client holds: also the connections to a server, which its close() forgets."""
    sessions = sessions_of(client)
    client.close()
    for session in sessions:
        session.close()


def sessions_of(client: Client) -> list[httpx.Client]:
    """Return the HTTP sessions of a client: its own and its hidden one; none for a folder."""
    owners = client, getattr(client, "_admin_client", None)
    servers = [getattr(owner, "_server", None) for owner in owners]  # there is no public way
    found = [getattr(server, "_session", None) for server in servers]
    return [session for session in found if session is not None]


def copy_rows(rows: Iterator[IndexRow], into: ChromaIndex) -> int:
    """Put all rows in batches; return how many there were."""
    total = 0
    while batch := list(islice(rows, BATCH)):
        into.put(batch)
        total += len(batch)
    return total


@contextmanager
def broken_if_it_fails() -> Iterator[None]:
    """Raise IndexBroken for whatever Chroma raises, its native code's panics included."""
    try:
        yield
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise IndexBroken(type(error).__name__) from error
        raise


def _only(audiences: frozenset[str], view: View) -> Any:  # noqa: ANN401  # Chroma's own union
    return {"$and": [{"view": {"$in": [view]}}, {"audience": {"$in": sorted(audiences)}}]}


def _hits(found: Any, audiences: frozenset[str]) -> Iterator[Hit]:  # noqa: ANN401
    """Read a reply, once more leaving out what may not be seen."""
    columns = found["ids"][0], found["distances"][0], found["metadatas"][0]
    for row_id, distance, facts in zip(*columns, strict=True):
        if facts["audience"] in audiences:
            yield Hit(row_id, facts["item_id"], 1.0 - float(distance))
