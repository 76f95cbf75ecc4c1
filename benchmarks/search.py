"""How long one search takes beyond embedding its query, with 5,000 items that may be seen.

    python -m benchmarks.search [--items 5000] [--runs 200]

Stories of about 180 words in a vocabulary with the usual long tail, in four audiences that one
person belongs to, half of them with situation and lesson, and as many again in audiences that the
person does not belong to. The bare line is the six matrix products alone, in the same run.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from coach.domain.repertoire import ORGANISATION, Gist, Item, ItemKind, Passage, of_group, of_person
from coach.repertoire.kinship import course_id
from coach.repertoire.ports import Vectors
from coach.repertoire.search import Query, Searcher
from coach.repertoire.shelf import Shelf, make_shelf
from coach.storage.records import StoredVector

_THEN: Final = datetime(2026, 1, 1, tzinfo=UTC)
_DIMENSIONS: Final = 384
_LIMIT_MS: Final = 15
_MINE: Final = [ORGANISATION, of_person("a" * 32), of_group("b" * 32), of_group("c" * 32)]
_OTHERS: Final = [of_group(f"{n:032x}") for n in range(20)]


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=5000)
    parser.add_argument("--runs", type=int, default=200)
    arguments = parser.parse_args()
    random = np.random.default_rng(1)
    writer = _Writer(random)
    began = time.perf_counter()
    shelf = _shelf(random, writer, arguments.items)
    loaded = time.perf_counter() - began
    searcher, mine = Searcher(_Instant(random)), frozenset(_MINE)
    texts = [writer.text(60) for _ in range(arguments.runs)]
    lesson = "When a leader waits, people wait too."

    def words(text: str) -> None:
        searcher.search(shelf, mine, Query(text), 10, abstain=False)

    def account(text: str) -> None:
        searcher.search(shelf, mine, Query(text, "account", lesson, lesson), 10, abstain=False)

    matrix = np.concatenate([shard.text.vectors for shard in shelf.open(mine)])
    query = searcher.vectors(Query("x"))["text"]

    def bare(_: str) -> None:
        for _view in range(6):
            np.argpartition(-(matrix @ query), 10)

    print(f"{arguments.items} visible items of {2 * arguments.items}; made in {loaded:.1f} s\n")
    print(f"| search | p50 ms | p95 ms (limit {_LIMIT_MS}) |\n|---|---|---|")
    rows: dict[str, Callable[[str], None]] = {"words": words, "account": account, "bare": bare}
    for name, run in rows.items():
        times = list(_times(run, texts))
        print(f"| {name} | {np.percentile(times, 50):.1f} | {np.percentile(times, 95):.1f} |")


def _times(run: Callable[[str], None], texts: Sequence[str]) -> Iterator[float]:
    for text in texts[:10]:
        run(text)
    for text in texts:
        began = time.perf_counter()
        run(text)
        yield 1000 * (time.perf_counter() - began)


class _Writer:
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
        words = self._random.choice(self._words, length, p=self._weights)
        return ". ".join(" ".join(words[at : at + 12]) for at in range(0, length, 12))


class _Instant:
    """An embedder that takes no time."""

    name, dimensions, window = "instant", _DIMENSIONS, 256

    def __init__(self, random: np.random.Generator) -> None:
        self._rows = _unit(random.normal(size=(64, _DIMENSIONS)))

    def embed(self, texts: Sequence[str]) -> Vectors:
        return self._rows[: len(texts)]

    def count(self, text: str) -> int:
        return len(text.split())

    def close(self) -> None:
        """Hold nothing."""


def _shelf(random: np.random.Generator, writer: _Writer, visible: int) -> Shelf:
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


def _item(number: int, writer: _Writer, visible: int) -> Item:
    audiences = _MINE if number < visible else _OTHERS
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


if __name__ == "__main__":
    main()
