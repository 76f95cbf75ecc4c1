"""A whole search of a member beyond embedding the query: `python -m benchmarks.shelf_search`.

A member may see 5,000 of 10,000 made-up stories (made_up_shelf.py). "Words" is what the search box
asks for; "account" is what a suggestion beside a draft asks for, with situation and lesson. Beside
them stand the six matrix products alone that both rest on: no search by meaning costs less.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from benchmarks.made_up_shelf import MINE, Instant, Writer, made_up_shelf
from benchmarks.options import Options, alone
from benchmarks.rounds import in_turn, ms, p50, p95
from coach.evaluation.result import Better, Figure, Result
from coach.repertoire.search import Query, Searcher

_LIMIT_MS: Final = 15
_BARE: Final = "six matrix products"
_LESSON: Final = "When a leader waits, people wait too."


@dataclass(frozen=True, slots=True)
class Sizes:
    """`items`: that the person may see; as many again belong to others."""

    items: int = 5000
    searches: int = 100


QUICK: Final = Sizes(items=300, searches=10)


def measure(options: Options) -> Result:
    """Measure both kinds of search."""
    return measured(QUICK if options.quick else Sizes())


def measured(sizes: Sizes) -> Result:
    """See `measure`."""
    seen = in_turn(_sides(sizes), sizes.searches, warm=5)
    figures = [
        Figure(
            key=f"{key}.{kind}",
            title=f"{kind}, {key}",
            value=ms(taken(seen[kind])),
            unit="ms",
            better=Better.LOWER,
            target=_LIMIT_MS,
            beside={_BARE: ms(taken(seen[_BARE]))},
            cases=sizes.searches,
        )
        for kind in ("words", "account")
        for key, taken in (("p50", p50), ("p95", p95))
    ]
    return Result(
        name="shelf_search",
        about=f"A search among {sizes.items:,} items that a member may see, of twice as many, "
        "beyond embedding the query.",
        command="python -m benchmarks.shelf_search",
        figures=tuple(figures),
    )


def _sides(sizes: Sizes) -> Mapping[str, Callable[[], object]]:
    random = np.random.default_rng(1)
    writer = Writer(random)
    shelf = made_up_shelf(random, writer, sizes.items)
    searcher, mine = Searcher(Instant(random)), frozenset(MINE)
    texts = [writer.text(60) for _ in range(50)]
    words, accounts = _again(texts), _again(texts)
    matrix = np.concatenate([shard.text.vectors for shard in shelf.open(mine)])
    query = searcher.vectors(Query("x"))["text"]

    def search(asked: Query) -> None:
        searcher.search(shelf, mine, asked, 10, abstain=False)

    def bare() -> None:
        for _view in range(6):
            np.argpartition(-(matrix @ query), 10)

    return {
        "words": lambda: search(Query(next(words))),
        "account": lambda: search(Query(next(accounts), "account", _LESSON, _LESSON)),
        _BARE: bare,
    }


def _again(texts: Sequence[str]) -> Iterator[str]:
    while True:
        yield from texts


if __name__ == "__main__":
    alone(measure)
