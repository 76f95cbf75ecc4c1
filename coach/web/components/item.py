"""An item of the repertoire in whole: its parts, its lesson, and what others made of it."""

from __future__ import annotations

from typing import Final

import streamlit as st

from coach.domain.lineage import Verdict
from coach.domain.release import Amount, Heard
from coach.domain.repertoire import Item, ItemKind, Passage
from coach.domain.suggestion import Told
from coach.web.components import prose
from coach.web.components.markup import quote, text
from coach.web.components.wording import listed

KIND_WORDS: Final = {
    ItemKind.STORY: "Story",
    ItemKind.TOOL: "Tool",
    ItemKind.WAY: "Way of working",
    ItemKind.DOCUMENT: "Document",
}
KIND_PLURALS: Final = {
    ItemKind.STORY: "Stories",
    ItemKind.TOOL: "Tools",
    ItemKind.WAY: "Ways of working",
    ItemKind.DOCUMENT: "Documents",
}
GUIDE: Final = "Guide"
_FOR: Final = {
    Verdict.WORKED: "it worked for",
    Verdict.PARTLY: "in part for",
    Verdict.NOT: "it did not work for",
}


def body(item: Item, *, top: int = 2) -> None:
    """Draw the text, then the lesson and when it works; headings begin at level `top`."""
    st.html(whole(item, top=top))


def whole(item: Item, *, top: int = 2) -> str:
    """Return the same as HTML."""
    return prose.html(without_title(item), top=top) + _lesson(item)


def part(source: str, place: Passage | None, start: int, end: int) -> str:
    """Return characters `start` to `end` of a document as HTML, with the passage marked in it."""
    if place is None or not start <= place.start < place.end <= end:
        return prose.html(source[start:end])
    before, after = source[start : place.start], source[place.end : end]
    return (
        f'{prose.html(before)}<div class="hit">{prose.html(source[place.start : place.end])}</div>'
        f"{prose.html(after)}"
    )


def lineage(told: Told) -> str:
    """Return in words what became of an item with others; empty when nothing may be told."""
    parts = []
    if told.tried is not None:
        parts.append(f"tried by {told.tried}")
        parts.append(f"kept by {told.kept}" if told.kept else "kept by none so far")
    elif told.some:
        parts.append("tried by a few")
    if told.helpful is not None:
        parts.append(f"helpful to {told.helpful}")
    facts = (listed(parts), listed(_heard(told.heard)))
    return " · ".join(said[:1].upper() + said[1:] for said in facts if said)


def people(amount: Amount) -> str:
    """Return how many people, as far as it may be told."""
    if not amount.sure:
        return "a few"
    return f"more than {amount.sure}" if amount.more else str(amount.sure)


def _heard(heard: Heard) -> list[str]:
    return [f"{_FOR[verdict]} {people(amount)}" for verdict, amount in heard.by.items()]


def label(kind: ItemKind, told_by: str = "", *, guide: bool = False) -> str:
    """Return what an item is and who tells it, as plain words."""
    name = GUIDE if guide else KIND_WORDS[kind]
    return f"{name}, told by {told_by}" if told_by else name


def without_title(item: Item) -> str:
    """Return the text without a first heading that only repeats the title."""
    first, _, rest = item.text.lstrip().partition("\n")
    repeats = first.startswith("# ") and first[2:].strip().casefold() == item.title.casefold()
    return rest if repeats else item.text


def _lesson(item: Item) -> str:
    lesson = f'<p class="eyebrow">The lesson</p>{quote(item.lesson)}' if item.lesson else ""
    works = f'<p class="works-when">{text(item.works_when)}</p>' if item.works_when else ""
    return f'<div class="lesson">{lesson}{works}</div>' if lesson or works else ""
