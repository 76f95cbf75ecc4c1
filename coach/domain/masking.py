"""What in a story could tell of somebody else, and what stands there instead. Pure.

A finder proposes, its author decides. A mask goes by its words: the same words have the same
stand-in in the whole story.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final, Literal

from pydantic import Field

from coach.domain.base import Model


class Concern(StrEnum):
    """What kind of thing points to somebody."""

    PERSON = "person"
    ROLE = "role"
    """A role or relation that one person alone has: my boss, the CFO."""
    ORGANISATION = "organisation"
    TEAM = "team"
    PLACE = "place"
    DATE = "date"
    AMOUNT = "amount"
    CONTACT = "contact"
    """An address, a number or a link by which somebody is reached or known."""
    NAME = "name"
    """A word that looks like a name of something, and nobody knows of what."""


class Finding(Model):
    """Characters `start` to `end` (exclusive) of one text, and who found them.

    found_by: names of finders, such as "roster", "patterns", "spacy", "words", "model".
    """

    start: int = Field(ge=0)
    end: int = Field(gt=0)
    concern: Concern
    found_by: frozenset[str]


class Mask(Model):
    """The author's choice for some words: what stands there instead; None leaves them as they are.

    origin: "found" while it is as proposed, "author" once they chose or added it.
    """

    words: str
    concern: Concern
    stand_in: str | None
    origin: Literal["found", "author"] = "found"


class Hint(Model):
    """Words that a group mate could recognise somebody by, masked or not, and why."""

    words: str
    why: str


class Piece(Model):
    """A stretch of a text as it is drawn: words of the author's, or what a mask is about.

    `words` is what the author wrote, `shown` what others would read.
    """

    words: str
    shown: str
    mask: Mask | None = None


def pieces(text: str, masks: Sequence[Mask]) -> tuple[Piece, ...]:
    """Return a text cut at everything that a mask is about, also where it leaves the words.

    A mask is about its words wherever they stand by themselves, letter for letter; of two that
    overlap the longer one holds. A stand-in that begins a sentence begins with a capital letter.
    """
    by_words = {mask.words: mask for mask in masks if mask.words.strip()}
    if not by_words:
        return (Piece(words=text, shown=text),) if text else ()
    found: list[Piece] = []
    at = 0
    for match in _pattern(by_words).finditer(text):
        if match.start() > at:
            before = text[at : match.start()]
            found.append(Piece(words=before, shown=before))
        mask = by_words[match.group()]
        begins = _BEGINS.search(text[: match.start()]) is not None
        found.append(Piece(words=mask.words, shown=_shown(mask, begins=begins), mask=mask))
        at = match.end()
    if at < len(text):
        found.append(Piece(words=text[at:], shown=text[at:]))
    return tuple(found)


def masked(text: str, masks: Sequence[Mask]) -> str:
    """Return what others would read."""
    return "".join(piece.shown for piece in pieces(text, masks))


_BEGINS: Final = re.compile(r"(?:^|[.!?:]['\"”\u2019)]*\s+|\n\s*)$")


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    either = "|".join(re.escape(one) for one in longest_first)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)")


def _shown(mask: Mask, *, begins: bool) -> str:
    if mask.stand_in is None:
        return mask.words
    first = mask.stand_in[:1]
    return (first.upper() if begins else first) + mask.stand_in[1:]


def chosen(masks: Sequence[Mask], words: str, stand_in: str | None) -> tuple[Mask, ...]:
    """Return the masks with the author's choice for some words: in place of one, or added."""
    known: Mapping[str, Mask] = {mask.words: mask for mask in masks}
    concern = known[words].concern if words in known else Concern.NAME
    choice = Mask(words=words, concern=concern, stand_in=stand_in, origin="author")
    others = (mask for mask in masks if mask.words != words)
    return (*others, choice)
