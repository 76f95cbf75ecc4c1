"""Whether a mirror holds nothing but what the member said."""

from __future__ import annotations

from collections.abc import Iterable

from coach.dialogue.reply_words import FUNCTION, NEUTRAL, stem, stems, tokens

_LEADS = frozenset({"assumed", "sure", "unsure", "starts", "start"})
"""Words by which mirrors begin; each is a way of saying back, not a claim."""


def strange_words(mirror: str, said: Iterable[str]) -> tuple[str, ...]:
    """Return the words of a mirror that carry meaning and stand in none of the member's texts."""
    known = stems(list(said))
    return tuple(
        word
        for word in tokens(mirror)
        if word not in FUNCTION | NEUTRAL | _LEADS and stem(word) not in known
    )
