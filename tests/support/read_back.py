"""What stands in documents that were written, as one line of words."""

from __future__ import annotations

import io

import docx
from markdown_it import MarkdownIt
from pdfminer.high_level import extract_text

from coach.services.safe_text import one_line


def read_docx(data: bytes) -> str:
    """Return the words of a Word document, its tables last."""
    document = docx.Document(io.BytesIO(data))
    paragraphs = [p.text for p in document.paragraphs]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return one_line(" ".join([*paragraphs, *cells]))


def read_pdf(data: bytes) -> str:
    """Return the words of a PDF."""
    return one_line(extract_text(io.BytesIO(data)))


def read_markdown(text: str) -> str:
    """Return the words of Markdown, without its markup."""
    tokens = MarkdownIt().parse(text)
    words = [child.content for token in tokens for child in token.children or []]
    return one_line(" ".join(words))
