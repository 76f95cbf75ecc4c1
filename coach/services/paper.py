"""A sheet of paper as all our files know it: what stands above, parts under titles, a last line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from coach.domain.base import Model
from coach.services.safe_text import harmless


class Part(Model):
    """What stands under one title: paragraphs, and below them single lines."""

    title: str
    texts: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


class Paper(Model):
    """Words that anybody may have written, each on one line; whoever makes a file guards them."""

    heading: str
    facts: tuple[tuple[str, str], ...]
    """Names and values."""
    parts: tuple[Part, ...]
    provenance: str
    made_on: date


def to_markdown(paper: Paper) -> str:
    """Return the paper as Markdown."""
    return "\n".join(_markdown(paper)) + "\n"


def _markdown(paper: Paper) -> Iterator[str]:
    yield f"# {harmless(paper.heading)}"
    yield ""
    for name, value in paper.facts:
        yield f"- **{name}:** {harmless(value)}"
    for part in paper.parts:
        yield from ("", f"## {harmless(part.title)}")
        for text in part.texts:
            yield from ("", harmless(text))
        if part.lines:
            yield ""
        yield from (f"- {harmless(line)}" for line in part.lines)
    yield from ("", "---", "", harmless(paper.provenance))


def day(moment: date) -> str:
    """Return a day in words."""
    return f"{moment:%A}, {moment.day} {moment:%B %Y}"
