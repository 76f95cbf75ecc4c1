"""A theme says something of several texts: no line of it may be copied out of one of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from coach.domain.contribution import Source

COPIED: Final = 6
"""Words in a row that a line shares with a text by copying rather than by chance."""

_WORD: Final = re.compile(r"\w+")

Run = tuple[str, ...]
"""COPIED words in a row, in one spelling."""


def runs_of(sources: Iterable[Source]) -> frozenset[Run]:
    """Return all runs of words in some texts."""
    return frozenset(run for source in sources for run in _runs(source.text))


def is_copied(line: str, runs: frozenset[Run]) -> bool:
    """Return whether a line repeats one of these runs."""
    return not runs.isdisjoint(_runs(line))


def _runs(text: str) -> Iterable[Run]:
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    return zip(*(words[at:] for at in range(COPIED)), strict=False)
