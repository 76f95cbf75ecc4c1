"""How plainly each text shows each concept: by the meaning of its sentences.

A text is compared as a whole, in windows of three sentences and sentence by sentence. What a text
shares with all concepts, and a concept with anything, is taken off; the rest is told in standard
deviations over the pool, so that another embedding model needs no new limits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from coach.themes.concepts import Concept, bank
from coach.themes.ports import Embeds
from coach.themes.reading import Sentence, Text

Numbers = NDArray[np.float32]

_WINDOW: Final = 3
"""Sentences that are read together."""
_LEAST_SPREAD: Final = 1e-6


@dataclass(frozen=True)
class Match:
    """`scores`: texts by concepts, in standard deviations; `best`: the sentence that shows it most.

    `spread`: what one standard deviation is, before the scores are divided by it.
    """

    scores: Numbers
    best: tuple[tuple[Sentence | None, ...], ...]
    spread: float


@dataclass(frozen=True)
class _Vectors:
    """Of one text: its sentences, its windows and the whole."""

    sentences: Numbers
    windows: Numbers
    whole: Numbers


class Matcher:
    """Holds the vectors of some texts and of the bank; texts without sentences match nothing."""

    def __init__(
        self, embeds: Embeds, texts: Sequence[Text], each: Callable[[], None] = lambda: None
    ) -> None:
        """Embed the texts; `each` is called after each of them, and may raise."""
        self._embeds = embeds
        self._texts = texts
        self._anything = embeds.embed([sign for concept in bank() for sign in concept.signs])
        self._vectors: list[_Vectors | None] = []
        for text in texts:
            self._vectors.append(_embedded(embeds, text))
            each()

    def match(self, concepts: Sequence[Concept]) -> Match:
        """Return how plainly each text shows each concept."""
        known = _Known.of(concepts, self._embeds)
        to_any = known.likeness(self._anything)
        usual = (2 * to_any.whole + to_any.signs + to_any.title).mean(0)
        raw = np.zeros((len(self._texts), len(concepts)), dtype=np.float32)
        best: list[tuple[Sentence | None, ...]] = []
        for row, (text, vectors) in enumerate(zip(self._texts, self._vectors, strict=True)):
            if vectors is None:
                best.append((None,) * len(concepts))
                continue
            likeness, places = _shown(vectors, known)
            likeness -= usual
            raw[row] = likeness - likeness.mean()
            best.append(tuple(text.sentences[place] for place in places))
        return _standard(raw, tuple(best))

    def sentences(self, index: int) -> Numbers:
        """Return the vectors of a text's sentences, one a row."""
        vectors = self._vectors[index]
        return np.zeros((0, 1), dtype=np.float32) if vectors is None else vectors.sentences


@dataclass(frozen=True)
class _Likeness:
    """Cosines, stretches by concepts: to the nearest sign, the title and everything told of it."""

    signs: Numbers
    title: Numbers
    whole: Numbers


@dataclass(frozen=True)
class _Known:
    """The vectors of some concepts; `owner`: to which of them a sign belongs."""

    signs: Numbers
    owner: NDArray[np.intp]
    titles: Numbers
    wholes: Numbers

    @classmethod
    def of(cls, concepts: Sequence[Concept], embeds: Embeds) -> _Known:
        signs = [sign for concept in concepts for sign in concept.signs]
        owner = [at for at, concept in enumerate(concepts) for _ in concept.signs]
        return cls(
            signs=embeds.embed(signs),
            owner=np.array(owner),
            titles=embeds.embed([concept.title for concept in concepts]),
            wholes=embeds.embed([concept.whole for concept in concepts]),
        )

    def likeness(self, stretches: Numbers) -> _Likeness:
        near = stretches @ self.signs.T
        return _Likeness(
            signs=np.stack([near[:, self.owner == at].max(1) for at in range(len(self.titles))], 1),
            title=stretches @ self.titles.T,
            whole=stretches @ self.wholes.T,
        )


def _embedded(embeds: Embeds, text: Text) -> _Vectors | None:
    said = [sentence.words for sentence in text.sentences]
    if not said:
        return None
    windows = [" ".join(said[at : at + _WINDOW]) for at in range(len(said))]
    vectors = embeds.embed([*said, *windows, " ".join(said)])
    count = len(said)
    return _Vectors(vectors[:count], vectors[count:-1], vectors[-1:])


def _shown(vectors: _Vectors, known: _Known) -> tuple[Numbers, list[int]]:
    """Return how like each concept a text is, and which of its sentences is most like it."""
    one, together = known.likeness(vectors.sentences), known.likeness(vectors.whole)
    windows = known.likeness(vectors.windows).whole.max(0)
    likeness = one.signs.max(0) + windows + together.whole[0] + together.title[0]
    return likeness, [int(place) for place in (one.signs + one.whole).argmax(0)]


def _standard(raw: Numbers, best: tuple[tuple[Sentence | None, ...], ...]) -> Match:
    spread = max(float(raw.std()), _LEAST_SPREAD) if raw.size else 1.0
    return Match(raw / spread, best, spread)
