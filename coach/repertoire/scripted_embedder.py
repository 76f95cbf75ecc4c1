"""An embedding model without weights: hashes words into 64 numbers. For tests and trying out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from coach.repertoire.ports import Vectors

_DIMENSIONS: Final = 64
_WINDOW: Final = 256
_WORD: Final = re.compile(r"\w+")


class ScriptedEmbedder:
    """The same words, in any order, have the same vector; texts that share words are near.

    `embedded` holds what was asked for, one list a call. `fail_with` is raised by the next call.
    """

    def __init__(self, name: str = "scripted-words") -> None:
        self._name = name
        self.embedded: list[list[str]] = []
        self.fail_with: Exception | None = None
        self.closed = False

    @property
    def name(self) -> str:
        """What is stored with every vector."""
        return self._name

    @property
    def dimensions(self) -> int:
        """Numbers in one vector."""
        return _DIMENSIONS

    @property
    def window(self) -> int:
        """Words of one text that count."""
        return _WINDOW

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text, in their order."""
        if self.fail_with is not None:
            error, self.fail_with = self.fail_with, None
            raise error
        self.embedded.append(list(texts))
        rows = np.zeros((len(texts), _DIMENSIONS), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            _fill(row, text)
        return rows

    def count(self, text: str) -> int:
        """Return how many words a text has."""
        return len(_WORD.findall(text))

    def close(self) -> None:
        """Nothing is held."""
        self.closed = True


def _fill(row: Vectors, text: str) -> None:
    for word in _WORD.findall(text.casefold())[:_WINDOW]:
        digest = hashlib.blake2b(word.encode("utf-8"), digest_size=2).digest()
        row[digest[0] % _DIMENSIONS] += 1.0 if digest[1] % 2 else -1.0
    length = float(np.linalg.norm(row))
    if length:
        row /= length
    else:
        row[0] = 1.0
