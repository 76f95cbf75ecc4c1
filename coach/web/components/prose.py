"""Markdown that others wrote, drawn as headings, paragraphs and lists and as nothing else.

Links, pictures, HTML and tables come out as the words that were typed: nothing in an item is
fetched or followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from coach.web.components.markup import text

_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_ITEM = re.compile(r"^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*_])([*_])(?=\S)(.+?)(?<=\S)\1(?![\w*_])")


def html(markdown: str, *, top: int = 2) -> str:
    """Return HTML for some Markdown; its highest headings come out at level `top`."""
    blocks = [_lines(block) for block in re.split(r"\n\s*\n", markdown.strip())]
    depths = [len(found.group(1)) for b in blocks for line in b if (found := _HEADING.match(line))]
    raised = top - min(depths, default=top)
    return "".join(
        piece
        for lines in blocks
        for kind, run in groupby(lines, _kind)
        for piece in _run(kind, list(run), raised)
    )


def _lines(block: str) -> list[str]:
    return list(_joined([line for line in block.splitlines() if line.strip()]))


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


def _run(kind: str, lines: list[str], raised: int) -> Iterator[str]:
    if kind == "heading":
        for found in filter(None, map(_HEADING.match, lines)):
            level = min(len(found.group(1)) + raised, 6)
            yield f"<h{level}>{_inline(found.group(2))}</h{level}>"
    elif kind == "words":
        yield f"<p>{_inline(' '.join(line.strip() for line in lines))}</p>"
    else:
        words = [found.group(2) for found in filter(None, map(_ITEM.match, lines))]
        items = "".join(f"<li>{_inline(each)}</li>" for each in words)
        yield f"<{kind}>{items}</{kind}>"


def _inline(words: str) -> str:
    strong = _STRONG.sub(r"<strong>\2</strong>", text(words))
    return _EMPHASIS.sub(r"<em>\2</em>", strong)
