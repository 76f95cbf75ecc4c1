"""Kinship: how like two accounts are once the setting that they share with others is taken away.

Accounts from one place or trade lie close together in a text embedding, whatever they teach. The
directions in which an account and its nearest neighbours lie apart from all others are mostly
their setting; without them, what people did to each other counts (a local form of "all but the
top", Mu and Viswanath 2018). Neighbours are looked for among the items that the searching person
may see, and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from coach.repertoire.ports import Embedder, Vectors

_END: Final = re.compile(r"(?<=[.!?\u2026])[\"'\u201d\u2019)]*\s+|\n{2,}")
_HEADING: Final = re.compile(r"(?m)^ {0,3}#{1,6} .*$")
_FEWEST_WORDS: Final = 4
_NEIGHBOURS: Final = 8
_NEAR: Final = 12
"""How many are looked at for neighbours: an account may stand there several times itself."""
_DIRECTIONS: Final = 2
_FEWEST_ITEMS: Final = 20
_AGAIN: Final = 10
_ITSELF: Final = 0.98
"""A cosine from which on an item is the account itself, not a neighbour of it."""

Scores = NDArray[np.float32]


def sentences(text: str) -> list[str]:
    """Return the sentences of some length, without headings; the whole text when there are none."""
    body = _HEADING.sub("\n\n", text)
    found = [" ".join(piece.split()) for piece in _END.split(body)]
    return [piece for piece in found if len(piece.split()) >= _FEWEST_WORDS] or [body.strip()]


def course(vectors: Vectors, of: list[str]) -> Vectors:
    """Return the course of an account: its sentences' mean, weighted by words, of length 1."""
    weights = np.array([len(sentence.split()) or 1 for sentence in of], np.float32)
    return _unit(weights @ vectors)


def course_id(passage_id: str) -> str:
    """Return the id of the vector that holds the course of a passage."""
    return f"{passage_id}-c"


def course_of(text: str, embedder: Embedder) -> Vectors:
    """Embed an account sentence by sentence; shape (dimensions,)."""
    of = sentences(text)
    return course(embedder.embed(of), of)


def kinship(query: Vectors, shelves: Sequence[Vectors]) -> Scores:
    """Return a cosine for each item of all shelves together, in their order.

    The query's setting is taken from both sides; the best items are then compared once more
    without their own setting too. Too few items have no neighbourhoods: they get the plain cosine.
    """
    items = _Items(shelves)
    plain = items.times(query[:, None])[:, 0]
    if len(plain) < _FEWEST_ITEMS:
        return plain
    setting = _directions(items, plain)
    bare = _unit(_without(query - items.mean, setting))
    scores = _scores(items, setting, bare)
    best = np.argpartition(-scores, _AGAIN)[:_AGAIN]
    again = items.rows(best)
    likeness = np.ascontiguousarray(items.times(again.T).T)
    for row, item, alike in zip(best, again, likeness, strict=True):
        own = _without(item - items.mean, _directions(items, alike))
        scores[row] = _unit(own) @ bare
    return scores


class _Items:
    """Rows of several matrices as if they were one, without copying them together."""

    def __init__(self, shelves: Sequence[Vectors]) -> None:
        self._shelves = shelves
        self._ends = np.cumsum([len(shelf) for shelf in shelves])
        total = np.sum([shelf.sum(axis=0) for shelf in shelves], axis=0)
        self.mean: Vectors = np.asarray(total / self._ends[-1], np.float32)

    def times(self, columns: Vectors) -> Vectors:
        """Return the products of all rows with these columns."""
        return np.concatenate([shelf @ columns for shelf in self._shelves])

    def rows(self, numbers: NDArray[np.intp]) -> Vectors:
        """Return copies of some rows."""
        shelf_of = np.searchsorted(self._ends, numbers, side="right")
        pairs = zip(numbers, shelf_of, strict=True)
        return np.array([self._shelves[at][row - self._ends[at]] for row, at in pairs])


def _scores(items: _Items, setting: Vectors, bare: Vectors) -> Scores:
    """Return each centred item's cosine to `bare` once `setting` is taken from it.

    As `bare` has no part in the setting and items have length 1, products with a handful of
    vectors are enough, and no item is copied.
    """
    mean = items.mean
    products = items.times(np.vstack([mean, bare, setting]).T)
    along = products[:, 2:] - setting @ mean
    length = 1 - 2 * products[:, 0] + mean @ mean - np.square(along).sum(axis=1)
    cosines = (products[:, 1] - mean @ bare) / np.sqrt(np.maximum(length, 1e-9))
    return np.asarray(cosines, np.float32)


def _directions(items: _Items, alike: Scores) -> Vectors:
    """Return the directions in which the nearest neighbours lie, shape (directions, dimensions).

    They are the strongest ones of the neighbours' offsets from the mean (by their Gram matrix,
    which is small).
    """
    near = np.argpartition(alike, -_NEAR)[-_NEAR:]
    others = near[alike[near] < _ITSELF]
    nearest = others[np.argsort(-alike[others], kind="stable")][:_NEIGHBOURS]
    offsets = items.rows(nearest) - items.mean
    _, ways = np.linalg.eigh(offsets @ offsets.T)
    return _unit(ways[:, -_DIRECTIONS:].T @ offsets)


def _without(vector: Vectors, directions: Vectors) -> Vectors:
    return np.asarray(vector - (directions @ vector) @ directions, np.float32)


def _unit(vectors: Vectors) -> Vectors:
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-9), np.float32)
