"""Texts as vectors of their stems, for where there is no embedding model."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from coach.domain.stemming import stem
from coach.themes.reading import content

_DIMENSIONS: Final = 1024


class WordVectors:
    """Implements Embeds: texts that share content words are near; a text without any is nowhere."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a row for each text, of length one or zero."""
        rows = np.zeros((len(texts), _DIMENSIONS), dtype=np.float32)
        for at, text in enumerate(texts):
            for root, count in Counter(map(stem, content(text))).items():
                rows[at, _place(root)] += np.sqrt(count)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        rows /= np.maximum(lengths, np.float32(1e-9))
        return rows


def _place(root: str) -> int:
    digest = hashlib.blake2b(root.encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") % _DIMENSIONS
