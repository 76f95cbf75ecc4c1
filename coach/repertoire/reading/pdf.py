"""PDF: looked at before it is converted."""

from __future__ import annotations

import io
from typing import Final

from coach.repertoire.reading.markitdown_parts import convert_with
from coach.repertoire.reading.refusals import Reason, Unreadable

_FORM_PAGES: Final = 20
"""Up to here markitdown looks on each page for forms and tables, at 0.2 s a page. For prose it then
returns what pdfminer says, which alone takes a quarter of that: longer files go there at once."""


def from_pdf(data: bytes, pages: int) -> tuple[str, str]:
    """Return title and Markdown. Unreadable: protected by a password, or beyond `pages`."""
    title, count = _facts(data)
    if count > pages:
        raise Unreadable(Reason.TOO_MANY_PAGES)
    if count <= _FORM_PAGES:
        return title, convert_with("pdf", data)[1]
    from pdfminer.high_level import extract_text  # noqa: PLC0415

    return title, extract_text(io.BytesIO(data))


def _facts(data: bytes) -> tuple[str, int]:
    """Return the title in the metadata and the declared number of pages."""
    from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError  # noqa: PLC0415
    from pdfminer.pdfparser import PDFParser  # noqa: PLC0415
    from pdfminer.pdftypes import resolve1  # noqa: PLC0415
    from pdfminer.utils import decode_text  # noqa: PLC0415

    try:
        document = PDFDocument(PDFParser(io.BytesIO(data)))
    except PDFEncryptionError as error:  # also a wrong (here: no) password
        raise Unreadable(Reason.ENCRYPTED) from error
    tree = resolve1(document.catalog.get("Pages"))
    count = resolve1(tree.get("Count")) if isinstance(tree, dict) else 0
    raw = resolve1(document.info[0].get("Title")) if document.info else b""
    title = decode_text(raw) if isinstance(raw, bytes) else ""
    return title, count if isinstance(count, int) else 0
