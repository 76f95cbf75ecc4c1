"""Other ways to the nearest vectors that somebody may see, each as its users would ask it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import InMemoryVectorStore

from coach.repertoire.ports import Vectors

_BATCH: Final = 5_000
"""Rows that Chroma takes at once; it refuses more."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Vectors, and the audience of each."""

    vectors: Vectors
    audiences: Sequence[str]

    @property
    def ids(self) -> Sequence[str]:
        """The id of each."""
        return [f"r{at}" for at in range(len(self.audiences))]


class NumpyPeer:
    """One product over the rows that may be seen, gathered beforehand: exact, and the truth."""

    def __init__(self, rows: Rows, limit: int) -> None:
        self._limit = limit
        names, ids = np.asarray(rows.audiences), np.asarray(rows.ids)
        self._of = {
            str(name): (rows.vectors[names == name], ids[names == name]) for name in set(names)
        }

    def search(self, query: Vectors, who: str) -> Sequence[str]:
        """Return the ids of the nearest."""
        matrix, ids = self._of[who]
        scores = matrix @ query
        if len(scores) <= self._limit:
            return [str(id_) for id_ in ids]
        best = np.argpartition(-scores, self._limit)[: self._limit]
        return [str(ids[at]) for at in best[np.argsort(-scores[best])]]


class ChromaPeer:
    """One collection on disk, with the audience as metadata and Chroma's own filter."""

    def __init__(self, rows: Rows, limit: int, folder: Path) -> None:
        self._limit = limit
        client = chromadb.PersistentClient(str(folder), ChromaSettings(anonymized_telemetry=False))
        self._collection = client.create_collection("rows", embedding_function=None)
        ids = list(rows.ids)
        for start in range(0, len(ids), _BATCH):
            part = slice(start, start + _BATCH)
            self._collection.add(
                ids=ids[part],
                embeddings=rows.vectors[part],
                metadatas=[{"audience": name} for name in rows.audiences[part]],
            )

    def search(self, query: Vectors, who: str) -> Sequence[str]:
        """Return the ids of the nearest."""
        found = self._collection.query(
            query_embeddings=query[np.newaxis],
            n_results=self._limit,
            where={"audience": who},
            include=[],
        )
        return found["ids"][0]


class LangChainPeer:
    """LangChain's in-memory store with a filter function over the audience."""

    def __init__(self, rows: Rows, limit: int) -> None:
        self._limit = limit
        self._store = InMemoryVectorStore(_Given(rows.vectors))
        ids = list(rows.ids)
        documents = (
            Document(id=id_, page_content=id_, metadata={"audience": name})
            for id_, name in zip(ids, rows.audiences, strict=True)
        )
        self._store.add_documents(list(documents), ids)

    def search(self, query: Vectors, who: str) -> Sequence[str]:
        """Return the ids of the nearest."""
        found = self._store.similarity_search_with_score_by_vector(
            query.tolist(), self._limit, filter=lambda one: one.metadata["audience"] == who
        )
        return [str(document.id) for document, _ in found]


class _Given(Embeddings):
    """Hands out vectors that were made beforehand, as the lists that LangChain's stores keep."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    def embed_documents(self, texts: Iterable[str]) -> list[list[float]]:
        """Return the rows of these ids."""
        return [self._vectors[int(text[1:])].tolist() for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """Return the row of this id."""
        return self.embed_documents([text])[0]
