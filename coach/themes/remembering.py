"""Embeds no line twice: the lines of ours once for all, those of a text once a search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from coach.themes.ports import Embeds

Vectors = dict[str, NDArray[np.float32]]


class Remembering:
    """Implements Embeds. `ours`: what is kept by whoever shares it, filled by `learn` alone."""

    def __init__(self, embeds: Embeds, ours: Vectors) -> None:
        self._embeds = embeds
        self._ours = ours
        self._seen: Vectors = {}

    def learn(self, lines: Iterable[str]) -> None:
        """Keep the vectors of lines of ours."""
        _fill(self._ours, self._embeds, [line for line in lines if line not in self._ours])

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See Embeds."""
        new = [text for text in texts if text not in self._ours and text not in self._seen]
        _fill(self._seen, self._embeds, new)
        if not texts:
            return np.zeros((0, 1), dtype=np.float32)
        return np.stack([self._ours[t] if t in self._ours else self._seen[t] for t in texts])


def _fill(known: Vectors, embeds: Embeds, lines: Sequence[str]) -> None:
    once = list(dict.fromkeys(lines))
    if once:
        known.update(zip(once, embeds.embed(once), strict=True))
