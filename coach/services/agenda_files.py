"""An agenda as a file of each kind. Imported when one is asked for: the libraries take a second."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from coach.services.agenda_export import to_docx, to_markdown, to_pdf
from coach.services.agenda_sheet import Sheet


@dataclass(frozen=True, slots=True)
class FileKind:
    """How a file of one kind is made, and what it is called on the web."""

    media_type: str
    make: Callable[[Sheet], str | bytes]


FILE_KINDS: Final[Mapping[str, FileKind]] = {
    "md": FileKind("text/markdown", to_markdown),
    "docx": FileKind(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", to_docx
    ),
    "pdf": FileKind("application/pdf", to_pdf),
}
"""By the ending of the file's name."""
