"""Asking authors again: where more people would come to read their stories than they agreed to."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from coach.domain.access import Kind
from coach.domain.charter import limit
from coach.domain.consent import Ask
from coach.domain.groups import Group
from coach.domain.reach import Reach
from coach.domain.repertoire import Item, ItemStatus, of_groups
from coach.domain.story import Story
from coach.services.common import note_event
from coach.services.formats_file import Charters
from coach.services.participation import charter_of
from coach.services.withdrawing import groups_of, items_shared_with, withdraw
from coach.storage.transaction import Transaction

_THERE = frozenset({ItemStatus.ACTIVE, ItemStatus.HELD})


def stories_shared_with(tx: Transaction, group_id: str) -> list[Item]:
    """Return what members shared with a group, also what is hidden; no documents."""
    return [
        item
        for item in items_shared_with(tx, group_id)
        if item.author_id is not None and item.status in _THERE
    ]


def hold_for_growth(tx: Transaction, group_id: str, now: datetime) -> None:
    """Hide what members shared with a group that has grown, and ask each author.

    The question takes the place of one that waits. What was given without a story has no author to
    be asked, and is theirs alone from now on. Reflections count towards its themes no longer: who
    let them count said yes to fewer readers.
    """
    tx.contributions.delete_of_group(group_id)
    for item in stories_shared_with(tx, group_id):
        story = tx.stories.of_item(item.id)
        if story is None:
            withdraw(tx, item, now, by_id="")
            continue
        tx.items.update(item.model_copy(update={"status": ItemStatus.HELD, "updated_at": now}))
        tx.consent_asks.put(
            Ask(story_id=story.id, reason="grown", audience=item.audience, asked_at=now)
        )
        note_event(
            tx, now, "story_held", kind=Kind.ITEM.value, object_id=item.id, detail="group_grown"
        )


def ask_to_come_along(
    tx: Transaction,
    charters: Charters,
    *,
    old: Group,
    new: Group,
    author_ids: Collection[str],
    now: datetime,
) -> None:
    """Ask those who come along into a new group, story by story, whether it may be read there too.

    Not asked: about a story whose charter keeps it in its group, or one that is asked about as it
    is.
    """
    for item in stories_shared_with(tx, old.id):
        story = tx.stories.of_item(item.id)
        if item.author_id in author_ids and story is not None and may_leave(tx, charters, story):
            ask_for(tx, item, story, new.id, "split", now)


def ask_for(
    tx: Transaction, item: Item, story: Story, group_id: str, reason: str, now: datetime
) -> bool:
    """Ask an author whether another group may read a story too; False while something is asked."""
    if tx.consent_asks.get(story.id) is not None:
        return False
    both = groups_of(tx, item.audience) | {group_id}
    audience = of_groups(tx.group_sets.keep(both))
    facts = {"story_id": story.id, "reason": reason, "audience": audience, "asked_at": now}
    tx.consent_asks.put(Ask.model_validate(facts))
    return True


def may_leave(tx: Transaction, charters: Charters, story: Story) -> bool:
    """Return whether the charter of the group that a story tells of lets it leave that group."""
    home = tx.groups.get(story.group_id) if story.group_id else None
    if home is None:
        return True
    return limit(home.rules, charter_of(tx, home, charters).terms).wider_than(Reach.GROUP)
