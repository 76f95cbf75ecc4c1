"""Which of the text formats a text is written in, from its structure."""

from __future__ import annotations

import csv
import itertools
import json
import re
from enum import StrEnum
from typing import Final

from coach.repertoire.reading.refusals import Reason, Unreadable


class Kind(StrEnum):
    """A type that can be read."""

    PDF = "pdf"
    DOCX = "docx"
    PPTX = "pptx"
    XLSX = "xlsx"
    XLS = "xls"
    MSG = "msg"
    EPUB = "epub"
    HTML = "html"
    MARKDOWN = "markdown"
    TEXT = "text"
    CSV = "csv"
    EML = "eml"
    VTT = "vtt"
    SRT = "srt"


_HEAD: Final = 4_000
_HTML: Final = re.compile(
    r"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*(<!doctype\s+html|<(html|head|body|title|meta)\b)",
    re.IGNORECASE | re.DOTALL,
)
_TAG: Final = re.compile(
    r"</?(p|div|span|table|tr|td|h[1-6]|ul|ol|li|br|a|section|article|main|em|strong|b|i)\b[^<>]*>",
    re.IGNORECASE,
)
_FEW_TAGS: Final = 3
_XML: Final = re.compile(r"\s*<(\?xml|rss|svg|feed|!ENTITY|!DOCTYPE)\b|\s*<\w+:\w+[\s>]")
_CUE: Final = re.compile(
    r"\s*(\d+\s*\n)?\d{1,2}:\d{2}:\d{2}[,.]\d{1,3}\s*-->\s*\d{1,2}:\d{2}:\d{2}[,.]\d{1,3}"
)
_HEADER: Final = re.compile(r"([A-Za-z][A-Za-z0-9-]*):[ \t]?")
_MAIL_HEADERS: Final = frozenset(
    {"from", "to", "subject", "date", "message-id", "received", "mime-version", "return-path"}
)
_FEWEST_HEADERS: Final = 3
_MARKUP: Final = re.compile(
    r"^#{1,6} +\S|^(```|~~~)|^ *[-*+] +\S|^ *\d+\. +\S|\]\([^)\s]+\)|\*\*\S|^> |^\|.*\|\s*$|"
    r"^(=|-){3,}\s*$",
    re.MULTILINE,
)
_CODE_LABEL_SCORE: Final = 0.9
_BRACKETS: Final = re.compile(r"[{}();=<>\[\]]")
_MOST_BRACKETS: Final = 0.03
_SHOWN_ROWS: Final = 50
_FEWEST_ROWS: Final = 3
_LONG_CELL: Final = 40


def text_kind(text: str) -> Kind:
    """Return the format. Unreadable: a text that is meant for programs (JSON, XML, RTF, source)."""
    head = text[:_HEAD]
    for kind, fits in (
        (Kind.VTT, re.match(r"\s*WEBVTT(\s|$)", head)),
        (Kind.SRT, _CUE.match(head)),
        (Kind.HTML, _is_html(text)),
        (Kind.EML, _is_mail(text)),
    ):
        if fits:
            return kind
    _refuse_data(text)
    if _is_table(text):
        return Kind.CSV
    if _is_scattered_html(text):
        return Kind.HTML
    return Kind.MARKDOWN if _MARKUP.search(text) else Kind.TEXT


def _is_html(text: str) -> bool:
    if _HTML.match(text[:_HEAD]):
        return True
    start = text[:_HEAD].lstrip()
    return bool(_TAG.match(start)) and len(_TAG.findall(text)) >= _FEW_TAGS


def _is_mail(text: str) -> bool:
    """Recognise a block of at least three headers, one of them the sender's, at the top."""
    block = re.split(r"\r?\n\r?\n", text[:100_000], maxsplit=1)[0]
    names: set[str] = set()
    for line in block.splitlines():
        if line[:1] in {" ", "\t"} and names:
            continue
        header = _HEADER.match(line)
        if header is None:
            return False
        names.add(header[1].lower())
    return len(names & _MAIL_HEADERS) >= _FEWEST_HEADERS and bool(names & {"from", "received"})


def _refuse_data(text: str) -> None:
    start = text.lstrip()[:_HEAD]
    if start.startswith("{\\rtf"):
        raise Unreadable(Reason.UNSUPPORTED, "Rich Text Format (RTF)")
    if start.startswith("%!PS"):
        raise Unreadable(Reason.UNSUPPORTED, "PostScript")
    if _XML.match(start):
        raise Unreadable(Reason.UNSUPPORTED, "XML")
    if start[:1] in {"{", "["} and _is_json(text):
        raise Unreadable(Reason.UNSUPPORTED, "JSON")


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        lines = text.strip().splitlines()
        return len(lines) > 1 and lines[0] != text and _is_object(lines[0]) and _is_object(lines[1])
    return True


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def delimiter_of(text: str) -> str:
    """Return what separates the cells of a table in text, nothing when it is no table."""
    lines = [line for line in text[: _HEAD * 20].splitlines() if line.strip()][:_SHOWN_ROWS]
    for delimiter in "\t;,|":
        rows = list(csv.reader(lines, delimiter=delimiter))
        widths = {len(row) for row in rows}
        cells = list(itertools.chain.from_iterable(rows))
        if (
            len(rows) >= _FEWEST_ROWS
            and len(widths) == 1
            and widths != {1}
            and sum(map(len, cells)) < _LONG_CELL * len(cells)
            and not (delimiter == "," and _is_prose(rows))
        ):
            return delimiter
    return ""


def _is_prose(rows: list[list[str]]) -> bool:
    """Recognise the commas of sentences: a space or the line's end comes after them."""
    after = [cell for row in rows for cell in row[1:]]
    return 2 * sum(not cell or cell[0].isspace() for cell in after) > len(after)


def _is_table(text: str) -> bool:
    return not re.match(r"\s*\|", text) and bool(delimiter_of(text))


def _is_scattered_html(text: str) -> bool:
    """Ask magika about texts full of brackets: it tells source code from prose about code.

    HTML is no source here: a page with few tags, or one saved without its head, can be read.
    """
    sample = text[: _HEAD * 5]
    if len(_BRACKETS.findall(sample)) < _MOST_BRACKETS * len(sample):
        return False
    from magika import Magika  # noqa: PLC0415  # half a second

    result = Magika().identify_bytes(text.encode("utf-8", errors="replace"))
    if result.output.label == "html":
        return bool(_TAG.search(text))
    if result.output.group == "code" and result.score >= _CODE_LABEL_SCORE:
        raise Unreadable(Reason.UNSUPPORTED, result.output.description)
    return False
