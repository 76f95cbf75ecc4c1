"""How a file of one kind is made, and what it is called on the web."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

T = TypeVar("T")

MARKDOWN: Final = "text/markdown"
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF: Final = "application/pdf"
JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class FileKind(Generic[T]):
    """A kind of file of something."""

    media_type: str
    make: Callable[[T], str | bytes]
