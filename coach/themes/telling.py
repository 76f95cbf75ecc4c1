"""What a theme shows about obstacles and about what helped: sentences of ours, never of a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from coach.domain.reflection import ReflectionStep
from coach.themes.concepts import Concept, Facet, facets
from coach.themes.matching import Match, Matcher
from coach.themes.ports import Embeds
from coach.themes.reading import Text
from coach.themes.wording import Wording

_PLAIN: Final = 1.2
"""Standard deviations from which a text tells of a facet."""
_LEAST_PEOPLE: Final = 2
_MOST_TEXTS: Final = 40
"""Texts that are read for it; in a large pool the first ones stand for the others."""
_OBSTACLE_STEPS: Final = frozenset(
    {ReflectionStep.HAPPENED, ReflectionStep.FELT, ReflectionStep.MEANING}
)
_HELPED_STEPS: Final = frozenset({ReflectionStep.LESSON, ReflectionStep.NEXT})


class Teller:
    """Reads the texts for facets once; asks for what each theme's texts have in common."""

    def __init__(self, texts: Sequence[Text], embeds: Embeds, wording: Wording) -> None:
        self._texts = texts[:_MOST_TEXTS]
        self._wording = wording
        self._obstacles = self._matched("obstacles", _OBSTACLE_STEPS, embeds)
        self._helped = self._matched("helped", _HELPED_STEPS, embeds)

    def obstacle(self, text_ids: frozenset[str]) -> str:
        """Return the obstacle that most of these texts tell of, or ""."""
        return self._told("obstacles", self._obstacles, text_ids)

    def helped(self, text_ids: frozenset[str]) -> str:
        """Return what helped in most of these texts, or ""."""
        return self._told("helped", self._helped, text_ids)

    def _matched(self, kind: str, steps: frozenset[ReflectionStep], embeds: Embeds) -> Match:
        texts = [_only(text, steps) for text in self._texts]
        return Matcher(embeds, texts).match([_concept(facet) for facet in facets(kind)])

    def _told(self, kind: str, match: Match, text_ids: frozenset[str]) -> str:
        rows = [row for row, text in enumerate(self._texts) if text.id in text_ids]
        best, told = 0.0, ""
        for at, facet in enumerate(facets(kind)):
            strong = [row for row in rows if match.scores[row, at] >= _PLAIN]
            strength = float(np.sum(match.scores[strong, at]))
            several = len({self._texts[row].person_id for row in strong}) >= _LEAST_PEOPLE
            if several and strength > best and not self._wording.quotes(facet.tells):
                best, told = strength, facet.tells
        return told


def _only(text: Text, steps: frozenset[ReflectionStep]) -> Text:
    """Return the sentences of some steps; all of a text whose steps are not known."""
    kept = tuple(s for s in text.sentences if s.step is None or s.step in steps)
    return replace(text, sentences=kept)


def _concept(facet: Facet) -> Concept:
    return Concept(id=facet.tells, title=facet.tells, criterion="", signs=facet.signs)
