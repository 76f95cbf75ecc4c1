"""Milliseconds and recall of vector search: ours, Chroma's own filtered query, and plain numpy.

    python -m benchmarks.vector_search [--rows 100000] [--queries 100]

The vectors are mixtures of the starter repertoire's sentences, embedded with the model in use, so
that they lie as unevenly as real ones. One collection holds all rows; four audiences may see 0.1 %,
2 %, 5 % and 50 % of them. Recall@10 is measured against a full product in numpy. The three sides
answer each query in turn.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from coach.repertoire.embedding import build_embedder
from coach.repertoire.ports import Hit, IndexRow, Vectors
from coach.repertoire.vector_index import HybridIndex, build_index
from coach.settings import Settings

STARTER = Path(__file__).parent.parent / "corpus" / "starter"
LIMIT = 10
Search = Callable[[Vectors, frozenset[str]], list[Hit]]


def sentences() -> list[str]:
    """Return the sentences of the starter repertoire."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(STARTER.rglob("*.md")))
    bodies = " ".join(text.split("---", 2)[-1] for text in texts)
    return [part for part in re.split(r"(?<=[.!?])\s+", bodies) if len(part) > 20]  # noqa: PLR2004


def mixtures(base: Vectors, count: int, seed: int) -> Vectors:
    """Return unit vectors between two or three sentences each, with a little noise."""
    random = np.random.default_rng(seed)
    chosen = base[random.integers(len(base), size=(count, 3))]
    weights = random.dirichlet((1.0, 0.7, 0.4), size=count).astype(np.float32)
    rows = np.einsum("nk,nkd->nd", weights, chosen)
    rows += random.normal(scale=0.015, size=rows.shape).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def audiences(count: int) -> dict[str, int]:
    """Return how many rows each audience has; what is left over belongs to nobody here."""
    return {
        "0.1 %": count // 1000,
        "2 %": count // 50,
        "5 %": count // 20,
        "50 %": count // 2,
    }


def rows_for(vectors: Vectors) -> Iterator[IndexRow]:
    """Give each audience its rows."""
    sizes = audiences(len(vectors))
    names = [name for name, size in sizes.items() for _ in range(size)]
    names += ["others"] * (len(vectors) - len(names))
    order = np.random.default_rng(1).permutation(len(vectors))
    for name, at in zip(names, order, strict=True):
        yield IndexRow(f"r{at}", f"i{at}", name, "text", vectors[at])


def sides(index: HybridIndex) -> dict[str, Search]:
    """Return what is compared, by name."""
    chroma = index._chroma  # noqa: SLF001  # the peer, as it is
    if chroma is None:
        raise SystemExit(index.state().detail)
    return {
        "ours": lambda query, who: index.search(query, who, "text", LIMIT),
        "numpy alone": lambda query, who: index.exact.search(query, who, "text", LIMIT),
        "Chroma's filter": lambda query, who: chroma.search(query, who, "text", LIMIT),
    }


def measure(index: HybridIndex, queries: Vectors, name: str) -> None:
    """Print one line a side for one audience."""
    who = frozenset({name})
    seconds: dict[str, list[float]] = {}
    found: dict[str, list[float]] = {}
    for query in queries:
        truth = {hit.id for hit in index.exact.search(query, who, "text", LIMIT)}
        for side, search in sides(index).items():
            began = time.perf_counter()
            hits = search(query, who)
            seconds.setdefault(side, []).append(time.perf_counter() - began)
            share = len(truth & {hit.id for hit in hits}) / len(truth)
            found.setdefault(side, []).append(share)
    for side, times in seconds.items():
        p95 = statistics.quantiles(times, n=20)[-1]
        figures = f"{statistics.median(times) * 1e3:9.1f}{p95 * 1e3:9.1f}"
        recall = statistics.mean(found[side])
        visible = index.exact.visible(who, "text")
        print(f"{name:12}{visible:>9,}  {side:18}{figures}{recall:11.4f}", flush=True)


def main() -> None:
    """Build the index and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=100)
    asked = parser.parse_args()
    embedder = build_embedder(Settings())
    if embedder is None:
        raise SystemExit("Embedding is off.")
    base = embedder.embed(sentences())
    vectors = mixtures(base, asked.rows, seed=2)
    queries = mixtures(base, asked.queries, seed=3)
    with tempfile.TemporaryDirectory() as folder:
        index = build_index(Settings(home=Path(folder)), embedder.name, embedder.dimensions)
        index.load(rows_for(vectors))
        began = time.perf_counter()
        index.rebuild()
        took = time.perf_counter() - began
        print(f"{asked.rows:,} rows of {len(base)} sentences; Chroma filled in {took:.0f} s;")
        print(f"load of the machine now {os.getloadavg()[0]:.1f}")
        print(f"{'audience':12}{'rows':>9}  {'side':18}{'p50 ms':>9}{'p95 ms':>9}{'recall@10':>11}")
        for name in audiences(asked.rows):
            measure(index, queries, name)
        index.close()


if __name__ == "__main__":
    main()
