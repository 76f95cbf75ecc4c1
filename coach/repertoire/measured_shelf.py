"""Puts items on a shelf of their own to be measured: cut and embedded as loading does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from coach.domain.repertoire import ORGANISATION, Gist, Item, ItemKind, Passage
from coach.repertoire.about import Abouts, about_text
from coach.repertoire.kinship import course_id, course_of
from coach.repertoire.pieces import cut, embedded_text
from coach.repertoire.ports import Embedder, Vectors
from coach.repertoire.shelf import Shelf, make_shelf
from coach.repertoire.starter import Challenge
from coach.storage.records import StoredVector

Progress = Callable[[str, int, int], None]
"""Is told what is being done, how much of it is done, and of how much."""

_BATCH: Final = 64


@dataclass(frozen=True, slots=True)
class ShelfMaker:
    """How items get onto the shelf. `challenges`: those that items belong to, by slug."""

    embedder: Embedder | None
    challenges: Mapping[str, Challenge] = field(default_factory=dict)
    progress: Progress = lambda *_: None

    def make(self, items: Sequence[Item], gists: Sequence[Gist] = ()) -> Shelf:
        """Return a shelf with all of them, open to the whole organisation."""
        embedder = self.embedder
        passages = [p for item in items for p in cut(item.id, item.kind, item.text, embedder)]
        return make_shelf(
            version=1,
            model=embedder.name if embedder else "",
            items=items,
            passages=passages,
            gists={gist.item_id: gist for gist in gists},
            vectors=[] if embedder is None else self._vectors(embedder, items, passages, gists),
        )

    def _vectors(
        self,
        embedder: Embedder,
        items: Sequence[Item],
        passages: Sequence[Passage],
        gists: Sequence[Gist],
    ) -> Iterator[StoredVector]:
        yield from self._texts(embedder, passages, gists)
        described = [item for item in items if about_text(item)]
        if described:
            rows = Abouts(embedder.embed, self.challenges).of(described)
            for item, row in zip(described, rows, strict=True):
                yield _stored(f"{item.id}-a", item.id, "about", embedder, row)
        stories = {item.id for item in items if item.kind is not ItemKind.DOCUMENT}
        told = [passage for passage in passages if passage.item_id in stories]
        for done, passage in enumerate(told):
            course = course_of(passage.text, embedder)
            yield _stored(course_id(passage.id), passage.item_id, "course", embedder, course)
            self.progress("embedding sentences", done + 1, len(told))

    def _texts(
        self, embedder: Embedder, passages: Sequence[Passage], gists: Sequence[Gist]
    ) -> Iterator[StoredVector]:
        texts = [(p.id, p.item_id, "text", embedded_text(p)) for p in passages]
        texts += [(f"{g.item_id}-s", g.item_id, "situation", g.situation) for g in gists]
        texts += [(f"{g.item_id}-l", g.item_id, "lesson", g.lesson) for g in gists]
        texts = [one for one in texts if one[-1]]
        for start in range(0, len(texts), _BATCH):
            part = texts[start : start + _BATCH]
            rows = embedder.embed([text for *_, text in part])
            for (id_, item_id, view, _), row in zip(part, rows, strict=True):
                yield _stored(id_, item_id, view, embedder, row)
            self.progress("embedding", min(start + _BATCH, len(texts)), len(texts))


def _stored(id_: str, item_id: str, view: str, embedder: Embedder, row: Vectors) -> StoredVector:
    data = row.astype("<f4").tobytes()
    return StoredVector(id_, item_id, None, view, embedder.name, data, ORGANISATION)
