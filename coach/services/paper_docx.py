"""A paper as a Word document, for those who want to change it."""

from __future__ import annotations

import io
from datetime import datetime
from datetime import time as time_of_day

from docx import Document
from docx.document import Document as WordDocument
from docx.shared import Pt

from coach.services.paper import Paper, Part


def to_docx(paper: Paper) -> bytes:
    """Return the paper as a Word document."""
    document = begin(paper)
    for part in paper.parts:
        add_part(document, part)
    return end(document, paper)


def begin(paper: Paper) -> WordDocument:
    """Return a document with what stands above the parts."""
    document = Document()
    _describe(document, paper)
    document.add_heading(paper.heading, level=1)
    for name, value in paper.facts:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.add_run(f"{name}: ").bold = True
        paragraph.add_run(value)
    return document


def add_part(document: WordDocument, part: Part) -> None:
    """Add what stands under one title."""
    document.add_heading(part.title, level=2)
    for text in part.texts:
        document.add_paragraph(text)
    for line in part.lines:
        document.add_paragraph(line, style="List Bullet")


def end(document: WordDocument, paper: Paper) -> bytes:
    """Return the file, with the last line under what was added."""
    document.add_paragraph()
    document.add_paragraph().add_run(paper.provenance).italic = True
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _describe(document: WordDocument, paper: Paper) -> None:
    """Fill in what the file says about itself, instead of what the library's template says."""
    about = document.core_properties
    about.title = paper.heading
    about.author = about.last_modified_by = "Repertoire"
    about.comments = ""
    about.language = "en-GB"
    about.created = about.modified = datetime.combine(paper.made_on, time_of_day())
