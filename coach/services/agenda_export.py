"""An agenda to take along: Markdown, PDF, and DOCX with a table for those who want to change it."""

from __future__ import annotations

from docx.document import Document as WordDocument
from docx.shared import Cm
from docx.table import _Cell

from coach.services import paper, paper_docx, paper_pdf
from coach.services.agenda_sheet import Row, Sheet, facts, heading, provenance, rows, written_down

_WIDTHS = (Cm(1.8), Cm(2.4), Cm(12.3))


def to_markdown(sheet: Sheet) -> str:
    """Return the agenda as Markdown."""
    return paper.to_markdown(_paper(sheet))


def to_pdf(sheet: Sheet) -> bytes:
    """Return the agenda as a PDF; InvalidInput when its font lacks letters of the text."""
    return paper_pdf.to_pdf(_paper(sheet))


def to_docx(sheet: Sheet) -> bytes:
    """Return the agenda as a Word document: a table with a row for each step."""
    written = _paper(sheet)
    document = paper_docx.begin(written)
    _add_table(document, rows(sheet))
    for part in written_down(sheet):
        paper_docx.add_part(document, part)
    return paper_docx.end(document, written)


def _paper(sheet: Sheet) -> paper.Paper:
    steps = (
        paper.Part(
            title=f"{row.begins} {row.title} ({row.minutes})", texts=(row.asks,), lines=row.details
        )
        for row in rows(sheet)
    )
    return paper.Paper(
        heading=heading(sheet),
        facts=facts(sheet),
        parts=(*steps, *written_down(sheet)),
        provenance=provenance(sheet),
        made_on=sheet.made_on,
    )


def _add_table(document: WordDocument, steps: tuple[Row, ...]) -> None:
    table = document.add_table(rows=1, cols=len(_WIDTHS), style="Table Grid")
    table.autofit = False
    for cell, title in zip(table.rows[0].cells, ("Time", "Length", "Step"), strict=True):
        cell.paragraphs[0].add_run(title).bold = True
    for step in steps:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = step.begins, step.minutes
        _fill(cells[2], step)
    for row in table.rows:
        for cell, width in zip(row.cells, _WIDTHS, strict=True):
            cell.width = width


def _fill(cell: _Cell, step: Row) -> None:
    cell.paragraphs[0].add_run(step.title).bold = True
    cell.add_paragraph(step.asks)
    for detail in step.details:
        cell.add_paragraph(detail, style="List Bullet")
