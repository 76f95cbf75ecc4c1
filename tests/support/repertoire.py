"""Items of the repertoire for tests, put into the database as a loaded one would be."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from coach.bootstrap import Services
from coach.domain.repertoire import ORGANISATION, Item, ItemKind, ItemStatus
from coach.services.common import new_id

_AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
SILENT_ROOM = """## Situation
In the staff meeting nobody answered my questions. I could not stand the silence and answered them
myself, every single week.

## What I tried
I asked one question, put my watch on the table and waited ten seconds before I said anything.

## What happened
The third time our dispatcher spoke first, with **two numbers** that I had never seen.

## What I learned
I had taken a slow answer for no answer.
"""
LATE_PROBLEMS = """## Situation
My team brought problems to me when it was almost too late, always on Friday.

## What I tried
I stopped solving the problems they brought. I asked what they had tried already, and wrote it down.

## What happened
After a month the first problem came on a Tuesday, still small.

## What I learned
Whoever solves a problem at once teaches people to bring it when it is ripe.
"""


def add_story(
    services: Services,
    title: str,
    text: str,
    *,
    audience: str = ORGANISATION,
    author_id: str | None = None,
    told_by: str = "the head of a depot",
    kind: ItemKind = ItemKind.STORY,
) -> Item:
    """Save an item; by default a story that everybody may see."""
    item = Item(
        id=new_id(),
        kind=kind,
        title=title,
        text=text,
        audience=audience,
        source="member" if author_id else "starter",
        source_key=title,
        author_id=author_id,
        told_by=told_by,
        content_sha256=hashlib.sha256(text.encode()).hexdigest(),
        created_at=_AT,
        updated_at=_AT,
    )
    with services.database.transaction() as tx:
        tx.items.add(item)
    return item


def retire(services: Services, item: Item) -> None:
    """Take an item out of everything."""
    with services.database.transaction() as tx:
        tx.items.update(item.model_copy(update={"status": ItemStatus.RETIRED}))
