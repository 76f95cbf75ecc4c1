"""What a sentence is judged by: its meaning and its words.

The words are hashed, so that no text on which the weights were trained is in them. What stands
around a sentence was tried and made nothing better (decision 15).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from coach.depth.ports import Embeds

Rows = NDArray[np.float32]
"""Shape (sentences, features)."""

WORDS: Final = 4096
"""Numbers that the words of a sentence are hashed into."""
_TOKEN: Final = re.compile(r"\w+(?:'\w+)?|[?!]")


def features(sentences: Sequence[str], embeds: Embeds) -> Rows:
    """Return a row for each: a vector of its meaning, then its words."""
    return np.hstack([embeds.embed(sentences), words(sentences)])


def words(sentences: Sequence[str]) -> Rows:
    """Return the hashed words and pairs of words, each row of length 1 (or 0, without a word)."""
    rows = np.zeros((len(sentences), WORDS), np.float32)
    for number, sentence in enumerate(sentences):
        tokens = ["^", *_TOKEN.findall(sentence.casefold().replace("\u2019", "'"))]
        pairs = (f"{one} {two}" for one, two in pairwise(tokens))
        for term in {*tokens[1:], *pairs}:
            rows[number, _place(term)] += 1
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))


def _place(term: str) -> int:
    digest = hashlib.blake2b(term.encode("utf-8", "replace"), digest_size=4).digest()
    return int.from_bytes(digest, "big") % WORDS
