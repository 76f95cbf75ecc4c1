"""Plain text that somebody wrote in paragraphs."""

from __future__ import annotations

import re
from typing import Final

_EMPTY_LINE: Final = re.compile(r"\n[ \t]*\n")


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs, which an empty line sets apart; line breaks within one stay."""
    return [part.strip() for part in _EMPTY_LINE.split(text) if part.strip()]
