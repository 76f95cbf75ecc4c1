"""What becomes of a text that is stored: the few changes that docs/attacks.md promises, no other.

Written down here a second time, and on purpose: what is measured is whether the services keep them.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum


class Kept(StrEnum):
    """How a field keeps what was typed."""

    TEXT = "text"
    """Outer white space goes, and what no database holds: NUL; half a surrogate becomes "?"."""
    LINE = "line"
    """As a text, and white space between words becomes one space."""
    EMAIL = "email"
    """Without outer white space, in small letters."""
    NOTHING = "nothing"
    """The field is read and not stored: a search."""


def as_kept(text: str, kept: Kept) -> str:
    """Return what should come back."""
    return _WAYS[kept](text)


def sendable(text: str) -> str:
    """Return what a page can send: its connection holds no half surrogate."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _text(text: str) -> str:
    return sendable(text).replace("\x00", "").strip()


_WAYS: dict[Kept, Callable[[str], str]] = {
    Kept.TEXT: _text,
    Kept.LINE: lambda text: " ".join(_text(text).split()),
    Kept.EMAIL: lambda text: sendable(text).strip().lower(),
    Kept.NOTHING: lambda _: "",
}
