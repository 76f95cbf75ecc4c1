"""The words of a text that carry meaning, stemmed, by which texts are compared. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from coach.domain.stemming import stem

_APOSTROPHE: Final = "\N{RIGHT SINGLE QUOTATION MARK}"
_WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)*")

STOP_WORDS: Final = frozenset(
    """
    a about above after again all am an and any are as at be because been before being below between
    both but by can could did do does doing don down during each few for from further had has have
    having he her here hers herself him himself his how i if in into is it its itself just me more
    most my myself no nor not now of off on once only or other our ours ourselves out over own same
    she should so some such than that the their theirs them themselves then there these they this
    those through to too under until up very was we were what when where which while who whom why
    will with would you your yours yourself yourselves
    """.split()  # noqa: SIM905 - a list of words is read as words
)
"""English function words: the classic list, articles to auxiliaries."""


def words_of(text: str) -> list[str]:
    """Return the content words of a text, stemmed, in order."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace(_APOSTROPHE, "'")
    found = (match.partition("'")[0] for match in _WORD.findall(folded))
    return [stem(word) for word in found if word not in STOP_WORDS]
