"""Which concepts become themes: those that texts of several people show plainly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from coach.themes.concepts import Concept
from coach.themes.matching import Match
from coach.themes.reading import Sentence, Text, people

LEAST_PEOPLE: Final = 2
_PLAIN: Final = 1.5
"""Standard deviations from which a text shows a concept, whoever says so."""
_CLEAR: Final = 1.8
"""The same for two people at least, so that there is a theme at all."""
_BORNE_OUT: Final = 0.8
"""The same where the model says so too: its word alone is not enough."""
_VOTE: Final = 1.0
"""What the model's word adds where it is borne out: it tells concepts apart that are alike."""
_MOST_THEMES: Final = 6
_MOST_IN_ONE: Final = 3
"""Themes to which one text of a small pool may lend its weight; more are not told apart."""

Said = Mapping[tuple[str, str], Sentence]
"""By the ids of a text and a concept: the sentence by which the model says that it is shown."""

Shown = tuple[Concept, tuple[Sentence, ...]]
"""A concept and the sentences that show it, one a text."""


def chosen(
    texts: Sequence[Text], concepts: Sequence[Concept], match: Match, said: Said
) -> list[Shown]:
    """Return the concepts that are themes, those of most people first."""
    found = [
        (strength, concept, shown)
        for at, concept in enumerate(concepts)
        for strength, shown in [_showing(texts, at, concept, match, said)]
        if len(people(shown)) >= LEAST_PEOPLE
    ]
    found.sort(key=lambda one: (-one[0], one[1].id))
    taken: Counter[str] = Counter()
    themes: dict[str, Shown] = {}
    for _, concept, shown in found:
        fresh = [s for s in shown if taken[s.source_id] < _MOST_IN_ONE - 1]
        if len(themes) < _MOST_THEMES and len(people(fresh)) >= LEAST_PEOPLE:
            taken.update(sentence.source_id for sentence in shown)
            theme = _told_best(texts, (concept, shown), concepts, match)
            themes.setdefault(theme[0].id, theme)
    return sorted(themes.values(), key=lambda one: -len(people(one[1])))


def _told_best(
    texts: Sequence[Text], shown: Shown, concepts: Sequence[Concept], match: Match
) -> Shown:
    """Return the concept that these texts show most plainly together, with its sentences.

    What brings texts together need not be what names them best: one text may show it by chance.
    """
    ids = {sentence.source_id for sentence in shown[1]}
    rows = [row for row, text in enumerate(texts) if text.id in ids]
    together = match.scores[rows]
    at = int((together.mean(0) + together.min(0)).argmax())
    best = [match.best[row][at] for row in rows]
    return concepts[at], tuple(sentence for sentence in best if sentence is not None)


def _showing(
    texts: Sequence[Text], at: int, concept: Concept, match: Match, said: Said
) -> tuple[float, tuple[Sentence, ...]]:
    """Return how much speaks for a concept, and the sentence of each text that shows it.

    None unless several people show it clearly.
    """
    strength, shown, clear = 0.0, [], []
    for row, text in enumerate(texts):
        score, sentence = float(match.scores[row, at]), match.best[row][at]
        voted = (text.id, concept.id) in said
        if sentence is not None and score >= (_BORNE_OUT if voted else _PLAIN):
            strength += score - _BORNE_OUT + (_VOTE if voted else 0.0)
            shown.append(sentence)
            if voted or score >= _CLEAR:
                clear.append(sentence)
    return strength, tuple(shown) if len(people(clear)) >= LEAST_PEOPLE else ()


def shortlist(scores: Sequence[float], most: int) -> list[int]:
    """Return the places of the concepts that a text shows most plainly, in the bank's order."""
    order = np.argsort(-np.asarray(scores), kind="stable")[:most]
    return sorted(int(place) for place in order)
