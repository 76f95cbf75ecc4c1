"""The shared repertoire: stories, tools, ways and documents, and who may see them (METHOD §6)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from coach.domain.base import Model
from coach.domain.lineage import Verdict
from coach.domain.people import Actor

Audience = Annotated[
    str, StringConstraints(pattern=r"^(organisation|(person|group|groups):[0-9a-f]{32})$")
]
"""One scalar that says who may see an item.

A person, a group, several groups (by the id of their set), or everybody who can sign in.
"""

ORGANISATION: Audience = "organisation"


def of_person(person_id: str) -> Audience:
    """Return the audience of one person."""
    return f"person:{person_id}"


def of_group(group_id: str) -> Audience:
    """Return the audience of a group's members."""
    return f"group:{group_id}"


def of_groups(set_id: str) -> Audience:
    """Return the audience of the members of every group in a set."""
    return f"groups:{set_id}"


def set_id_of(group_ids: Collection[str]) -> str:
    """Return the id of a set of groups, the same for the same groups."""
    return hashlib.sha256(" ".join(sorted(group_ids)).encode()).hexdigest()[:32]


def visible_to(actor: Actor) -> frozenset[Audience]:
    """Return every audience that the actor belongs to now; a positive list, never empty.

    A group whose charter they have yet to accept is not among them.
    """
    groups = (of_group(group_id) for group_id in actor.reading_ids)
    sets = (of_groups(set_id) for set_id in actor.reading_set_ids)
    return frozenset({ORGANISATION, of_person(actor.person_id), *groups, *sets})


class ItemKind(StrEnum):
    """What an item of the repertoire is; a passage is a part of a document."""

    STORY = "story"
    TOOL = "tool"
    WAY = "way"
    DOCUMENT = "document"


class ItemStatus(StrEnum):
    """Only an active item is ever found or suggested."""

    ACTIVE = "active"
    RETIRED = "retired"
    HELD = "held"
    """Hidden until its author, or whoever leads, has answered a question about it."""
    SUPERSEDED = "superseded"


class Section(Model):
    """A titled part of an item's text."""

    title: str
    text: str


Source = Literal["starter", "document", "member", "imported"]
"""Where an item comes from; an imported one was a member's elsewhere, and has no author here."""


class Item(Model):
    """Something that peers can learn from.

    `text` is Markdown; a story's has the sections Situation, What I tried, What happened, What I
    learned. `source_key` finds an item again when it is loaded anew: a starter file's slug, or a
    document's name. `told_by` is shown as its teller and was chosen by the author.
    """

    id: str
    kind: ItemKind
    title: str
    text: str
    audience: Audience
    source: Source
    source_key: str = ""
    author_id: str | None = None
    told_by: str = ""
    challenge: str = ""
    tags: tuple[str, ...] = ()
    lesson: str = ""
    """As its author put it; a distilled one is a Gist."""
    works_when: str = ""
    status: ItemStatus = ItemStatus.ACTIVE
    superseded_by: str | None = None
    content_sha256: str = ""
    media_type: str = "text/markdown"
    bytes: int = Field(default=0, ge=0)
    created_at: datetime
    updated_at: datetime

    @property
    def by_member(self) -> bool:
        """Whether somebody gave it as a member, here or elsewhere, and not the organisation."""
        return self.source in {"member", "imported"}

    @property
    def given_to(self) -> str | None:
        """The group that took it in from elsewhere and looks after it; None for any other."""
        kind, _, group_id = self.audience.partition(":")
        return group_id if self.source == "imported" and kind == "group" else None

    @property
    def sections(self) -> tuple[Section, ...]:
        """Return the parts under second-level headings."""
        parts = re.split(r"(?m)^## +(.+)\n", self.text)[1:]
        pairs = zip(parts[::2], parts[1::2], strict=True)
        return tuple(Section(title=title.strip(), text=text.strip()) for title, text in pairs)


class Passage(Model):
    """A piece of an item's text: characters `start` to `end` (exclusive), under `headings`."""

    id: str
    item_id: str
    position: int = Field(ge=0)
    text: str
    headings: tuple[str, ...] = ()
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    tokens: int = Field(ge=0)
    """In the embedding model's own tokens."""


class Gist(Model):
    """The lesson (one general sentence) and the situation (one sentence) of an item.

    origin: "author" took the author's own lesson; "model" distilled it; "edited" was changed by a
    person and is never overwritten by a model.
    """

    item_id: str
    lesson: str
    situation: str
    origin: Literal["author", "model", "edited"]
    prompt_name: str = ""
    prompt_version: str = ""
    prompt_sha256: str = ""
    model: str = ""
    content_sha256: str = ""
    """Of the item's text that it was made from."""
    updated_at: datetime


class Need(Model):
    """What a member looks for, in the words of one conversation: its situation and lesson."""

    conversation_id: str
    owner_id: str
    position: int = Field(ge=0)
    """Of the last turn that was taken in."""
    text: str
    situation: str = ""
    lesson: str = ""
    updated_at: datetime


class Reaction(Model):
    """What a member said of a suggested item. "not_for_me" hides it from then on."""

    person_id: str
    item_id: str
    kind: Literal["helpful", "not_for_me"]
    reason: str = ""
    created_at: datetime


class Trial(Model):
    """ "I will try this": links an item to the commitment in which a member tries it (lineage)."""

    id: str
    person_id: str
    item_id: str
    commitment_id: str
    created_at: datetime


class Lineage(Model):
    """Counts alone: how many people try or tried an item, and how many kept to it."""

    tried: int = Field(default=0, ge=0)
    kept: int = Field(default=0, ge=0)
    helpful: int = Field(default=0, ge=0)
    said: Mapping[Verdict, int] = {}
    """How many say what of it and keep that to themselves."""
    said_to_author: Mapping[Verdict, int] = {}
    """How many say what of it so that its author reads it; nobody is in both."""


class LoadState(StrEnum):
    """Where the loading of one file stands."""

    WAITING = "waiting"
    READING = "reading"
    EMBEDDING = "embedding"
    LOADED = "loaded"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Load(Model):
    """One file on its way into the repertoire."""

    id: str
    batch_id: str
    owner_id: str
    filename: str
    audience: Audience
    sha256: str
    bytes: int = Field(ge=0)
    state: LoadState = LoadState.WAITING
    done: int = Field(default=0, ge=0)
    total: int = Field(default=0, ge=0)
    """Passages embedded, of how many."""
    message: str = ""
    """One sentence when refused or failed."""
    item_id: str | None = None
    created_at: datetime
    updated_at: datetime
