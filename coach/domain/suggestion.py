"""What is shown of the repertoire beside a member's own work, and what counts may be told of it."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from coach.domain.access import Action, Resource, allowed
from coach.domain.base import Model
from coach.domain.people import Actor
from coach.domain.release import FEWEST, Heard, heard
from coach.domain.repertoire import Item, ItemStatus, Lineage, visible_to

MOST_CARDS = 3


class SuggestionState(StrEnum):
    """How far the search for peers' experience has come for one piece of work."""

    WAITING = "waiting"
    """The member has not described a situation of their own yet, or something else comes first."""
    SEARCHING = "searching"
    FOUND = "found"
    NONE = "none"
    """Nothing fits."""
    FAILED = "failed"
    """The search did not work; it is tried again after the member's next words."""


class Told(Model):
    """Counts of people, released: `tried` and the rest are None where too few stand behind them.

    `some`: whether anybody tries it at all; nothing tells one person from two. `kept` is told once
    three people tried, `helpful` once three said so: totals, which METHOD §7 grants to whoever may
    see the item, and never a name.
    """

    some: bool = False
    tried: int | None = Field(default=None, ge=FEWEST)
    kept: int | None = Field(default=None, ge=0)
    helpful: int | None = Field(default=None, ge=FEWEST)
    heard: Heard = Heard()
    """Where it worked and where it did not."""


class Because(Model):
    """Why a card is shown: words of the item, and the member's own words that they answer.

    `is_lesson`: whether the item's words are its lesson.
    """

    story: str
    member: str
    is_lesson: bool = False


class Card(Model):
    """An item as it is suggested, with the two lines that a card shows of it.

    Who tells it is `item.told_by`, as the author allows; its `author_id` is for no page.
    """

    item: Item
    lines: str
    why: Because
    told: Told
    helpful: bool = False
    """Whether this member found it so."""
    tried_in: str | None = None
    """The member's own commitment that tries it: this one, else the newest."""


class Suggestions(Model):
    """At most three cards; while a new search runs, those of the last one that still hold."""

    state: SuggestionState
    cards: tuple[Card, ...] = ()


class Citation(Model):
    """An item that the coach named in a reply, as the reader may see it now."""

    item: Item
    lines: str


def released(lineage: Lineage) -> Told:
    """Return what may be told of the counts of an item that the reader sees."""
    enough = lineage.tried >= FEWEST
    return Told(
        some=lineage.tried > 0,
        tried=lineage.tried if enough else None,
        kept=lineage.kept if enough else None,
        helpful=lineage.helpful if lineage.helpful >= FEWEST else None,
        heard=heard(lineage.said, lineage.said_to_author),
    )


def may_read(actor: Actor, item: Item) -> bool:
    """Whether this person may be shown an item among peers' now: active, and meant for them.

    An author reads their own also with a group that they have left. An administrator may open more
    than that on the pages where they look after it.
    """
    meant = item.audience in visible_to(actor) or item.author_id == actor.person_id
    return (
        item.status is ItemStatus.ACTIVE
        and meant
        and allowed(actor, Action.READ, Resource.of_item(item))
    )


def shows(actor: Actor, item: Item) -> bool:
    """Whether an item may be suggested to this person: theirs to read, and not their own."""
    return may_read(actor, item) and item.author_id != actor.person_id
