"""A paper to print: PDF with its own font in it, so that it looks the same everywhere."""

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
from coach.services.paper import Paper, Part

_PLAIN, _BOLD = "Vera", "VeraBd"
"""Bitstream Vera, which the library brings: the letters of Western European languages."""

_BODY = ParagraphStyle("body", fontName=_PLAIN, fontSize=9.5, leading=13.5)
_TITLE = ParagraphStyle("title", _BODY, fontName=_BOLD, fontSize=15, leading=20, spaceAfter=8)
_HEAD = ParagraphStyle("head", _BODY, fontName=_BOLD, fontSize=11, leading=15, spaceBefore=11)
_LINE = ParagraphStyle("line", _BODY, leftIndent=12, bulletIndent=2)
_SMALL = ParagraphStyle("small", _BODY, fontSize=7.5, leading=10.5, spaceBefore=18)


def to_pdf(paper: Paper) -> bytes:
    """Return the paper as a PDF; InvalidInput when its font lacks letters of the text.

    A letter with a mark that the font lacks is written without it (ř as r). The same paper gives
    the same bytes.
    """
    for name in (_PLAIN, _BOLD):
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
    file = io.BytesIO()
    document = SimpleDocTemplate(
        file,
        pagesize=A4,
        title=paper.heading,
        author="Repertoire",
        lang="en-GB",
        invariant=1,
        leftMargin=2.2 * cm,
        rightMargin=2.2 * cm,
    )
    document.build(list(_flowables(paper)))
    return file.getvalue()


def _flowables(paper: Paper) -> Iterator[Flowable]:
    yield Paragraph(_written(paper.heading), _TITLE)
    for name, value in paper.facts:
        yield Paragraph(f"<font name={_BOLD!r}>{name}:</font> {_written(value)}", _BODY)
    for part in paper.parts:
        yield KeepTogether(list(_part(part)))
    yield Paragraph(_written(paper.provenance), _SMALL)


def _part(part: Part) -> Iterator[Flowable]:
    yield Paragraph(_written(part.title), _HEAD)
    for text in part.texts:
        yield Paragraph(_written(text), _BODY)
    for line in part.lines:
        yield Paragraph(_written(line), _LINE, bulletText="•")


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
