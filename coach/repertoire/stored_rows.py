"""From vectors as the database holds them to rows of an index, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

import numpy as np

from coach.repertoire.ports import IndexRow, Vectors, View
from coach.storage.records import StoredVector
from coach.storage.transaction import Transaction


def rows_of(tx: Transaction, embedder_name: str) -> Iterator[IndexRow]:
    """Stream what an index of that model should hold; read it within the transaction."""
    return index_rows(tx.vectors.of_model(embedder_name))


def index_rows(stored: Iterable[StoredVector]) -> Iterator[IndexRow]:
    """Return stored vectors as rows of an index."""
    for row in stored:
        vector = np.frombuffer(row.data, "<f4").astype(np.float32)
        yield IndexRow(row.id, row.item_id, row.audience, cast("View", row.view), vector)


def to_bytes(vector: Vectors) -> bytes:
    """Return one vector as the database holds it: float32, little endian."""
    return np.ascontiguousarray(vector.reshape(-1), "<f4").tobytes()
