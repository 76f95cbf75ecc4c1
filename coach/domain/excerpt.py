"""The first lines of an item in plain words."""

from __future__ import annotations

import re

from coach.domain.repertoire import Item

LONGEST = 180
"""Characters: about two lines of a card."""
_MARKS = (
    (re.compile(r"(?s)<!--.*?-->|<[^<>]*>"), " "),
    (re.compile(r"!?\[([^\]]*)\]\([^()]*\)"), r"\1"),
    (re.compile(r"(?m)^\s*(?:#{1,6}|>|[-*+]|\d+[.)])\s+"), ""),
    (re.compile(r"(?m)^\s*[-=*_|:\s]{3,}$"), ""),
    (re.compile(r"(\*\*|__|`+)(.+?)\1"), r"\2"),
    (re.compile(r"(?<!\w)([*_])(\S.*?\S|\S)\1(?!\w)"), r"\2"),
)
_END = re.compile(r"[.!?…][\"'”)]*(?=\s)")


def plain(markdown: str) -> str:
    """Return the words of some Markdown on one line, without its marks."""
    for pattern, by in _MARKS:
        markdown = pattern.sub(by, markdown)
    return " ".join(markdown.split())


def cut(text: str, longest: int = LONGEST) -> str:
    """Return whole sentences up to `longest` characters, or whole words and an ellipsis."""
    if len(text) <= longest:
        return text
    ends = [found.end() for found in _END.finditer(text) if found.end() <= longest]
    if ends and ends[-1] >= longest // 3:
        return text[: ends[-1]]
    return f"{text[: longest - 1].rsplit(' ', 1)[0].rstrip(' ,;:.')} …"


def opening(item: Item, *, beside: str = "") -> str:
    """Return how an item begins; how its next section does where that would repeat `beside`."""
    begins = [cut(plain(section.text)) for section in item.sections] or [cut(plain(item.text))]
    said = plain(beside)
    return next((text for text in begins if not said or said not in text), begins[0])
