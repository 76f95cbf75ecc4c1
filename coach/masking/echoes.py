"""Who was found once in a story is found wherever their name stands, also where it could be a word.

"Grace" begins a sentence in a way that tells nothing; two sentences earlier she spoke. Words that
are seldom names (Will, Mark) stay as they were judged in each place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from coach.domain.masking import Concern, Finding
from coach.masking.lists import vocabulary
from coach.masking.words import Word, words_of

_SHORTEST: Final = 2


def with_echoes(
    texts: Sequence[str], findings: Sequence[tuple[Finding, ...]]
) -> list[tuple[Finding, ...]]:
    """Return the findings of the parts of one story, with every further place of each name."""
    names = {
        word.text: finding.found_by
        for text, found in zip(texts, findings, strict=True)
        for finding in found
        if finding.concern is Concern.PERSON
        for word in words_of(text[finding.start : finding.end])
        if _tells(word)
    }
    if not names:
        return list(findings)
    anywhere = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")
    return [
        _echoed(text, found, anywhere, names) for text, found in zip(texts, findings, strict=True)
    ]


def _tells(word: Word) -> bool:
    no_name = ("function_words", "short_forms", "abbreviated", "seldom_names")
    common = any(word.key in vocabulary(name) for name in no_name)
    return word.capital and len(word.text) >= _SHORTEST and not common


def _echoed(
    text: str,
    found: tuple[Finding, ...],
    anywhere: re.Pattern[str],
    names: Mapping[str, frozenset[str]],
) -> tuple[Finding, ...]:
    more = [
        Finding(
            start=match.start(),
            end=match.end(),
            concern=Concern.PERSON,
            found_by=names[match.group()],
        )
        for match in anywhere.finditer(text)
        if not any(one.start < match.end() and match.start() < one.end for one in found)
    ]
    return tuple(sorted((*found, *more), key=lambda one: one.start)) if more else found
