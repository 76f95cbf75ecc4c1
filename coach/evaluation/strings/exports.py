"""Files that are made of what people typed: each must be made, and be read again as its kind."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Final

from coach.evaluation.strings.scene import Scene

Export = Callable[[Scene], None]
"""Makes the file and reads it. Any exception is a finding."""

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for a formula at the start of a cell."""


def _journal(s: Scene) -> None:
    copy = s.services.journal.export(s.circle.ann)
    json.loads(copy.json)
    copy.markdown.encode("utf-8")


def _agenda(s: Scene) -> None:
    from coach.services.agenda_files import FILE_KINDS  # noqa: PLC0415 - a second of libraries

    sheet = s.services.group_sessions.export(s.circle.ann, s.session)
    for ending, kind in FILE_KINDS.items():
        _check(ending, kind.make(sheet))


def _themes(s: Scene) -> None:
    from coach.services.theme_files import FILE_KINDS  # noqa: PLC0415

    sheet = s.services.theme_export.export(s.circle.ann, s.report)
    for ending, kind in FILE_KINDS.items():
        _check(ending, kind.make(sheet))


def _repertoire(s: Scene) -> None:
    from coach.services.repertoire_files import FILE_KINDS  # noqa: PLC0415

    file = s.services.repertoire_export.export(s.circle.ann, s.group, wide=True)
    for ending, kind in FILE_KINDS.items():
        _check(ending, kind.make(file))


def _calendar(s: Scene) -> None:
    from icalendar import Calendar  # noqa: PLC0415

    feed = s.services.calendar_feed
    Calendar.from_ical(feed.file(feed.make(s.circle.ann)))


def _audit(s: Scene) -> None:
    from coach.services.audit import Sought  # noqa: PLC0415

    rows = list(csv.reader(io.StringIO(s.services.audit.export(s.circle.admin, Sought()))))
    if len({len(row) for row in rows}) != 1:
        raise ValueError("the rows of the audit file are not equally long")
    if any(cell.startswith(_FORMULA) for row in rows for cell in row):
        raise ValueError("a cell of the audit file would be taken for a formula")


def _check(ending: str, content: str | bytes) -> None:
    if ending == "json":
        json.loads(content)
    elif ending == "docx":
        from docx import Document  # noqa: PLC0415

        Document(io.BytesIO(_bytes(content)))
    elif ending == "pdf" and not _bytes(content).startswith(b"%PDF-"):
        raise ValueError("the file is no PDF")


def _bytes(content: str | bytes) -> bytes:
    return content.encode("utf-8") if isinstance(content, str) else content


EXPORTS: Final[dict[str, Export]] = {
    "a member's copy": _journal,
    "an agenda": _agenda,
    "themes": _themes,
    "a repertoire": _repertoire,
    "a calendar": _calendar,
    "the audit trail": _audit,
}
