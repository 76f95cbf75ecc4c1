"""An agenda to print: PDF with its own font in it, so that it looks the same everywhere."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate

from coach.errors import InvalidInput
from coach.services.agenda_sheet import (
    Row,
    Sheet,
    facts,
    heading,
    provenance,
    rows,
    written_down,
)

_PLAIN, _BOLD = "Vera", "VeraBd"
"""Bitstream Vera, which the library brings: the letters of Western European languages."""

_BODY = ParagraphStyle("body", fontName=_PLAIN, fontSize=9.5, leading=13.5)
_TITLE = ParagraphStyle("title", _BODY, fontName=_BOLD, fontSize=15, leading=20, spaceAfter=8)
_STEP = ParagraphStyle("step", _BODY, fontName=_BOLD, fontSize=11, leading=15, spaceBefore=11)
_DETAIL = ParagraphStyle("detail", _BODY, leftIndent=12, bulletIndent=2)
_SMALL = ParagraphStyle("small", _BODY, fontSize=7.5, leading=10.5, spaceBefore=18)


def to_pdf(sheet: Sheet) -> bytes:
    """Return the agenda as a PDF; InvalidInput when its font lacks letters of the text.

    A letter with a mark that the font lacks is written without it (ř as r). The same sheet gives
    the same bytes.
    """
    for name in (_PLAIN, _BOLD):
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
    file = io.BytesIO()
    document = SimpleDocTemplate(
        file,
        pagesize=A4,
        title=heading(sheet),
        author="Repertoire",
        lang="en-GB",
        invariant=1,
        leftMargin=2.2 * cm,
        rightMargin=2.2 * cm,
    )
    document.build(list(_flowables(sheet)))
    return file.getvalue()


def _flowables(sheet: Sheet) -> Iterator[Flowable]:
    yield Paragraph(_written(heading(sheet)), _TITLE)
    for name, value in facts(sheet):
        yield Paragraph(f"<font name={_BOLD!r}>{name}:</font> {_written(value)}", _BODY)
    for row in rows(sheet):
        yield KeepTogether(list(_step(row)))
    for block in written_down(sheet):
        yield Paragraph(block.title, _STEP)
        for line in block.lines:
            yield Paragraph(_written(line), _DETAIL, bulletText="•")
    yield Paragraph(_written(provenance(sheet)), _SMALL)


def _step(row: Row) -> Iterator[Flowable]:
    yield Paragraph(f"{row.begins} &nbsp; {_written(row.title)} ({row.minutes})", _STEP)
    yield Paragraph(_written(row.asks), _BODY)
    for detail in row.details:
        yield Paragraph(_written(detail), _DETAIL, bulletText="•")


def _written(text: str) -> str:
    """Return a text in letters that the font has, and without markup of its own."""
    has = pdfmetrics.getFont(_PLAIN).face.charToGlyph
    return escape("".join(_letter(character, has) for character in text))


def _letter(character: str, has: dict[int, int]) -> str:
    if ord(character) in has:
        return character
    plain = unicodedata.normalize("NFKD", character)
    kept = "".join(part for part in plain if ord(part) in has)
    if not kept and unicodedata.category(character).startswith("L"):
        raise InvalidInput(
            f"The PDF has no letter {character!r}: take the Word file, which has them all."
        )
    return kept
