"""What an item is about in general words, and what people say who have its challenge.

An account names no challenge: it tells of a supplier who was late and of a colleague who had known.
An item's vector "about" therefore lies between its own general words and the signs of its
challenge, which are sentences that managers say when they have it (doc2query, Nogueira et al. 2019,
with expansions written by hand).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np

from coach.domain.repertoire import Item
from coach.repertoire.ports import Vectors
from coach.repertoire.starter import Challenge

_SIGNS_WEIGHT: Final = 4.0
"""How much the signs count beside the item's own words: measured on accounts (decision 0005)."""

Embed = Callable[[Sequence[str]], Vectors]


def about_text(item: Item, question: str = "") -> str:
    """Return what people wrote over an item: its challenge, title, lesson, and when it works.

    `question`: the challenge as it is asked.
    """
    title = f"{item.title.rstrip('.')}." if item.title else ""
    return " ".join(part for part in (question, title, item.lesson, item.works_when) if part)


def fingerprint(challenges: Mapping[str, Challenge]) -> str:
    """Return what changes when the vectors "about" have to be made anew."""
    known = [challenge.model_dump() for challenge in challenges.values()]
    return hashlib.sha256(json.dumps([_SIGNS_WEIGHT, known]).encode()).hexdigest()


class Abouts:
    """Makes the vectors "about" of one embedding model. Signs are embedded when first needed."""

    def __init__(self, embed: Embed, challenges: Mapping[str, Challenge]) -> None:
        self._embed = embed
        self._challenges = challenges
        self._signs: dict[str, Vectors] = {}

    def of(self, items: Sequence[Item]) -> Vectors:
        """Return one row an item."""
        rows = self._embed([self._text(item) for item in items])
        pairs = zip(rows, items, strict=True)
        return np.array([self._nearer(row, item.challenge) for row, item in pairs])

    def _text(self, item: Item) -> str:
        known = self._challenges.get(item.challenge)
        return about_text(item, known.question if known else item.challenge)

    def _nearer(self, row: Vectors, slug: str) -> Vectors:
        """Return the item's vector, nearer to the signs of its challenge if there are any."""
        challenge = self._challenges.get(slug)
        if challenge is None or not challenge.signs:
            return row
        if slug not in self._signs:
            self._signs[slug] = self._embed(challenge.signs).mean(axis=0)
        together = row + _SIGNS_WEIGHT * self._signs[slug]
        return np.asarray(together / np.linalg.norm(together), np.float32)
