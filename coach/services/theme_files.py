"""A report as a file of each kind. Imported when one is asked for: the libraries take a second."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from coach.services import file_kind, paper, paper_docx, paper_pdf
from coach.services.file_kind import FileKind
from coach.services.theme_sheet import ThemeSheet, as_paper

FILE_KINDS: Final[Mapping[str, FileKind[ThemeSheet]]] = {
    "md": FileKind(file_kind.MARKDOWN, lambda sheet: paper.to_markdown(as_paper(sheet))),
    "docx": FileKind(file_kind.WORD, lambda sheet: paper_docx.to_docx(as_paper(sheet))),
    "pdf": FileKind(file_kind.PDF, lambda sheet: paper_pdf.to_pdf(as_paper(sheet))),
}
"""By the ending of the file's name."""
