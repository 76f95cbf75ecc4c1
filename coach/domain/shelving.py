"""How the shared repertoire is put on show: by the challenge that an item speaks to."""

from __future__ import annotations

from coach.domain.base import Model
from coach.domain.repertoire import Item, ItemKind, Passage
from coach.domain.suggestion import Told


class Wanted(Model):
    """What somebody narrows the repertoire to; an empty part lets everything through.

    `mine`: only what was given to a group of theirs or to them alone. `challenge`: its slug.
    """

    kinds: frozenset[ItemKind] = frozenset()
    challenge: str = ""
    told_by: str = ""
    mine: bool = False


class Listed(Model):
    """An item in a list. `lines`: its beginning, or the passage that was found.

    `passage_id` and `headings` say where in a document that passage stands; empty for others.
    """

    item_id: str
    kind: ItemKind
    title: str
    told_by: str = ""
    question: str = ""
    lines: str
    told: Told = Told()
    passage_id: str = ""
    headings: tuple[str, ...] = ()
    guide: bool = False


class Topic(Model):
    """A challenge as a group would ask it, and what peers have on it."""

    slug: str
    question: str
    items: tuple[Listed, ...]


class Shelves(Model):
    """Everything that a person may see: by challenge, what has none, and the guides apart."""

    topics: tuple[Topic, ...] = ()
    others: tuple[Listed, ...] = ()
    guides: tuple[Listed, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing stands on them."""
        return not (self.topics or self.others or self.guides)


class Opened(Model):
    """A whole item as its reader meets it.

    `place`: the passage that it was opened at. `audience`: the group that it is meant for, as its
    members call it; empty for everybody's. `tried_in`: the reader's newest commitment with it.
    """

    item: Item
    question: str = ""
    audience: str = ""
    guide: bool = False
    told: Told = Told()
    place: Passage | None = None
    helpful: bool = False
    hidden: bool = False
    tried_in: str | None = None


def is_guide(item: Item) -> bool:
    """Return whether an item says how to run a session, and tells of no challenge."""
    return item.source == "starter" and item.kind is ItemKind.DOCUMENT
