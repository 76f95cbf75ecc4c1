"""Search: from a member's words to the few items that fit, or none.

What the person may see → how each component scores it → calibrated fusion → a cap per author and
light diversity → nothing below the threshold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import numpy as np
from numpy.typing import NDArray

from coach.domain.repertoire import Item, ItemKind, Passage
from coach.repertoire.fusion import Calibration, Component, Mode, load_calibration
from coach.repertoire.kinship import course, sentences
from coach.repertoire.ports import Embedder, VectorIndex, Vectors
from coach.repertoire.ranking import Ranking
from coach.repertoire.shelf import Shelf

_DIVERSE_AMONG: Final = 50


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: the member's words, and what was distilled from them, if it was.

    mode: "words" looks for what is named; "account" for what is like the thing that they tell of.
    """

    text: str
    mode: Mode = "words"
    situation: str = ""
    lesson: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """An item that fits. `parts`: what each component said, before calibration; absent if nothing.

    `passage` is the piece of the item that fits best; `about` the vector of what it is about, when
    an account was looked for.
    """

    item: Item
    passage: Passage
    score: float
    parts: Mapping[str, float]
    about: Vectors | None = field(default=None, compare=False, repr=False)


class Searcher:
    """Ranks the items of a shelf. Threads may share it.

    Without an embedder the lexical component ranks alone; without an index every vector that may
    be seen is compared.
    """

    def __init__(
        self,
        embedder: Embedder | None,
        index: VectorIndex | None = None,
        calibration: Calibration | None = None,
    ) -> None:
        self._embedder = embedder
        self._index = index
        self.calibration = calibration or load_calibration()

    def use(self, index: VectorIndex) -> None:
        """Let an index that has been filled propose items from now on."""
        self._index = index

    @property
    def embedder(self) -> Embedder | None:
        """What embeds queries."""
        return self._embedder

    @property
    def model(self) -> str:
        """The name of the embedding model whose vectors a shelf must hold; empty without one."""
        return self._embedder.name if self._embedder else ""

    def search(
        self,
        shelf: Shelf,
        audiences: frozenset[str],
        query: Query,
        limit: int,
        kinds: frozenset[ItemKind] | None = None,
        hidden: frozenset[str] = frozenset(),
        *,
        abstain: bool = True,
    ) -> list[Found]:
        """Return at most `limit` items of these audiences, the best first.

        `hidden`: ids of items that this person does not want to see. `abstain`: leave out what
        does not fit well enough, and so perhaps everything.
        """
        shards = shelf.open(audiences)
        if not shards or limit < 1 or not query.text.strip():
            return []
        vectors = self.vectors(query)
        ranking = Ranking(shards, query.text, vectors, self.calibration, query.mode, self._index)
        fitting = self._fitting(ranking, kinds, hidden, abstain=abstain)
        wanted = list(islice(fitting, max(_DIVERSE_AMONG, limit)))
        return [
            Found(
                item=ranking.item(row),
                passage=ranking.passage(row),
                score=float(ranking.scores[row]),
                parts=ranking.parts_of(row),
                about=ranking.about(row),
            )
            for row in _diverse(wanted, ranking, limit, self.calibration)
        ]

    def _fitting(
        self,
        ranking: Ranking,
        kinds: frozenset[ItemKind] | None,
        hidden: frozenset[str],
        *,
        abstain: bool,
    ) -> Iterator[int]:
        """Yield the rows that may be shown, the best first."""
        least = self.calibration.threshold[ranking.mode] if abstain else -np.inf
        for row in ranking.order():
            score = ranking.scores[row]
            if not np.isfinite(score) or score < least:
                return
            item = ranking.item(int(row))
            if item.id not in hidden and (kinds is None or item.kind in kinds):
                yield int(row)

    def vectors(self, query: Query) -> dict[Component, Vectors]:
        """Embed what there is of the query in one call: what each component compares."""
        if self._embedder is None:
            return {}
        texts: dict[Component, str] = {"text": query.text}
        account: list[str] = []
        if query.mode == "account":
            texts |= {"situation": query.situation, "lesson": query.lesson}
            account = sentences(query.text)
        known = {name: text for name, text in texts.items() if text}
        rows = self._embedder.embed([*known.values(), *account])
        vectors = dict(zip(known, rows, strict=False))
        if account:
            vectors["about"] = vectors["kinship"] = course(rows[len(known) :], account)
        return vectors


def _diverse(
    rows: Sequence[int], ranking: Ranking, limit: int, calibration: Calibration
) -> list[int]:
    """Choose one row after the other: the best once likeness to those chosen is taken off.

    (Maximal marginal relevance, Carbonell and Goldstein 1998.) No author has more than their share.
    """
    scores = np.array([float(ranking.scores[row]) for row in rows])
    alike = _likeness([ranking.vector(row) for row in rows])
    penalty = np.zeros(len(rows))
    shares: Counter[str] = Counter()
    chosen: list[int] = []
    for _ in range(len(rows)):
        if len(chosen) == limit:
            break
        best = int(np.argmax(scores - calibration.diversity * penalty))
        scores[best] = -np.inf
        author = ranking.item(rows[best]).author_id
        if author is not None and shares[author] >= calibration.per_author:
            continue
        shares.update([author] if author is not None else [])
        chosen.append(rows[best])
        penalty = np.maximum(penalty, alike[best])
    return chosen


def _likeness(vectors: Sequence[Vectors | None]) -> NDArray[np.float32]:
    """Return the cosine of each to each, 0 where a vector is missing."""
    known = [vector for vector in vectors if vector is not None]
    if not known:
        return np.zeros((len(vectors), len(vectors)), np.float32)
    blank = np.zeros_like(known[0])
    rows = np.array([blank if vector is None else vector for vector in vectors])
    return np.asarray(np.maximum(rows @ rows.T, 0), np.float32)
