"""A story as others would read it, as HTML: plain, or with all that a mask is about marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from coach.domain.masking import Piece
from coach.domain.story import PART_TITLES, SECTIONS, StoryPart
from coach.web.components.markup import text

LEGEND: Final = (
    '<p class="note story-legend"><span><mark class="stand-in">a stand-in</mark> others read '
    'instead of your words</span><span><mark class="left-word">your word</mark> left as you wrote '
    "it</span></p>"
)


def marked(parts: Mapping[StoryPart, Sequence[Piece]]) -> str:
    """Return the story with stand-ins and words that were left marked in place."""
    return _sheet({part: "".join(map(_piece, pieces)) for part, pieces in parts.items()})


def plain(texts: Mapping[StoryPart, str]) -> str:
    """Return the story as its readers will find it."""
    return _sheet({part: text(words) for part, words in texts.items()})


def _sheet(parts: Mapping[StoryPart, str]) -> str:
    title = parts.get(StoryPart.TITLE, "")
    head = f'<p class="story-title">{title}</p>' if title else ""
    body = "".join(
        f'<p class="story-part">{PART_TITLES[part]}</p><p class="story-words">{parts[part]}</p>'
        for part in SECTIONS
        if parts.get(part)
    )
    return f'<div class="story-sheet">{head}{body}{_lesson(parts)}</div>'


def _lesson(parts: Mapping[StoryPart, str]) -> str:
    lesson, works = parts.get(StoryPart.LESSON, ""), parts.get(StoryPart.WORKS_WHEN, "")
    above = f'<p class="eyebrow">The lesson</p><p class="story-lesson">{lesson}</p>'
    below = f'<p class="story-part">It works when</p><p class="story-words">{works}</p>'
    inside = (above if lesson else "") + (below if works else "")
    return f'<div class="lesson">{inside}</div>' if inside else ""


def _piece(piece: Piece) -> str:
    if piece.mask is None:
        return text(piece.shown)
    if piece.mask.stand_in is None:
        name, why = "left-word", "Your own word: others read it as it is"
    else:
        name, why = "stand-in", f"Stands for “{piece.words}”, which others do not read"
    return f'<mark class="{name}" title="{text(why)}">{text(piece.shown)}</mark>'
