"""Slips of the fingers: what a hurried manager makes of a text."""

from __future__ import annotations

import random
import re
from typing import Final

_LONG_WORD: Final = re.compile(r"[a-z]{5,}")


def with_slips(text: str, rate: float, chance: random.Random) -> str:
    """Return the text with a slip in about `rate` of its longer words, the same for one seed."""
    return _LONG_WORD.sub(
        lambda found: _slip(found.group(), chance) if chance.random() < rate else found.group(),
        text,
    )


def _slip(word: str, chance: random.Random) -> str:
    """Swap two neighbours inside the word, leave a letter out, or double one."""
    at = chance.randrange(1, len(word) - 2)
    return chance.choice(
        (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
        )
    )
