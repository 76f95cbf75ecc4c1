"""Search over many passages: how long it takes, what it holds, and how long it takes to open."""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from benchmarks.process_cost import resident_mb
from coach.repertoire.ports import IndexRow, Vectors
from coach.repertoire.vector_index import HybridIndex

DIMENSIONS: Final = 384
SHARES: Final[dict[str, float]] = {"half a percent": 0.005, "a tenth": 0.1}
"""What a person may see of all passages, by its name."""
_CENTRES: Final = 500
_LIMIT: Final = 10
_BLOCK: Final = 20_000


@dataclass(frozen=True, slots=True)
class IndexPoint:
    """One size: seconds to take the rows in, resident MB they need, milliseconds of a search."""

    passages: int
    open_s: float
    memory_mb: float
    search_ms: dict[str, float]


def measured(passages: int, queries: int) -> IndexPoint:
    """Fill an index in memory and search it; Chroma does not come in below 100,000 visible rows."""
    gc.collect()
    before = resident_mb(os.getpid())
    index = HybridIndex(None, DIMENSIONS)
    began = time.perf_counter()
    index.load(_rows(passages))
    opened = time.perf_counter() - began
    made = _vectors_only(passages)
    memory = resident_mb(os.getpid()) - before
    asked = next(_blocks(queries, seed=3))
    times = {name: _search_ms(index, asked, name) for name in SHARES}
    index.close()
    return IndexPoint(passages, max(opened - made, 0.0), memory, times)


def _search_ms(index: HybridIndex, queries: Vectors, name: str) -> float:
    who, times = frozenset({name}), []
    for query in queries:
        began = time.perf_counter()
        index.search(query, who, "text", _LIMIT)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def _rows(count: int) -> Iterator[IndexRow]:
    """Yield rows whose audiences are mixed as they would be: by chance, not one after the other."""
    order = np.random.default_rng(1).random(count)
    at = 0
    for block in _blocks(count, seed=2):
        for row in block:
            yield IndexRow(f"r{at}", f"i{at}", _audience(order[at]), "text", row)
            at += 1


def _audience(chance: float) -> str:
    low = 0.0
    for name, share in SHARES.items():
        if low <= chance < low + share:
            return name
        low += share
    return "others"


def _blocks(count: int, seed: int) -> Iterator[Vectors]:
    """Yield unit vectors that lie in clusters, as sentences on common subjects do."""
    random = np.random.default_rng(seed)
    centres = np.random.default_rng(0).normal(size=(_CENTRES, DIMENSIONS)).astype(np.float32)
    for start in range(0, count, _BLOCK):
        size = min(_BLOCK, count - start)
        rows = centres[random.integers(_CENTRES, size=size)]
        rows = rows + random.normal(scale=0.8, size=rows.shape).astype(np.float32)
        yield np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def _vectors_only(count: int) -> float:
    """Return the seconds that making the vectors alone takes; they are not part of opening."""
    began = time.perf_counter()
    for _ in _blocks(count, seed=2):
        pass
    return time.perf_counter() - began
