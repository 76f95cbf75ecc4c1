"""A repertoire as a file of each kind. Imported when one is asked for: the library takes a second.

Where something comes from and under which name stands with each item, as its author chose.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from datetime import time as time_of_day
from typing import Final

from docx import Document

from coach.domain.repertoire_file import FiledItem, RepertoireFile
from coach.services import file_kind
from coach.services.file_kind import FileKind
from coach.services.safe_text import harmless, one_line, printable

_KINDS: Final = {"story": "Story", "tool": "Tool", "way": "Way of working", "document": "Document"}
_AUDIENCES: Final = {
    "group": "shared with this group",
    "groups": "shared with this group and others",
    "organisation": "shared with everybody",
}
_HEADING: Final = re.compile(r"^ {0,3}#{1,6} +(.+)$")
_BULLET: Final = re.compile(r"^ {0,3}[-*+] +(.+)$")


def to_json(file: RepertoireFile) -> str:
    """Return the file for a program, and for another group to take in."""
    return file.model_dump_json(indent=2)


def to_markdown(file: RepertoireFile) -> str:
    """Return the file for reading."""
    return "\n".join(_markdown(file)) + "\n"


def _markdown(file: RepertoireFile) -> Iterator[str]:
    yield f"# {harmless(_title(file))}"
    for line in (_made(file), file.charter, file.notice):
        yield from ("", harmless(one_line(line)))
    for item in file.items:
        yield from ("", f"## {harmless(one_line(item.title))}", "", f"*{harmless(_about(item))}*")
        yield ""
        yield from (_line(line) for line in printable(item.text).splitlines())
        for name, words in _below(item):
            yield from ("", f"**{name}:** {harmless(one_line(words))}")


def _line(line: str) -> str:
    """Return a line of an item; its headings stand below the item's own."""
    heading = _HEADING.match(line)
    return f"### {harmless(heading[1])}" if heading else harmless(line)


def to_docx(file: RepertoireFile) -> bytes:
    """Return the file as a Word document."""
    document = Document()
    about = document.core_properties
    about.title = _title(file)
    about.author = about.last_modified_by = "Repertoire"
    about.comments = ""
    about.language = "en-GB"
    about.created = about.modified = datetime.combine(file.exported_on, time_of_day())
    document.add_heading(_title(file), level=1)
    for line in (_made(file), file.charter, file.notice):
        document.add_paragraph(one_line(line))
    for item in file.items:
        document.add_heading(one_line(item.title), level=2)
        document.add_paragraph().add_run(_about(item)).italic = True
        for style, words in _paragraphs(item.text):
            document.add_paragraph(words, style=style)
        for name, words in _below(item):
            paragraph = document.add_paragraph()
            paragraph.add_run(f"{name}: ").bold = True
            paragraph.add_run(one_line(words))
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _paragraphs(text: str) -> Iterator[tuple[str, str]]:
    """Yield the paragraphs of an item with their styles; lines of one paragraph are joined."""
    for block in re.split(
        r"\n\s*\n|(?=^ {0,3}#{1,6} )|(?<=\n)(?=[-*+] )", printable(text), flags=re.MULTILINE
    ):
        lines = block.strip().splitlines()
        if lines and (heading := _HEADING.match(lines[0])):
            yield "Heading 3", heading[1]
            lines = lines[1:]
        words = one_line(" ".join(lines))
        bullet = _BULLET.match(words)
        if bullet:
            yield "List Bullet", bullet[1]
        elif words:
            yield "Normal", words


def _title(file: RepertoireFile) -> str:
    return one_line(f"The repertoire of {file.group}")


def _made(file: RepertoireFile) -> str:
    return f"Made with Repertoire on {_day(file.exported_on)}: {len(file.items)} in all."


def _about(item: FiledItem) -> str:
    """Say what an item is, who tells it, and what its author agreed to."""
    parts = [_KINDS[item.kind.value]]
    parts += [f"told by {item.told_by}"] if item.told_by else []
    if item.source == "imported":
        parts.append("taken in from another group's repertoire")
    elif item.source == "document":
        parts.append("loaded by the organisation")
    if item.consent:
        parts.append(_AUDIENCES[item.consent.audience])
        parts.append("others may build on it" if item.consent.may_build else "not to build on")
        parts.append(f"agreed on {_day(item.consent.given_on)}")
    return one_line(", ".join(parts) + ".")


def _below(item: FiledItem) -> Iterator[tuple[str, str]]:
    if item.lesson:
        yield "Lesson", item.lesson
    if item.works_when:
        yield "It works when", item.works_when


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


FILE_KINDS: Final[Mapping[str, FileKind[RepertoireFile]]] = {
    "md": FileKind(file_kind.MARKDOWN, to_markdown),
    "docx": FileKind(file_kind.WORD, to_docx),
    "json": FileKind(file_kind.JSON, to_json),
}
"""By the ending of the file's name."""
