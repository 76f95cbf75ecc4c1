"""What becomes of a story when the reflection that it was made from is deleted."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from coach.domain.access import Action, Kind
from coach.domain.base import Model
from coach.domain.consent import readers
from coach.domain.people import Actor
from coach.domain.story import Story, StoryPart
from coach.services.common import note_event, owned
from coach.services.withdrawing import names_of, withdraw
from coach.storage.transaction import Transaction


class StoryFate(StrEnum):
    """What its author wants of a story when the reflection that it was made from goes."""

    KEEP = "keep"
    """It stays theirs, and whoever reads it goes on reading it."""
    DELETE = "delete"
    """It is taken back from whoever reads it, and deleted too."""


class MadeStory(Model):
    """A story that was made from what goes; `read_by` says who else reads it, empty for nobody."""

    id: str
    title: str
    read_by: str = ""


def made(tx: Transaction, story: Story) -> MadeStory:
    """Return a story as its author is told of it."""
    item = tx.items.get(story.item_id) if story.item_id else None
    read_by = readers(names_of(tx, item.audience)) if item is not None else ""
    title = story.text(StoryPart.TITLE) or "No title yet"
    return MadeStory(id=story.id, title=title, read_by=read_by)


def delete_story(tx: Transaction, actor: Actor, story_id: str, now: datetime) -> None:
    """Take a story back from whoever reads it, and delete it; NotFound for another's."""
    story = owned(actor, Kind.STORY, tx.stories.get(story_id), Action.DELETE)
    item = tx.items.get(story.item_id, lock=True) if story.item_id else None
    if item is not None:
        withdraw(tx, item, now, by_id=actor.person_id)
    tx.stories.delete(story_id)
    note_event(
        tx,
        now,
        "deletion",
        actor_id=actor.person_id,
        kind=Kind.STORY.value,
        object_id=story_id,
    )
