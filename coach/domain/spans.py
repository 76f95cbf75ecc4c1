"""Where the sentences of a text stand, so that what is shown of it stands there word for word."""

from __future__ import annotations

import re
from typing import Final

from coach.domain.base import Model

_BREAK: Final = re.compile(
    r"(?<![\s.(][A-HJ-Za-z][.])(?<!\bMr[.])(?<!\bMrs[.])(?<!\bMs[.])(?<!\bDr[.])(?<!\bProf[.])(?<!\bSt[.])"
    r"(?<!\bvs[.])(?<!\betc[.])(?<!e[.]g[.])(?<!i[.]e[.])"
    r"(?<=[.!?…])[\"'”\u2019)]*\s+|(?<!\s)\s*[\n\r\u2028\u2029]\s*"
)


class Span(Model):
    """A stretch of a text: characters from `start` to before `end`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words that stand there."""
        return text[self.start : self.end]


def sentence_spans(text: str) -> tuple[Span, ...]:
    """Return where the sentences of a text stand, in order; none of stretches without a letter."""
    spans: list[Span] = []
    at = 0
    for found in _BREAK.finditer(text):
        closing = len(found.group().rstrip())
        spans.append(_trimmed(text, at, found.start() + closing))
        at = found.end()
    spans.append(_trimmed(text, at, len(text)))
    return tuple(span for span in spans if any(map(str.isalnum, span.of(text))))


def _trimmed(text: str, start: int, end: int) -> Span:
    words = text[start:end]
    return Span(
        start=start + len(words) - len(words.lstrip()), end=end - len(words) + len(words.rstrip())
    )
