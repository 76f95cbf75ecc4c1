"""A member's text cut into sentences, each word theirs."""

from __future__ import annotations

import re
from typing import Final

from coach.dialogue.clauses import trim

_RUN_ON: Final = 40
"""Words above which a sentence is cut before an "and" with which another one could begin."""
_FEWEST: Final = 6
"""Words that a piece of a run-on sentence has at least."""
_END: Final = re.compile(
    r"(?<![\s.(][A-HJ-Za-z][.])(?<!\bMr[.])(?<!\bMrs[.])(?<!\bMs[.])(?<!\bDr[.])(?<!\bProf[.])(?<!\bSt[.])"
    r"(?<!\bvs[.])(?<!\betc[.])(?<!e[.]g[.])(?<!i[.]e[.])"
    r"(?<=[.!?…])[\"'”\u2019)]*\s+|\s*\n\s*"
)
_JOINT: Final = re.compile(
    r",?\s+and (?=(?:then |so |now )?(?:i|he|she|it|we|they|there|on|in|at)\b)|,?\s+(?=then )|;\s+",
    re.IGNORECASE,
)
_LOOSE: Final = re.compile(r"\s+(?:and|but|so|or|because)$", re.IGNORECASE)
"""What a piece of a run-on sentence may end in."""
_DASHES: Final = " ,;:-\u2013\u2014"
_CLOSED: Final = re.compile(r"[.!?…][\"'”\u2019)]*$")


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a text in order, as their author wrote them.

    Leading filler goes ("well,"), a first letter becomes a capital one and an end without a mark
    gets a full stop; a sentence above forty words is cut where another one could begin.
    """
    found: list[str] = []
    at = 0
    for match in _END.finditer(text):
        found.append(text[at : match.start()] + match.group().rstrip())
        at = match.end()
    pieces = (piece for one in (*found, text[at:]) for piece in _pieces(one))
    return tuple(sentence for piece in pieces if (sentence := _whole(piece)))


def _pieces(sentence: str) -> list[str]:
    """Cut a run-on sentence, never into scraps."""
    if len(sentence.split()) <= _RUN_ON:
        return [sentence]
    pieces: list[str] = []
    at = 0
    for joint in _JOINT.finditer(sentence):
        ahead, behind = sentence[at : joint.start()], sentence[joint.end() :]
        if min(len(ahead.split()), len(behind.split())) >= _FEWEST:
            pieces.append(ahead)
            at = joint.end()
    return [*pieces, sentence[at:]]


def _whole(piece: str) -> str:
    start, _ = trim(piece, 0, len(piece))
    text = _LOOSE.sub("", " ".join(piece[start:].split()).rstrip(_DASHES)).rstrip(_DASHES)
    if not any(character.isalnum() for character in text):
        return ""
    return text[0].upper() + text[1:] + ("" if _CLOSED.search(text) else ".")
