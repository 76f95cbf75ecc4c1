"""An agenda to take along: Markdown, and DOCX for those who want to change it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from datetime import time as time_of_day

from docx import Document
from docx.document import Document as WordDocument
from docx.shared import Cm, Pt
from docx.table import _Cell

from coach.services.agenda_sheet import (
    Row,
    Sheet,
    facts,
    heading,
    provenance,
    rows,
    written_down,
)
from coach.services.safe_text import harmless

_WIDTHS = (Cm(1.8), Cm(2.4), Cm(12.3))


def to_markdown(sheet: Sheet) -> str:
    """Return the agenda as Markdown."""
    return "\n".join(_markdown(sheet)) + "\n"


def _markdown(sheet: Sheet) -> Iterator[str]:
    yield f"# {harmless(heading(sheet))}"
    yield ""
    for name, value in facts(sheet):
        yield f"- **{name}:** {harmless(value)}"
    for row in rows(sheet):
        yield from ("", f"## {row.begins} {harmless(row.title)} ({row.minutes})", "")
        yield harmless(row.asks)
        if row.details:
            yield ""
        for detail in row.details:
            yield f"- {harmless(detail)}"
    for block in written_down(sheet):
        yield from ("", f"## {block.title}", "")
        yield from (f"- {harmless(line)}" for line in block.lines)
    yield from ("", "---", "", harmless(provenance(sheet)))


def to_docx(sheet: Sheet) -> bytes:
    """Return the agenda as a Word document: a table with a row for each step."""
    document = Document()
    _describe(document, sheet)
    document.add_heading(heading(sheet), level=1)
    for name, value in facts(sheet):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.add_run(f"{name}: ").bold = True
        paragraph.add_run(value)
    _add_table(document, rows(sheet))
    for block in written_down(sheet):
        document.add_heading(block.title, level=2)
        for line in block.lines:
            document.add_paragraph(line, style="List Bullet")
    document.add_paragraph()
    document.add_paragraph().add_run(provenance(sheet)).italic = True
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _describe(document: WordDocument, sheet: Sheet) -> None:
    """Fill in what the file says about itself, instead of what the library's template says."""
    about = document.core_properties
    about.title = heading(sheet)
    about.author = about.last_modified_by = "Repertoire"
    about.comments = ""
    about.language = "en-GB"
    about.created = about.modified = datetime.combine(sheet.made_on, time_of_day())


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
