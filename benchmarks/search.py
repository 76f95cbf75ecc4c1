"""Search among vectors, ours beside three others: `python -m benchmarks.search`.

The vectors are mixtures of the starter repertoire's sentences, embedded with the model in use, so
that they lie as unevenly as real ones. Four audiences may see 0.1 %, 2 %, 5 % and 50 % of them. The
sides answer each query in turn; recall@10 is against a full product in numpy, which is also the
first of the others. Chroma is asked with its own filter and its defaults. LangChain's in-memory
store is asked with a filter function, on fewer queries where there are many rows: it makes an
object of each row at each query.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Final

import numpy as np

from benchmarks.options import Options, alone
from benchmarks.rounds import ms, p50, p95, timed
from benchmarks.vector_peers import ChromaPeer, LangChainPeer, NumpyPeer, Rows
from benchmarks.vectors import mixtures, sentences
from coach.errors import SetupError
from coach.evaluation.report import number
from coach.evaluation.result import Better, Figure, Result, Table
from coach.repertoire.embedding import build_embedder
from coach.repertoire.ports import IndexRow, Vectors
from coach.repertoire.vector_index import build_index
from coach.settings import Settings

SHARES: Final[Mapping[str, float]] = {"0.1": 0.001, "2": 0.02, "5": 0.05, "50": 0.5}
"""Of all rows, how many an audience may see; by the per cent as text."""
LIMIT: Final = 10
_TARGET_MS: Final = 60
_OURS, _EXACT, _LANGCHAIN = "ours", "numpy", "LangChain in memory"
Search = Callable[[Vectors, str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Sizes:
    """`slow_queries`: how many LangChain's store answers among the most rows."""

    rows: tuple[int, ...] = (5_000, 100_000)
    queries: int = 40
    slow_queries: int = 3
    sentences: int | None = None


QUICK: Final = Sizes(rows=(2_000,), queries=5, slow_queries=2, sentences=200)


@dataclass(frozen=True, slots=True)
class Seen:
    """What one side did for one audience: seconds and recall, query by query."""

    seconds: list[float]
    recall: list[float]


Audience = tuple[int, str]
"""Of how many rows, and which per cent of them may be seen."""


def measure(options: Options) -> Result:
    """Measure every side; SetupError without an embedding model."""
    return measured(QUICK if options.quick else Sizes(), options.settings)


def measured(sizes: Sizes, settings: Settings) -> Result:
    """See `measure`."""
    base = _base(sizes, settings)
    queries = mixtures(base, sizes.queries, seed=3)
    seen: dict[Audience, Mapping[str, Seen]] = {}
    for count in sizes.rows:
        slow = sizes.slow_queries if count == max(sizes.rows) else sizes.queries
        rows = _rows(mixtures(base, count, seed=2))
        with tempfile.TemporaryDirectory() as folder:
            sides = _sides(rows, Path(folder))
            for share in SHARES:
                seen[count, share] = _answered(sides, queries, share, slow)
    return Result(
        name="search",
        about="Search among vectors of which a member may see a share: milliseconds, and the share "
        f"of the true {LIMIT} that is found.",
        command="python -m benchmarks.search",
        figures=tuple(_figures(seen)),
        tables=(_table(seen),),
        notes=(
            f"LangChain's store answers {sizes.slow_queries} queries of {max(sizes.rows):,} rows.",
        ),
    )


def _base(sizes: Sizes, settings: Settings) -> Vectors:
    embedder = build_embedder(settings)
    if embedder is None:
        raise SetupError("The search benchmark needs an embedding model: set COACH_EMBED.")
    try:
        return embedder.embed(sentences()[: sizes.sentences])
    finally:
        embedder.close()


def _rows(vectors: Vectors) -> Rows:
    """Give each audience its rows; what is left over belongs to nobody here."""
    names = [share for share, part in SHARES.items() for _ in range(int(part * len(vectors)))]
    names += ["others"] * (len(vectors) - len(names))
    order = np.random.default_rng(1).permutation(len(vectors))
    return Rows(vectors, tuple(names[at] for at in order))


def _sides(rows: Rows, folder: Path) -> Mapping[str, Search]:
    dimensions = rows.vectors.shape[1]
    index = build_index(Settings(home=folder / "ours"), "measured", dimensions)
    index.load(
        IndexRow(id_, f"i{id_}", name, "text", row)
        for id_, name, row in zip(rows.ids, rows.audiences, rows.vectors, strict=True)
    )

    def ours(query: Vectors, who: str) -> Sequence[str]:
        return [hit.id for hit in index.search(query, frozenset({who}), "text", LIMIT)]

    return {
        _OURS: ours,
        _EXACT: NumpyPeer(rows, LIMIT).search,
        "Chroma's filter": ChromaPeer(rows, LIMIT, folder / "chroma").search,
        _LANGCHAIN: LangChainPeer(rows, LIMIT).search,
    }


def _answered(
    sides: Mapping[str, Search], queries: Vectors, who: str, slow: int
) -> Mapping[str, Seen]:
    """Let each side answer each query in turn; the first round is not counted."""
    seen = {name: Seen([], []) for name in sides}
    names = list(sides)
    for search in sides.values():
        search(queries[0], who)
    for at, query in enumerate(queries):
        found: dict[str, Sequence[str]] = {}
        for name in [*names[at % len(names) :], *names[: at % len(names)]]:
            if name == _LANGCHAIN and at >= slow:
                continue
            seconds = timed(lambda: found.update({name: sides[name](query, who)}))  # noqa: B023
            seen[name].seconds.append(seconds)
        truth = set(found[_EXACT])
        for name, ids in found.items():
            seen[name].recall.append(len(truth & set(ids)) / len(truth))
    return seen


def _figures(seen: Mapping[Audience, Mapping[str, Seen]]) -> Iterator[Figure]:
    for (count, share), sides in seen.items():
        cases = len(sides[_OURS].seconds)
        title = f"{count:,} rows, {share} % visible"
        p95s = {name: ms(p95(side.seconds)) for name, side in sides.items()}
        recalls = {name: round(fmean(side.recall), 4) for name, side in sides.items()}
        yield Figure(
            key=f"p95.{count}.{share}",
            title=f"p95, {title}",
            value=p95s.pop(_OURS),
            unit="ms",
            better=Better.LOWER,
            target=_TARGET_MS,
            beside=p95s,
            cases=cases,
        )
        yield Figure(
            key=f"recall.{count}.{share}",
            title=f"recall@{LIMIT}, {title}",
            value=recalls.pop(_OURS),
            unit="share",
            better=Better.HIGHER,
            beside=recalls,
            cases=cases,
        )


def _table(seen: Mapping[Audience, Mapping[str, Seen]]) -> Table:
    names = list(next(iter(seen.values())))
    rows = tuple(
        (f"{count:,}", f"{share} %", *(number(ms(p50(sides[name].seconds))) for name in names))
        for (count, share), sides in seen.items()
    )
    return Table(title="p50, ms", columns=("rows", "visible", *names), rows=rows)


if __name__ == "__main__":
    alone(measure)
