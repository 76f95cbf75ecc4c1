"""A story in the making (METHOD §6): seven parts that its author owns, and the text made of them.

What is private becomes shared by a copy alone: the parts stay their author's, with every name in
them; what others may read is the masked text of an Item.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal

from coach.domain.base import Model
from coach.domain.masking import Mask
from coach.domain.repertoire import ItemKind
from coach.errors import InvalidInput

MOST_WORDS: Final = 300
"""Of all parts together: what a peer reads in two minutes."""
LONGEST_TITLE: Final = 120
LONGEST_LINE: Final = 300
LONGEST_PART: Final = 2000

StoryKind = Literal[ItemKind.STORY, ItemKind.TOOL, ItemKind.WAY]


class StoryPart(StrEnum):
    """The parts, in the order in which they are read."""

    TITLE = "title"
    SITUATION = "situation"
    TRIED = "tried"
    HAPPENED = "happened"
    LEARNED = "learned"
    LESSON = "lesson"
    WORKS_WHEN = "works_when"


SECTIONS: Final = (
    StoryPart.SITUATION,
    StoryPart.TRIED,
    StoryPart.HAPPENED,
    StoryPart.LEARNED,
)
"""The parts that stand under a heading of their own in the text."""

PART_TITLES: Final[Mapping[StoryPart, str]] = {
    StoryPart.TITLE: "Title",
    StoryPart.SITUATION: "Situation",
    StoryPart.TRIED: "What I tried",
    StoryPart.HAPPENED: "What happened",
    StoryPart.LEARNED: "What I learned",
    StoryPart.LESSON: "The lesson, in one general sentence",
    StoryPart.WORKS_WHEN: "It works when",
}

_NEEDED: Final = (StoryPart.TITLE, StoryPart.SITUATION, StoryPart.TRIED, StoryPart.HAPPENED)
_WORD: Final = re.compile(r"\S+")


class Written(Model):
    """What stands in a part: the author's own words, or a suggestion until they edit or take it."""

    text: str
    origin: Literal["own", "suggested"] = "own"


class Story(Model):
    """An author's story; nobody else ever reads it. `item_id`: what others read, once shared.

    `masks` are the author's choices on what could tell of somebody.
    """

    id: str
    owner_id: str
    kind: StoryKind = ItemKind.STORY
    reflection_id: str | None = None
    """What it was made from; None for one from nothing, and once that was deleted."""
    group_id: str | None = None
    """The group of the commitment that it tells of, whose charter it keeps to."""
    tried_item_id: str | None = None
    """The item that it says "here is what happened with it" of."""
    parts: Mapping[StoryPart, Written] = {}
    masks: tuple[Mask, ...] = ()
    item_id: str | None = None
    created_at: datetime
    updated_at: datetime

    def text(self, part: StoryPart) -> str:
        """Return what stands in a part, empty for nothing."""
        written = self.parts.get(part)
        return written.text if written else ""

    @property
    def texts(self) -> dict[StoryPart, str]:
        """Return the parts that have something in them, in their order."""
        return {part: self.text(part) for part in StoryPart if self.text(part)}

    @property
    def words(self) -> int:
        """How many words the parts have together."""
        return sum(len(_WORD.findall(text)) for text in self.texts.values())

    @property
    def suggested(self) -> tuple[StoryPart, ...]:
        """The parts whose words are still a suggestion."""
        return tuple(p for p, written in self.parts.items() if written.origin == "suggested")


def missing(story: Story) -> tuple[StoryPart, ...]:
    """Return the parts that a peer needs and that are still empty."""
    return tuple(part for part in _NEEDED if not story.text(part))


def require_finished(story: Story) -> None:
    """Refuse a story that lacks a part that a peer needs, or is too long. InvalidInput."""
    lacking = ", ".join(PART_TITLES[part] for part in missing(story))
    if lacking:
        raise InvalidInput(f"This is still missing: {lacking}. Write it, then share.")
    if story.words > MOST_WORDS:
        raise InvalidInput(
            f"The story has {story.words} words: shorten it to {MOST_WORDS}, then share it."
        )


def composed(parts: Mapping[StoryPart, str]) -> str:
    """Return the text of an item: what stands under headings, as Markdown."""
    return "\n\n".join(
        f"## {PART_TITLES[part]}\n{parts[part].strip()}" for part in SECTIONS if parts.get(part)
    )
