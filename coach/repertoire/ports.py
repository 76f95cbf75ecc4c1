"""What the repertoire asks of an embedding model and of a vector index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Shape (n, dimensions); every row has length 1."""

View = Literal["text", "situation", "lesson", "about", "course"]
"""What of an item a vector stands for: a passage's text; one sentence of its gist; what it is
about in general (see about.py); or the course of its events (see kinship.py), which is
compared but never searched for in an index."""


class Embedder(Protocol):
    """An embedding model. Threads may share it."""

    @property
    def name(self) -> str:
        """What is stored with every vector: vectors of different names are never compared."""
        ...

    @property
    def dimensions(self) -> int:
        """Numbers in one vector."""
        ...

    @property
    def window(self) -> int:
        """Tokens of one text that the model takes in; the rest is cut off."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text, in their order. UpstreamError when an endpoint fails."""
        ...

    def count(self, text: str) -> int:
        """Return how many tokens a text has (an estimate behind an endpoint)."""
        ...

    def close(self) -> None:
        """Release what the model holds."""
        ...


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One vector as an index holds it: no text, only what a filter needs."""

    id: str
    item_id: str
    audience: str
    view: View
    vector: Vectors


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that was found; `similarity` is the cosine, -1 to 1."""

    id: str
    item_id: str
    similarity: float


class VectorIndex(Protocol):
    """Finds the nearest rows among those of allowed audiences. Can be rebuilt at any time."""

    def put(self, rows: Sequence[IndexRow]) -> None:
        """Add rows, or replace those of the same id."""
        ...

    def remove(self, ids: Sequence[str]) -> None:
        """Take rows out; unknown ids are fine."""
        ...

    def search(
        self, vector: Vectors, audiences: frozenset[str], view: View, limit: int
    ) -> list[Hit]:
        """Return the nearest rows, the best first; none when `audiences` is empty."""
        ...

    def count(self) -> int:
        """Return how many rows it holds."""
        ...

    def close(self) -> None:
        """Release files and connections."""
        ...
