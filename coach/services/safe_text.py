"""People's words as they are written into documents of any kind."""

from __future__ import annotations

import re

_ACTIVE = re.compile(r"[\\<\[]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def harmless(text: str) -> str:
    """Keep a viewer from reading HTML, links or pictures, which it would fetch, into Markdown."""
    return _ACTIVE.sub(r"\\\g<0>", text)


def printable(text: str) -> str:
    """Leave out the characters that XML and calendar files cannot hold."""
    return _CONTROL.sub("", text)


def one_line(text: str) -> str:
    """Return the words of a text on one line, without characters that no document can hold."""
    return " ".join(printable(text).split())
