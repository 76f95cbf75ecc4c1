"""Reads how deep each sentence of a text goes. Remembers nothing of what it read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from coach.depth.features import features
from coach.depth.ports import Embeds
from coach.depth.weights import DATA, Weights
from coach.domain.base import Model
from coach.domain.depth import DEPTHS, Depth, DepthReading, SentenceDepth, reading
from coach.domain.spans import sentence_spans
from coach.errors import SetupError

_NO_MODEL: Final = "It needs an embedding model, and this installation has none (COACH_EMBED)."


class Judged(Model):
    """The likeliest level, how likely it is, and whether that is enough to tell it.

    `label`: the likeliest of the finer labels that were trained on.
    """

    level: Depth
    label: str
    confidence: float
    sure: bool


class DepthReader:
    """Tells a level where it is likelier than the threshold of the trained file; else abstains.

    Threads may share it. `embeds`: None for an installation without an embedding model.
    """

    def __init__(self, embeds: Embeds | None, folder: Path = DATA) -> None:
        self._embeds = embeds
        self._folder = folder

    @cached_property
    def weights(self) -> Weights:
        """The trained file, read when it is first asked for."""
        return Weights.load(self._folder)

    @property
    def problem(self) -> str:
        """Why it cannot read here, in a sentence; empty when it can."""
        if self._embeds is None:
            return _NO_MODEL
        fits = self.weights.card.embedder
        if self._embeds.name.rpartition("-")[0] == fits:
            return ""
        return f"It was made for the embedding model {fits!r}, and this installation has another."

    def read(self, text: str) -> DepthReading:
        """Return the level of each sentence and of the whole; SetupError where it cannot read."""
        spans = sentence_spans(text)
        judged = self.judge([span.of(text) for span in spans])
        return reading(
            [
                SentenceDepth(
                    start=span.start,
                    end=span.end,
                    level=one.level if one.sure else None,
                    confidence=one.confidence,
                )
                for span, one in zip(spans, judged, strict=True)
            ]
        )

    def judge(self, sentences: Sequence[str]) -> tuple[Judged, ...]:
        """Return the likeliest level of each sentence; SetupError where it cannot read."""
        if self._embeds is None or self.problem:
            raise SetupError(self.problem)
        if not sentences:
            return ()
        rows, card = self.weights.of_labels(features(sentences, self._embeds)), self.weights.card
        labels = [list(card.labels)[int(row.argmax())] for row in rows]
        return tuple(
            _judged(levels, label, card.threshold)
            for levels, label in zip(self.weights.of_levels(rows), labels, strict=True)
        )


def _judged(levels: NDArray[np.float32], label: str, threshold: float) -> Judged:
    best = int(levels.argmax())
    likely = min(float(levels[best]), 1.0)
    return Judged(level=DEPTHS[best], label=label, confidence=likely, sure=likely >= threshold)
