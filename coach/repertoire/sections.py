"""Where the sections of a Markdown text begin, and the path of headings above each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_HASHES: Final = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))??(?:[ \t]+#+)?[ \t]*\n?")
_UNDERLINE: Final = re.compile(r" {0,3}(=+|-{3,})[ \t]*\n?")
_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})(.*)\n?")
_NO_PARAGRAPH: Final = re.compile(r"\s*([|>#*+-]|\d+[.)]\s|$)| {4}|\t")
_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")
_LONGEST: Final = 200
"""Characters of a heading that are kept in a path."""


@dataclass(frozen=True, slots=True)
class Section:
    """Characters `start` to `end` of a text: headings up to `body`, then running text.

    Headings that follow each other without text between them open one section, under the last.
    """

    start: int
    body: int
    end: int
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Heading:
    start: int
    end: int
    level: int
    title: str


def sections(text: str) -> list[Section]:
    """Return sections that together are the whole text, without gaps."""
    found = list(_headings(text))
    first = found[0].start if found else len(text)
    cut = [Section(0, 0, first, ())] if first else []
    path: list[_Heading] = []
    ends = [*(heading.start for heading in found[1:]), len(text)]
    for heading, end in zip(found, ends, strict=False):
        path = [above for above in path if above.level < heading.level] + [heading]
        titles = tuple(above.title for above in path if above.title)
        cut.append(Section(heading.start, heading.end, end, titles))
    return _without_bare(text, cut)


def _without_bare(text: str, cut: list[Section]) -> list[Section]:
    """Let a heading without text of its own open the section after it."""
    kept: list[Section] = []
    start: int | None = None
    for section in cut:
        begin = section.start if start is None else start
        blank = not text[section.body : section.end].strip()
        start = begin if blank and section is not cut[-1] else None
        if start is None:
            kept.append(Section(begin, section.body, section.end, section.headings))
    return kept


def _headings(text: str) -> Iterator[_Heading]:
    """Yield headings outside fenced code, with hashes or underlined after a blank line."""
    fence = ""
    before, last = "", ""
    last_start = 0
    for match in _LINE.finditer(text):
        line, start = match[0], match.start()
        fence, inside = _fenced(line, fence)
        hashes = None if inside else _HASHES.fullmatch(line)
        under = None if inside or before.strip() else _UNDERLINE.fullmatch(line)
        if hashes:
            yield _Heading(start, match.end(), len(hashes[1]), (hashes[2] or "").strip()[:_LONGEST])
        elif under and not _NO_PARAGRAPH.match(last):
            level = 1 if under[1].startswith("=") else 2
            yield _Heading(last_start, match.end(), level, last.strip()[:_LONGEST])
        before, last, last_start = last, line, start


def _fenced(line: str, fence: str) -> tuple[str, bool]:
    """Return the fence that is open after this line, and whether the line is code."""
    mark = _FENCE.fullmatch(line)
    if not fence:
        opens = mark and not (mark[1][0] == "`" and "`" in mark[2])
        return (mark[1] if mark and opens else ""), bool(opens)
    closes = mark and mark[1][0] == fence[0] and len(mark[1]) >= len(fence) and not mark[2].strip()
    return ("" if closes else fence), True
