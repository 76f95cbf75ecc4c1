"""A text in pieces that fit the embedding model, each at its place and under its headings.

The text is cut at Markdown headings, then by langchain's recursive splitter at paragraphs, lines,
sentences, words, and as a last resort anywhere; scraps join a neighbour. Headings are found in
`sections.py`, because langchain's splitter on headings rewrites white space and loses the offsets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from coach.repertoire.sections import Section, sections

if TYPE_CHECKING:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

_SEPARATORS: Final = ["\n\n", "\n", ". ", "! ", "? ", "。", "; ", ", ", " ", ""]
_REMEMBERED: Final = 1 << 16
_WIDEST: Final = 12
"""Characters a token, in prose four to five: bounds what a tokenizer takes for one unknown word."""
_SCRAP_SHARE: Final = 8
"""A piece of less than an eighth of the longest is a scrap."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters `start` to `end` (exclusive) of a text; `text` is exactly these.

    `headings` is the path, outermost first, that holds for all running text of the piece. The
    headings that open within the piece also stand in its text.
    """

    text: str
    headings: tuple[str, ...]
    start: int
    end: int
    tokens: int


def split(text: str, count: Callable[[str], int], *, longest: int) -> list[Piece]:
    """Return pieces of at most `longest` tokens as `count` measures them, in the order of the text.

    `count` may include the marks that a model puts around every text. No piece has more than 12
    characters for each of the `longest` tokens.

    Everything but white space is in exactly one piece; a blank text has none. A single character is
    never cut, whatever `count` says of it. ValueError when `longest` is below 1.
    """
    if longest < 1:
        raise ValueError(f"longest is {longest}: give at least 1 token.")
    cutter = _Cutter(text, lru_cache(_REMEMBERED)(count), longest)
    parts = (cutter.joined(cutter.cut(section)) for section in sections(text))
    return cutter.joined(piece for part in parts for piece in part)


def whole(text: str, count: Callable[[str], int]) -> list[Piece]:
    """Return one piece, the text without the white space around it; none for a blank text."""
    start, end = _trimmed(text, 0, len(text))
    return [Piece(text[start:end], (), start, end, count(text[start:end]))] if start < end else []


class _Cutter:
    def __init__(self, text: str, count: Callable[[str], int], longest: int) -> None:
        self._text = text
        self._count = count
        self._longest = longest
        self._splitter = _splitter(count, longest)

    def cut(self, section: Section) -> Iterator[Piece]:
        """Yield the pieces of one section: trimmed, none too long, none blank."""
        body, _ = _trimmed(self._text, section.body, section.end)
        heading = self._text[section.start : body].replace("\n", " ")  # keeps to its first words
        for document in self._splitter.create_documents([heading + self._text[body : section.end]]):
            start = section.start + int(document.metadata["start_index"])
            yield from self._fitting(start, start + len(document.page_content), section.headings)

    def joined(self, pieces: Iterable[Piece]) -> list[Piece]:
        """Return the pieces with each scrap joined to a neighbour, where both fit into one."""
        kept: list[Piece] = []
        for piece in pieces:
            both = self._both(kept[-1], piece) if kept else None
            if both:
                kept[-1] = both
            else:
                kept.append(piece)
        return kept

    def _both(self, first: Piece, second: Piece) -> Piece | None:
        if min(first.tokens, second.tokens) * _SCRAP_SHARE >= self._longest:
            return None
        text = self._text[first.start : second.end]
        if len(text) > self._longest * _WIDEST:
            return None
        tokens = self._count(text)
        if tokens > self._longest:
            return None
        headings = tuple(_common(first.headings, second.headings))
        return Piece(text, headings, first.start, second.end, tokens)

    def _fitting(self, start: int, end: int, headings: tuple[str, ...]) -> Iterator[Piece]:
        """Yield the stretch, halved for as long as it is too long.

        The splitter adds up the lengths of parts; a tokenizer may find more in the whole.
        """
        start, end = _trimmed(self._text, start, end)
        if start == end:
            return
        text = self._text[start:end]
        tokens = self._count(text)
        if tokens <= self._longest or end - start == 1:
            yield Piece(text, headings, start, end, tokens)
            return
        middle = (start + end) // 2
        yield from self._fitting(start, middle, headings)
        yield from self._fitting(middle, end, headings)


def _splitter(count: Callable[[str], int], longest: int) -> RecursiveCharacterTextSplitter:
    """Return langchain's splitter over what a text adds to the marks around every text.

    It adds up the lengths of parts: with the marks, a row of single words would count triple.
    """
    from langchain_text_splitters import RecursiveCharacterTextSplitter  # noqa: PLC0415  # 1 s

    marks = count("")

    def length(text: str) -> int:
        least = 1 if text else 0  # langchain repeats parts that have no length
        return max(count(text) - marks, len(text) // _WIDEST, least)

    return RecursiveCharacterTextSplitter(
        separators=_SEPARATORS,
        keep_separator="end",
        chunk_size=max(1, longest - marks),
        chunk_overlap=0,
        length_function=length,
        add_start_index=True,
        strip_whitespace=False,
    )


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the stretch without white space at its ends."""
    stretch = text[start:end]
    start += len(stretch) - len(stretch.lstrip())
    return start, max(start, start + len(stretch.strip()))


def _common(first: Iterable[str], second: Iterable[str]) -> Iterator[str]:
    """Yield what two paths begin with alike."""
    for one, other in zip(first, second, strict=False):
        if one != other:
            return
        yield one
