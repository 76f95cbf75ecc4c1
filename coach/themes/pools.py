"""Candidates of a pool too large to be read text by text: clusters over what its sentences mean."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from coach.themes.matching import Matcher, Numbers
from coach.themes.reading import Sentence, Text, people

LARGE: Final = 12
"""Sources up to which each is read by the model."""
_LEAST_CLUSTERS: Final = 6
_MOST_CLUSTERS: Final = 24
_LEAST_PEOPLE: Final = 3
_CENTRAL: Final = 6
"""Sentences that stand for a cluster, at most one of a text."""
_LEAST_WORDS: Final = 5
"""Words of a sentence that is clustered: shorter ones are alike for their shortness."""
_MOST_SENTENCES: Final = 6000
_TRIES: Final = 2


@dataclass(frozen=True)
class Cluster:
    """Sentences alike of several people, the most central ones."""

    central: tuple[Sentence, ...]

    def as_text(self) -> Text:
        """Return them as a text that can be read like any other."""
        return Text("", "", self.central)


def clusters(texts: Sequence[Text], matcher: Matcher, seed: int) -> list[Cluster]:
    """Return the clusters that hold sentences of several people, largest first."""
    from sklearn.cluster import KMeans  # noqa: PLC0415 - seconds, for large pools alone

    sentences, vectors = _clustered(texts, matcher)
    different = len(np.unique(vectors, axis=0)) if sentences else 0
    count = min(_MOST_CLUSTERS, max(_LEAST_CLUSTERS, math.isqrt(different)))
    if different < count:
        return []
    fitted = KMeans(count, n_init=_TRIES, random_state=seed).fit(vectors)
    found: list[tuple[int, Cluster]] = []
    for label, centre in enumerate(fitted.cluster_centers_):
        members = np.flatnonzero(fitted.labels_ == label)
        near = members[np.argsort(-(vectors[members] @ centre), kind="stable")]
        central = _one_a_text([sentences[int(place)] for place in near])
        if len(people(central)) >= _LEAST_PEOPLE:
            found.append((len(members), Cluster(central)))
    found.sort(key=lambda one: -one[0])
    return [cluster for _, cluster in found]


def _clustered(texts: Sequence[Text], matcher: Matcher) -> tuple[list[Sentence], Numbers]:
    kept = [
        (sentence, vector)
        for row, text in enumerate(texts)
        for sentence, vector in zip(text.sentences, matcher.sentences(row), strict=True)
        if len(sentence.words.split()) >= _LEAST_WORDS
    ][:_MOST_SENTENCES]
    vectors = [vector for _, vector in kept]
    return [sentence for sentence, _ in kept], np.array(vectors, dtype=np.float32)


def _one_a_text(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    first: dict[str, Sentence] = {}
    for sentence in sentences:
        first.setdefault(sentence.source_id, sentence)
    return tuple(first.values())[:_CENTRAL]
