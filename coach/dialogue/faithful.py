"""Whether a mirror holds nothing but what the member said."""

from __future__ import annotations

from collections.abc import Sequence

from coach.dialogue.reply_words import FUNCTION, NEUTRAL, stem, stems, tokens
from coach.dialogue.second_person import to_second_person

_UNSAID_SHARE = 0.2
"""Share of a mirror's words, behind its opening, that need not stand in the message."""
_LEADS = frozenset({"assumed", "sure", "unsure", "starts", "start"})
_OPENING = 4
_OPENERS = frozenset(
    [
        *("you", "your", "it", "is", "are", "was", "were", "will", "would", "could", "had", "want"),
        *("wish", "like", "to", "what", "when", "then", "with", "about", "starts", "start", "do"),
        *("see", "notice", "felt", "feel", "thought", "assumed", "think", "take", "from", "there"),
        *("they", "she", "he", "the", "next", "time", "that", "gets", "in", "way"),
    ]
)
"""Words by which a mirror may open without the member having said them."""


def strange_words(mirror: str, said: Sequence[str]) -> tuple[str, ...]:
    """Return the words of a mirror that carry meaning and stand in none of the member's texts."""
    known = stems(said)
    return tuple(
        word
        for word in tokens(mirror)
        if word not in FUNCTION | NEUTRAL | _LEADS and stem(word) not in known
    )


def says_more(mirror: str, message: str) -> bool:
    """Whether too many of the mirror's words, small ones too, do not stand in the message."""
    words = tokens(mirror)
    while words and len(words) > len(tokens(mirror)) - _OPENING and words[0] in _OPENERS:
        words = words[1:]
    known = stems([message, to_second_person(message)])
    unsaid = sum(stem(word) not in known for word in words)
    return unsaid > max(1, _UNSAID_SHARE * len(words))
