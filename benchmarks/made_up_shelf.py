"""A shelf of made-up stories, half of which one person may see, and an embedder that takes no time.

Stories of about 180 words in a vocabulary with the usual long tail, in four audiences that the
person belongs to, half of them with situation and lesson, and as many again in audiences that the
person does not belong to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from coach.domain.repertoire import ORGANISATION, Gist, Item, ItemKind, Passage, of_group, of_person
from coach.repertoire.kinship import course_id
from coach.repertoire.ports import Vectors
from coach.repertoire.shelf import Shelf, make_shelf
from coach.storage.records import StoredVector

MINE: Final = (ORGANISATION, of_person("a" * 32), of_group("b" * 32), of_group("c" * 32))
"""The audiences of the person who searches."""

_THEN: Final = datetime(2026, 1, 1, tzinfo=UTC)
_DIMENSIONS: Final = 384
_OTHERS: Final = tuple(of_group(f"{n:032x}") for n in range(20))


class Writer:
    """Writes words as often as language does: a few all the time, most of them rarely."""

    def __init__(self, random: np.random.Generator) -> None:
        self._random = random
        letters = np.array(list("bcdfghklmnprstvw"))
        syllables = [
            "".join(pair) for pair in zip(letters, np.resize(list("aeiou"), 16), strict=True)
        ]
        self._words = ["".join(random.choice(syllables, 4)) for _ in range(12000)]
        weights = 1 / np.arange(10, len(self._words) + 10)
        self._weights = weights / weights.sum()

    def text(self, length: int) -> str:
        """Return so many words, in sentences of twelve."""
        words = self._random.choice(self._words, length, p=self._weights)
        return ". ".join(" ".join(words[at : at + 12]) for at in range(0, length, 12))


class Instant:
    """An embedder that takes no time."""

    name, dimensions, window = "instant", _DIMENSIONS, 256

    def __init__(self, random: np.random.Generator) -> None:
        self._rows = _unit(random.normal(size=(64, _DIMENSIONS)))

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return rows that were made beforehand."""
        return self._rows[: len(texts)]

    def count(self, text: str) -> int:
        """Count words."""
        return len(text.split())

    def close(self) -> None:
        """Hold nothing."""


def made_up_shelf(random: np.random.Generator, writer: Writer, visible: int) -> Shelf:
    """Return a shelf of twice `visible` items."""
    items = [_item(number, writer, visible) for number in range(2 * visible)]
    centres = random.normal(size=(40, _DIMENSIONS))
    vectors = list(_vectors(random, centres, items))
    return make_shelf(
        version=1,
        model="instant",
        items=items,
        passages=[_passage(item) for item in items],
        gists={item.id: _gist(item) for item in items[::2]},
        vectors=vectors,
    )


def _item(number: int, writer: Writer, visible: int) -> Item:
    audiences = MINE if number < visible else _OTHERS
    return Item(
        id=f"{number:032x}",
        kind=ItemKind.STORY,
        title=writer.text(5),
        text=writer.text(180),
        audience=audiences[number % len(audiences)],
        source="member",
        author_id=f"{number % 700:032x}",
        created_at=_THEN,
        updated_at=_THEN,
    )


def _passage(item: Item) -> Passage:
    end = len(item.text)
    return Passage(
        id=f"{item.id}p", item_id=item.id, position=0, text=item.text, start=0, end=end, tokens=200
    )


def _gist(item: Item) -> Gist:
    return Gist(item_id=item.id, lesson="l", situation="s", origin="model", updated_at=_THEN)


def _vectors(
    random: np.random.Generator, centres: NDArray[np.float64], items: Sequence[Item]
) -> Iterator[StoredVector]:
    for number, item in enumerate(items):
        rows = _unit(centres[number % len(centres)] + random.normal(size=(5, _DIMENSIONS)))
        ids = {"text": f"{item.id}p", "course": course_id(f"{item.id}p"), "about": f"{item.id}-a"}
        if number % 2 == 0:
            ids |= {"situation": f"{item.id}-s", "lesson": f"{item.id}-l"}
        for (view, id_), row in zip(ids.items(), rows, strict=False):
            data = row.astype("<f4").tobytes()
            yield StoredVector(id_, item.id, None, view, "instant", data, item.audience)


def _unit(rows: NDArray[np.float64]) -> Vectors:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)
