"""What may stand in the wording of a theme: nothing by which a reader could tell whose it is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from typing import Final

from coach.domain.stemming import stem
from coach.themes.concepts import bank, facets
from coach.themes.reading import Sentence, Text, all_sentences, capitalised, content

_RUN: Final = 5
"""So many words in a row of a source are a quote."""
_LEAST_PEOPLE: Final = 2
"""People whose texts must hold a word that is not one of ours."""
_WORD: Final = re.compile(r"\w+(?:['\u2019]\w+)*")


class Wording:
    """Judges wordings that a model made, against the texts that it read."""

    def __init__(self, texts: Sequence[Text], names_somebody: Callable[[str], bool]) -> None:
        sentences = all_sentences(texts)
        self._runs = frozenset(run for one in sentences for run in _runs(one.words))
        self._people = _people_by_stem(sentences)
        self._capitalised = capitalised(sentences)
        self._names_somebody = names_somebody

    def may_stand(self, line: str) -> bool:
        """Return whether a line quotes nobody, names nobody and holds no word of one person."""
        words = content(line)
        return (
            bool(words)
            and not any(map(str.isdigit, line))
            and not self.quotes(line)
            and not self._names_somebody(line)
            and not self._capitalised.intersection(words)
            and all(map(self._is_shared, words))
        )

    def quotes(self, line: str) -> bool:
        """Return whether five words of a line stand in a source in a row."""
        return not self._runs.isdisjoint(_runs(line))

    def _is_shared(self, word: str) -> bool:
        root = stem(word)
        return root in _ours() or len(self._people.get(root, ())) >= _LEAST_PEOPLE


def _runs(words: str) -> set[tuple[str, ...]]:
    said = [word.replace("\u2019", "'") for word in _WORD.findall(words.casefold())]
    return {tuple(said[at : at + _RUN]) for at in range(len(said) - _RUN + 1)}


def _people_by_stem(sentences: Sequence[Sentence]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for sentence in sentences:
        for root in sentence.stems:
            found[root].add(sentence.person_id)
    return found


@cache
def _ours() -> frozenset[str]:
    """Return the stems of the words that the kept concepts use: they tell of anybody's work."""
    lines = [one.whole + " " + one.summary for one in bank()]
    lines += [
        " ".join((one.tells, *one.signs))
        for kind in ("obstacles", "helped")
        for one in facets(kind)
    ]
    return frozenset(stem(word) for line in lines for word in content(line))
