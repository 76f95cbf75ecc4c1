"""An agenda as a file of each kind. Imported when one is asked for: the libraries take a second."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from coach.services import file_kind
from coach.services.agenda_export import to_docx, to_markdown, to_pdf
from coach.services.agenda_sheet import Sheet
from coach.services.file_kind import FileKind

FILE_KINDS: Final[Mapping[str, FileKind[Sheet]]] = {
    "md": FileKind(file_kind.MARKDOWN, to_markdown),
    "docx": FileKind(file_kind.WORD, to_docx),
    "pdf": FileKind(file_kind.PDF, to_pdf),
}
"""By the ending of the file's name."""
