"""Keeps passages, vectors and the index in step with the items. Everything can be done again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final, Protocol, cast

import numpy as np

from coach.domain.repertoire import Gist, Item, ItemKind, Passage
from coach.repertoire.about import Abouts, about_text, fingerprint
from coach.repertoire.kinship import course_id, course_of
from coach.repertoire.pieces import cut, embedded_text
from coach.repertoire.ports import Embedder, IndexRow, VectorIndex, Vectors, View
from coach.repertoire.starter import Challenge
from coach.storage.database import Database
from coach.storage.records import StoredVector

BATCH: Final = 128
"""Texts of a file that are embedded at a time: what a killed app does again."""

_PEERS: Final = frozenset({ItemKind.STORY, ItemKind.TOOL, ItemKind.WAY})

_ABOUTS: Final = "abouts"
"""The fact which challenges and signs the vectors "about" were made with."""

_A_FEW: Final = 16
"""Texts that are embedded at a time while people search."""


class FillableIndex(VectorIndex, Protocol):
    """An index that takes all rows at once."""

    def load(self, rows: Iterable[IndexRow]) -> None:
        """Take these rows in."""
        ...


def to_row(vector: StoredVector) -> IndexRow:
    """Return a stored vector as an index takes it."""
    return IndexRow(
        id=vector.id,
        item_id=vector.item_id,
        audience=vector.audience,
        view=cast("View", vector.view),
        vector=np.frombuffer(vector.data, dtype="<f4").astype(np.float32, copy=False),
    )


def to_bytes(vectors: Iterable[Vectors]) -> Iterator[bytes]:
    """Yield each row as the database keeps it."""
    for row in vectors:
        yield row.astype("<f4", copy=False).tobytes()


class Indexer:
    """Splits, embeds and indexes. One thread embeds at a time; any thread may call.

    `challenges`: those that are known, by their short names; others stand for themselves.
    """

    def __init__(
        self,
        database: Database,
        embedder: Embedder | None,
        challenges: Mapping[str, Challenge] | None = None,
    ) -> None:
        self._challenges = challenges or {}
        self.embedder = embedder
        self._database = database
        self._embedding = threading.Lock()
        self._syncing = threading.Lock()
        self._index: VectorIndex | None = None
        self._known: dict[str, str] = {}

    @property
    def model(self) -> str:
        """The name of the embedding model; empty without one."""
        return self.embedder.name if self.embedder is not None else ""

    @property
    def has_index(self) -> bool:
        """Whether an index is kept in step."""
        return self._index is not None

    def attach(self, index: FillableIndex) -> None:
        """Fill this empty index and keep it in step from now on."""
        with self._syncing, self._database.reading() as tx:
            index.load(map(to_row, tx.vectors.of_model(self.model)))
            self._index, self._known = index, tx.vectors.audiences(self.model)

    def sync(self) -> None:
        """Make the index hold what the database holds of active items, and nothing else."""
        with self._syncing:
            index = self._index
            if index is None:
                return
            with self._database.reading() as tx:
                wanted = tx.vectors.audiences(self.model)
                stale = [id_ for id_ in self._known if id_ not in wanted]
                fresh = [id_ for id_, for_ in wanted.items() if self._known.get(id_) != for_]
                index.remove(stale)
                for start in range(0, len(fresh), BATCH):
                    found = tx.vectors.get_many(fresh[start : start + BATCH], self.model)
                    index.put([to_row(vector) for vector in found])
            self._known = wanted

    def put(self, vectors: Sequence[StoredVector], instead_of: Sequence[str] = ()) -> None:
        """Index vectors that have just been saved, in place of these and those of the same ids."""
        with self._syncing:
            if self._index is None:
                return
            self._index.remove(instead_of)
            for gone in instead_of:
                self._known.pop(gone, None)
            for start in range(0, len(vectors), BATCH):
                part = vectors[start : start + BATCH]
                self._index.put([to_row(vector) for vector in part])
            self._known.update((vector.id, vector.audience) for vector in vectors)

    def cut(self, item: Item) -> list[Passage]:
        """Return the passages of an item for the embedding model in use."""
        return cut(item.id, item.kind, item.text, self.embedder)

    def embed(self, texts: Sequence[str]) -> list[bytes]:
        """Return the vectors of at most BATCH texts, none without a model. UpstreamError."""
        return [] if self.embedder is None else list(to_bytes(self._embed(self.embedder, texts)))

    def _embed(self, embedder: Embedder, texts: Sequence[str]) -> Vectors:
        with self._embedding:
            return embedder.embed(texts)

    def refresh(self, go_on: Callable[[], bool] = lambda: True) -> None:
        """Split and embed whatever has not been, as long as `go_on` says so. UpstreamError."""
        self._split_missing()
        while go_on() and self._embed_passages():
            pass
        if go_on():
            self._embed_gists()
        if go_on():
            self._forget_old_abouts()
            self._embed_abouts()
        if go_on():
            self._forget_other_models()
        self.sync()

    def _forget_old_abouts(self) -> None:
        """Delete what was embedded of items' heads when other challenges or signs were known."""
        now = fingerprint(self._challenges)
        with self._database.transaction() as tx:
            if tx.meta.get(_ABOUTS) != now:
                tx.vectors.delete_view("about")
                tx.meta.set(_ABOUTS, now)

    def _forget_other_models(self) -> None:
        """Delete vectors of models that are no longer used, once there are others for all."""
        if self.embedder is None:
            return
        with self._database.reading() as tx:
            others = tx.vectors.models().keys() - {self.model}
        for model in others:
            with self._database.transaction() as tx:
                tx.vectors.delete_model(model)

    def _split_missing(self) -> None:
        with self._database.reading() as tx:
            items = tx.items.without_passages()
        for item in items:
            passages = self.cut(item)
            with self._database.transaction() as tx:
                now = tx.items.get(item.id, lock=True)
                if passages and now is not None and now.text == item.text:
                    tx.passages.replace(item.id, passages)

    def _embed_passages(self) -> bool:
        """Embed one batch; False when there was none."""
        if self.embedder is None:
            return False
        with self._database.reading() as tx:
            passages = tx.passages.without_vector(self.model, _A_FEW)
        if not passages:
            return False
        data = self.embed([embedded_text(passage) for passage in passages])
        made = [
            StoredVector(p.id, p.item_id, p.id, "text", self.model, vector, "")
            for p, vector in zip(passages, data, strict=True)
        ]
        self._save([*made, *self._courses(passages)])
        return True

    def _courses(self, passages: Sequence[Passage]) -> list[StoredVector]:
        """Embed stories, tools and ways by sentence too: a document tells no course of events."""
        if self.embedder is None:
            return []
        with self._database.reading() as tx:
            items = tx.items.get_many([passage.item_id for passage in passages])
        of = [p for p in passages if p.item_id in items]
        told = [p for p in of if items[p.item_id].kind is not ItemKind.DOCUMENT]
        with self._embedding:
            vectors = [course_of(passage.text, self.embedder) for passage in told]
        return [
            StoredVector(course_id(p.id), p.item_id, p.id, "course", self.model, data, "")
            for p, data in zip(told, to_bytes(vectors), strict=True)
        ]

    def _embed_gists(self) -> None:
        if self.embedder is None:
            return
        with self._database.reading() as tx:
            gists = tx.gists.without_vectors(self.model)
        todo = [
            (gist, view, text)
            for gist, known in gists
            for view, text in _sentences(gist)
            if view not in known
        ]
        for start in range(0, len(todo), _A_FEW):
            part = todo[start : start + _A_FEW]
            data = self.embed([text for _, _, text in part])
            self._save(
                (
                    _of_item(gist.item_id, view, self.model, vector)
                    for (gist, view, _), vector in zip(part, data, strict=True)
                ),
                of=[gist for gist, _, _ in part],
            )

    def _embed_abouts(self) -> None:
        """Embed what stories, tools and ways are about; documents are found by what they say."""
        if self.embedder is None:
            return
        abouts = Abouts(partial(self._embed, self.embedder), self._challenges)
        with self._database.reading() as tx:
            ids = tx.vectors.lacking(self.model, "about", _PEERS)
        for start in range(0, len(ids), _A_FEW):
            with self._database.reading() as tx:
                items = list(tx.items.get_many(ids[start : start + _A_FEW]).values())
            made = [
                _of_item(item.id, "about", self.model, data)
                for item, data in zip(items, to_bytes(abouts.of(items)), strict=True)
            ]
            self._save_abouts(items, made)

    def _save_abouts(self, items: Sequence[Item], made: Sequence[StoredVector]) -> None:
        """Save the vectors of items that still say the same of themselves, and index them."""
        with self._database.transaction() as tx:
            now = tx.items.get_many([item.id for item in items])
            same = {i.id for i in items if i.id in now and about_text(i) == about_text(now[i.id])}
            tx.vectors.put([vector for vector in made if vector.item_id in same])
            saved = tx.vectors.get_many([v.id for v in made if v.item_id in same], self.model)
        self.put(saved)

    def _save(self, vectors: Iterable[StoredVector], of: Collection[Gist | None] = ()) -> None:
        """Save the vectors whose passages and sentences still stand, and index them."""
        made = list(vectors)
        with self._database.transaction() as tx:
            passages = tx.passages.get_many([v.passage_id for v in made if v.passage_id])
            gists = tx.gists.of_items(list({v.item_id for v in made if not v.passage_id}))
            there = [v for v in made if v.passage_id in passages or gists.get(v.item_id) in of]
            tx.vectors.put(there)
            saved = tx.vectors.get_many([v.id for v in there], self.model)
        self.put(saved)


def _of_item(item_id: str, view: View, model: str, data: bytes) -> StoredVector:
    return StoredVector(f"{item_id}-{view[0]}", item_id, None, view, model, data, "")


def _sentences(gist: Gist) -> Iterator[tuple[View, str]]:
    if gist.situation:
        yield "situation", gist.situation
    if gist.lesson:
        yield "lesson", gist.lesson
