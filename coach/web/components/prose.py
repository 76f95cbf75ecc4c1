"""Markdown that others wrote, drawn as headings, paragraphs and lists and as nothing else.

Links, pictures, HTML and tables come out as the words that were typed: nothing in an item is
fetched or followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from coach.web.components.markup import text

_HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$")
_ITEM = re.compile(r"^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*_])([*_])(?=\S)(.+?)(?<=\S)\1(?![\w*_])")


def html(markdown: str, *, level: int = 4) -> str:
    """Return HTML for some Markdown, its headings at one level."""
    blocks = re.split(r"\n\s*\n", markdown.strip())
    return "".join(piece for block in blocks for piece in _block(block, level))


def _block(block: str, level: int) -> Iterator[str]:
    """Yield headings, and the runs of list items and of other lines between them."""
    lines = [line for line in block.splitlines() if line.strip()]
    for kind, run in groupby(_joined(lines), _kind):
        yield from _run(kind, list(run), level)


def _joined(lines: list[str]) -> Iterator[str]:
    """Yield the lines, a list item with the indented lines that go on with it."""
    item = ""
    for line in lines:
        if item and line[:1].isspace() and _ITEM.match(line) is None:
            item = f"{item} {line.strip()}"
            continue
        if item:
            yield item
        item = line if _ITEM.match(line) else ""
        if not item:
            yield line
    if item:
        yield item


def _kind(line: str) -> str:
    if _HEADING.match(line):
        return "heading"
    found = _ITEM.match(line)
    if found is None:
        return "words"
    return "ol" if found.group(1) else "ul"


def _run(kind: str, lines: list[str], level: int) -> Iterator[str]:
    if kind == "heading":
        for line in lines:
            yield f"<h{level}>{_inline(_HEADING.sub(r'\1', line))}</h{level}>"
    elif kind == "words":
        yield f"<p>{_inline(' '.join(line.strip() for line in lines))}</p>"
    else:
        items = "".join(f"<li>{_inline(_ITEM.sub(r'\2', line))}</li>" for line in lines)
        yield f"<{kind}>{items}</{kind}>"


def _inline(words: str) -> str:
    strong = _STRONG.sub(r"<strong>\2</strong>", text(words))
    return _EMPHASIS.sub(r"<em>\2</em>", strong)
