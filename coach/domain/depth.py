"""How deep a reflection goes, read for its member alone: never stored, never a gate (METHOD §5).

Three levels, after Hatton and Smith (1995) and Kember and others (2008); decision 15 says what
belongs to each. A level that is not sure is not told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from pydantic import Field

from coach.domain.base import Model
from coach.domain.contribution import Source
from coach.domain.reflection import STEP_ORDER, ReflectionStep
from coach.domain.spans import Span


class Depth(StrEnum):
    """The levels, the shallowest first."""

    DESCRIPTION = "description"
    REFLECTION = "reflection"
    CRITICAL = "critical"


DEPTHS: Final = tuple(Depth)

FEWEST_SENTENCES: Final = 3
"""A text of fewer sentences has no level as a whole."""
SURE_SHARE: Final = 0.5
"""The share of its sentences that must be sure before a whole has a level."""
WEIGHT_OF_A_LEVEL: Final = 2
"""Sentences that carry a level: one alone may be read wrongly."""


class SentenceDepth(Model):
    """One sentence of a text: characters `start` to `end` (exclusive).

    `level`: None where the reader abstains. `confidence`: 0 to 1, how likely it is right.
    """

    start: int = Field(ge=0)
    end: int = Field(ge=1)
    level: Depth | None
    confidence: float = Field(ge=0, le=1)


class DepthReading(Model):
    """A text that was read. `whole`: None where too little of it is sure."""

    sentences: tuple[SentenceDepth, ...]
    whole: Depth | None


def reading(sentences: Sequence[SentenceDepth]) -> DepthReading:
    """Return the sentences with the level of the whole."""
    return DepthReading(sentences=tuple(sentences), whole=whole_of([s.level for s in sentences]))


def whole_of(levels: Sequence[Depth | None]) -> Depth | None:
    """Return the deepest level that two sure sentences reach or pass, as Kember's scheme does.

    None for a text of fewer than three sentences, or where fewer than half of them are sure.
    """
    sure = [level for level in levels if level is not None]
    if len(levels) < FEWEST_SENTENCES or len(sure) < SURE_SHARE * len(levels):
        return None
    for deepest in reversed(DEPTHS[1:]):
        reached = sum(DEPTHS.index(level) >= DEPTHS.index(deepest) for level in sure)
        if reached >= WEIGHT_OF_A_LEVEL:
            return deepest
    return Depth.DESCRIPTION


def step_to_deepen(source: Source, read: DepthReading) -> ReflectionStep | None:
    """Return the step in which most sentences stand at the level of the whole, the first of equals.

    None where the whole has no level. A sentence counts for the step that it begins in.
    """
    if read.whole is None:
        return None
    at_level = Counter(
        _step_at(source, one.start) for one in read.sentences if one.level is read.whole
    )
    in_steps = [step for step in STEP_ORDER if step in source.steps]
    return max(in_steps, key=lambda step: at_level[step], default=None)


def _step_at(source: Source, place: int) -> ReflectionStep | None:
    return next((step for step, span in source.steps.items() if _holds(span, place)), None)


def _holds(span: Span, place: int) -> bool:
    return span.start <= place < span.end
