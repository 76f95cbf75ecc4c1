"""Why a file was not read, and the one sentence that its owner is told."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from coach.errors import InvalidInput
from coach.repertoire.reading.limits import Limits

SUPPORTED: Final = (
    "PDF, Word (.docx), PowerPoint (.pptx), Excel (.xlsx, .xls), HTML, Markdown, text, CSV, "
    "e-mail (.eml, .msg), EPUB and transcripts (.vtt, .srt)"
)
_LONGEST_FOUND: Final = 60
_PLAIN: Final = re.compile(r"[^\w .,/+()-]+")


class Reason(StrEnum):
    """A short code, as the child process reports it."""

    NOT_A_FILE = "not_a_file"
    TOO_LARGE = "too_large"
    TOO_LONG = "too_long"
    TOO_MANY_PAGES = "too_many_pages"
    ENCRYPTED = "encrypted"
    EMPTY = "empty"
    NO_TEXT = "no_text"
    CORRUPT = "corrupt"
    UNSUPPORTED = "unsupported"
    TIME = "time"
    MEMORY = "memory"
    EXPANDS = "expands"
    UNSAFE = "unsafe"


class Refused(InvalidInput):
    """A file was not read; the message names it, the reason and the remedy, none of its text."""

    def __init__(self, reason: Reason, message: str) -> None:
        self.reason = reason
        super().__init__(message)


class Unreadable(Exception):
    """Raised in the child process. `found` names a type that is not supported."""

    def __init__(self, reason: Reason, found: str = "") -> None:
        self.reason = reason
        self.found = found
        super().__init__(reason)


def refusal(reason: Reason, filename: str, limits: Limits, found: str = "") -> Refused:
    """Return the error for one file."""
    return Refused(reason, f"{filename!r} {_SENTENCES[reason].format(**_facts(limits, found))}")


def _facts(limits: Limits, found: str) -> dict[str, str]:
    plain = _PLAIN.sub("", found)[:_LONGEST_FOUND].strip()
    return {
        "found": plain or "an unknown kind of file",
        "supported": SUPPORTED,
        "size": f"{limits.size / 1e6:,.0f} MB",
        "characters": f"{limits.characters:,}",
        "pages": f"{limits.pages:,}",
        "seconds": f"{limits.seconds:g} seconds",
        "memory": f"{limits.memory / 1e6:,.0f} MB",
    }


_SENTENCES: Final = {
    Reason.NOT_A_FILE: "is not a file that can be opened: choose an ordinary file.",
    Reason.TOO_LARGE: "is larger than {size}: split it, or save a smaller copy.",
    Reason.TOO_LONG: "holds more than {characters} characters of text: split it.",
    Reason.TOO_MANY_PAGES: "has more than {pages} pages: split it.",
    Reason.ENCRYPTED: "is protected by a password: save a copy without one and load that.",
    Reason.EMPTY: "is empty: choose the file that holds the text.",
    Reason.NO_TEXT: (
        "holds no text that could be found, perhaps it is scanned: "
        "run text recognition over it and load the result."
    ),
    Reason.CORRUPT: "is damaged: open it in its own program, save it anew and load that.",
    Reason.UNSUPPORTED: "looks like {found}, which cannot be read: load {supported}.",
    Reason.TIME: "took longer than {seconds} to read: split it, or save it as plain text.",
    Reason.MEMORY: (
        "needs more than {memory} of memory to read: split it, or save it as plain text."
    ),
    Reason.EXPANDS: "expands to far more than its size: save it anew in its own program.",
    Reason.UNSAFE: (
        "contains file names or declarations that ordinary documents do not have: "
        "save it anew in its own program."
    ),
}
