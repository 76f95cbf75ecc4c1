"""Shelves without a database: items, passages and vectors made on the spot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from coach.domain.repertoire import ORGANISATION, Gist, Item, ItemKind, Passage
from coach.repertoire.about import about_text
from coach.repertoire.kinship import course_id, course_of
from coach.repertoire.ports import Embedder
from coach.repertoire.scripted_embedder import ScriptedEmbedder
from coach.repertoire.shelf import Shelf, make_shelf
from coach.storage.records import StoredVector

THEN = datetime(2026, 3, 2, tzinfo=UTC)


def item(
    id_: str,
    text: str,
    *,
    audience: str = ORGANISATION,
    author: str | None = None,
    kind: ItemKind = ItemKind.STORY,
    title: str = "",
    lesson: str = "",
) -> Item:
    """Make an active item of a member."""
    return Item(
        id=id_,
        kind=kind,
        title=title,
        text=text,
        audience=audience,
        source="member",
        author_id=author,
        lesson=lesson,
        created_at=THEN,
        updated_at=THEN,
    )


def passages_of(item_: Item, parts: int = 1) -> list[Passage]:
    """Cut an item's text into equal parts."""
    size = -(-len(item_.text) // parts)
    return [
        Passage(
            id=f"{item_.id}-p{number}",
            item_id=item_.id,
            position=number,
            text=item_.text[start : start + size],
            start=start,
            end=min(start + size, len(item_.text)),
            tokens=1,
        )
        for number, start in enumerate(range(0, len(item_.text), size))
    ]


def gist(item_id: str, *, situation: str = "", lesson: str = "") -> Gist:
    """Make a gist by a model."""
    return Gist(
        item_id=item_id, lesson=lesson, situation=situation, origin="model", updated_at=THEN
    )


def shelf(
    items: Iterable[Item],
    embedder: Embedder | None = None,
    *,
    gists: Iterable[Gist] = (),
    parts: int = 1,
) -> Shelf:
    """Put items on a shelf as the database would hold them; None embeds with words."""
    embedder = embedder or ScriptedEmbedder()
    items, known = list(items), {g.item_id: g for g in gists}
    passages = [passage for i in items for passage in passages_of(i, parts)]
    audiences = {i.id: i.audience for i in items}
    texts = {(p.id, p.item_id, "text"): p.text for p in passages}
    texts |= {(f"{g.item_id}-s", g.item_id, "situation"): g.situation for g in known.values()}
    texts |= {(f"{g.item_id}-l", g.item_id, "lesson"): g.lesson for g in known.values()}
    texts |= {(f"{i.id}-a", i.id, "about"): about_text(i) for i in items}
    stored = list(_stored(texts, audiences, embedder))
    for first in (p for p in passages if p.position == 0):
        data = course_of(first.text, embedder).astype("<f4").tobytes()
        id_, at = course_id(first.id), audiences[first.item_id]
        stored.append(StoredVector(id_, first.item_id, first.id, "course", embedder.name, data, at))
    return make_shelf(
        version=1,
        model=embedder.name,
        items=items,
        passages=passages,
        gists=known,
        vectors=stored,
    )


def _stored(
    texts: Mapping[tuple[str, str, str], str], audiences: Mapping[str, str], embedder: Embedder
) -> Iterable[StoredVector]:
    wanted = {key: text for key, text in texts.items() if text}
    rows = embedder.embed(list(wanted.values()))
    for (id_, item_id, view), row in zip(wanted, rows, strict=True):
        data = row.astype("<f4").tobytes()
        yield StoredVector(id_, item_id, None, view, embedder.name, data, audiences[item_id])
