"""Turning a member's words towards the member: "I" becomes "you"."""

from __future__ import annotations

import re

_PHRASES = {
    "i am": "you are", "i'm": "you're", "i was": "you were", "i've": "you've", "i'd": "you'd",
    "i'll": "you'll", "am i": "are you", "was i": "were you", "i wasn't": "you weren't",
    "i": "you", "me": "you", "my": "your", "mine": "yours", "myself": "yourself",
    "i'm not": "you're not",
}  # fmt: skip
_WORD = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, _PHRASES), key=len, reverse=True)) + r")\b(?!')",
    re.IGNORECASE,
)
_MAX_WORDS = 18
_HEDGE = re.compile(
    r"(?<!\bbefore)(?<!\bwhat)(?<!\bthan)(?<!\bhow)(?<!\bas)(?<!\bwhen)[,\s]+"
    r"(?:i (?:guess|suppose|think)|honestly|really|to be honest)[.!?\s]*$",
    re.IGNORECASE,
)
_OPENS_WELL = re.compile(
    r"(?:you|your|they|he|she|it|the|there|what|when|if|next time|nobody|somebody)\b", re.IGNORECASE
)
_WE = re.compile(r"\b(?:we|us|our|ours|you|your)\b|[\"“”()<>{}\[\]*_#@/\\]", re.IGNORECASE)


def to_second_person(text: str) -> str:
    """Return the text with its first person singular turned into the second, otherwise as it is."""
    turned = _WORD.sub(_turn, text.replace("\u2019", "'"))
    return re.sub(r"(?<=[.!?] )you", "You", turned)


def say_back(clause: str) -> str:
    """Return a clause as a sentence about the member, or "" where code cannot be sure of it.

    Only a whole clause in the first person is turned: a fragment, a "we" or a long one is not.
    """
    if (
        re.match(r"(?:i|i'm|i've|i'd|i'll|my)\b", clause.replace("\u2019", "'"), re.IGNORECASE)
        is None
    ):
        return ""
    turned = to_second_person(_HEDGE.sub("", clause)).strip()
    if len(turned.split()) > _MAX_WORDS or _WE.search(clause) or not _OPENS_WELL.match(turned):
        return ""
    return turned[0].upper() + turned[1:].rstrip(" ,;:.!…-") + "."


def _turn(found: re.Match[str]) -> str:
    turned = _PHRASES[found.group().lower()]
    at_start = found.start() == 0
    return turned[0].upper() + turned[1:] if at_start else turned
