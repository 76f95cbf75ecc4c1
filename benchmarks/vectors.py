"""Vectors that lie as unevenly as real ones: mixtures of the starter repertoire's sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from coach.repertoire.ports import Vectors

STARTER: Final = Path(__file__).parents[1] / "corpus" / "starter"
_SHORTEST: Final = 20
"""Characters of a sentence."""


def bodies() -> Sequence[str]:
    """Return the texts of the starter repertoire, without their front matter."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(STARTER.rglob("*.md")))
    return [text.split("---", 2)[-1] for text in texts]


def sentences() -> Sequence[str]:
    """Return the sentences of the starter repertoire."""
    parts = re.split(r"(?<=[.!?])\s+", " ".join(bodies()))
    return [part for part in parts if len(part) > _SHORTEST]


def mixtures(base: Vectors, count: int, seed: int) -> Vectors:
    """Return unit vectors between two or three sentences each, with a little noise."""
    random = np.random.default_rng(seed)
    weights = random.dirichlet((1.0, 0.7, 0.4), size=count).astype(np.float32)
    chosen = random.integers(len(base), size=(count, 3))
    rows = random.normal(scale=0.015, size=(count, base.shape[1])).astype(np.float32)
    for at in range(3):
        rows += weights[:, [at]] * base[chosen[:, at]]
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)
