"""Measures search on a data set: every component for itself, and their fusion.

The fusion is measured through Searcher.search itself; a component's own ranking is what it said of
every item on the way there.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import numpy as np

from coach.domain.repertoire import ORGANISATION, Gist, Item, ItemKind
from coach.repertoire.beir import Dataset, Document
from coach.repertoire.distil import Distilled
from coach.repertoire.fusion import Mode
from coach.repertoire.measured_shelf import Progress, ShelfMaker
from coach.repertoire.measures import DEPTH, Measures, mean_of, measure
from coach.repertoire.ports import Embedder, Vectors
from coach.repertoire.ranking import Ranking
from coach.repertoire.search import Query, Searcher
from coach.repertoire.shelf import Shelf

FUSED: Final = "fused"
_EPOCH: Final = datetime(2026, 1, 1, tzinfo=UTC)
_MINE: Final = frozenset({ORGANISATION})


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds of one search: in all, and without embedding the query."""

    p50: float
    p95: float
    p50_beyond_embedding: float
    p95_beyond_embedding: float


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured. `components` has one row each, the fusion last; `cases`: it by query."""

    name: str
    documents: int
    queries: int
    components: Mapping[str, Measures]
    latency: Latency
    cases: Mapping[str, Measures]


def evaluate(
    dataset: Dataset,
    embedder: Embedder | None,
    *,
    distilled: Mapping[str, Distilled] | None = None,
    queries: Sequence[Document] | None = None,
    searcher: Searcher | None = None,
    progress: Progress = lambda *_: None,
) -> Report:
    """Measure the data set's queries, or those given, against all its documents.

    Story to story the queries are accounts; else words. `distilled`: by text, situation and lesson
    of documents and queries, which are then accounts. `searcher`: another calibration than the
    shipped one.
    """
    timed = _TimedEmbedder(embedder) if embedder is not None else None
    shelf = shelf_of(dataset, embedder, distilled or {}, progress)
    asked = dataset.queries if queries is None else queries
    mode: Mode = "account" if dataset.story_to_story or distilled else "words"
    wanted = [_query(query, mode, distilled or {}) for query in asked]
    searcher = Searcher(timed, calibration=searcher.calibration if searcher else None)
    ranked: dict[str, list[Measures]] = {}
    times: list[tuple[float, float]] = []
    for done, (query, words) in enumerate(zip(asked, wanted, strict=True)):
        relevant = dataset.relevant[query.id]
        for name, ids in _component_rankings(searcher, shelf, words, query.id).items():
            ranked.setdefault(name, []).append(measure(ids, relevant))
        ids, seconds, embedding = _timed_search(searcher, timed, shelf, words, query.id)
        ranked.setdefault(FUSED, []).append(measure(ids, relevant))
        times.append((seconds, seconds - embedding))
        progress("searching", done + 1, len(asked))
    components = {name: mean_of(rows) for name, rows in ranked.items()}
    components[FUSED] = components.pop(FUSED)
    return Report(
        name=dataset.name,
        documents=len(dataset.documents),
        queries=len(asked),
        components=components,
        latency=_latency(times),
        cases=dict(zip((query.id for query in asked), ranked[FUSED], strict=True)),
    )


def shelf_of(
    dataset: Dataset,
    embedder: Embedder | None,
    distilled: Mapping[str, Distilled],
    progress: Progress = lambda *_: None,
) -> Shelf:
    """Put the documents on a shelf as loading would: stories whole, documents split."""
    kind = ItemKind.STORY if dataset.story_to_story else ItemKind.DOCUMENT
    items = [_item(document, kind) for document in dataset.documents]
    gists = [_gist(item, distilled[item.text]) for item in items if item.text in distilled]
    return ShelfMaker(embedder, progress=progress).make(items, gists)


def _item(document: Document, kind: ItemKind) -> Item:
    return Item(
        id=document.id,
        kind=kind,
        title=document.title,
        text=document.text,
        audience=ORGANISATION,
        source="starter",
        content_sha256=hashlib.sha256(document.text.encode()).hexdigest(),
        created_at=_EPOCH,
        updated_at=_EPOCH,
    )


def _gist(item: Item, distilled: Distilled) -> Gist:
    return Gist(
        item_id=item.id,
        lesson=distilled.lesson,
        situation=distilled.situation,
        origin="model",
        updated_at=_EPOCH,
    )


def _query(query: Document, mode: Mode, distilled: Mapping[str, Distilled]) -> Query:
    text = f"{query.title}\n{query.text}" if query.title else query.text
    known = distilled.get(query.text, Distilled())
    return Query(text, mode, known.situation, known.lesson)


def _component_rankings(
    searcher: Searcher, shelf: Shelf, query: Query, itself: str
) -> dict[str, list[str]]:
    """Rank by each component alone; what it says nothing of comes last, in no order."""
    vectors = searcher.vectors(query)
    ranking = Ranking(shelf.open(_MINE), query.text, vectors, searcher.calibration, query.mode)
    found: dict[str, list[str]] = {}
    for name, scores in ranking.parts.items():
        rows = np.argsort(-np.nan_to_num(scores, nan=-np.inf), kind="stable")[: DEPTH + 1]
        ids = [ranking.item(int(row)).id for row in rows if np.isfinite(scores[row])]
        if ids:  # else no item has this component
            found[name] = [id_ for id_ in ids if id_ != itself]
    return found


def _timed_search(
    searcher: Searcher, timed: _TimedEmbedder | None, shelf: Shelf, query: Query, itself: str
) -> tuple[list[str], float, float]:
    before = timed.seconds if timed else 0.0
    began = time.perf_counter()
    found = searcher.search(shelf, _MINE, query, DEPTH, hidden=frozenset({itself}), abstain=False)
    seconds = time.perf_counter() - began
    return [hit.item.id for hit in found], seconds, (timed.seconds if timed else 0.0) - before


def _latency(times: Sequence[tuple[float, float]]) -> Latency:
    in_all, beyond = (1000 * np.array(column) for column in zip(*times, strict=True))
    return Latency(
        *(float(np.percentile(values, at)) for values in (in_all, beyond) for at in (50, 95))
    )


class _TimedEmbedder:
    """An embedder that counts the seconds it takes."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.seconds = 0.0

    @property
    def name(self) -> str:
        return self._embedder.name

    @property
    def dimensions(self) -> int:
        return self._embedder.dimensions

    @property
    def window(self) -> int:
        return self._embedder.window

    def embed(self, texts: Sequence[str]) -> Vectors:
        began = time.perf_counter()
        try:
            return self._embedder.embed(texts)
        finally:
            self.seconds += time.perf_counter() - began

    def count(self, text: str) -> int:
        return self._embedder.count(text)

    def close(self) -> None:
        """Leave the model open: it is the caller's."""
