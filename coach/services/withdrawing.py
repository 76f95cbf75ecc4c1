"""Taking back what was shared: whole, or from some of the groups that read it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from coach.domain.access import Kind
from coach.domain.consent import Choice, statement
from coach.domain.lineage import Settled
from coach.domain.people import Actor
from coach.domain.reach import Reach
from coach.domain.repertoire import (
    Audience,
    Item,
    ItemStatus,
    of_group,
    of_groups,
    of_person,
    set_id_of,
)
from coach.errors import InvalidInput
from coach.services.common import group_of, new_id, note_event
from coach.storage.transaction import Transaction


def groups_of(tx: Transaction, audience: Audience) -> frozenset[str]:
    """Return the groups that an audience names; none for a person or everybody."""
    kind, _, named = audience.partition(":")
    if kind == "group":
        return frozenset({named})
    return tx.group_sets.groups(named) if kind == "groups" else frozenset()


def names_of(tx: Transaction, audience: Audience) -> tuple[str, ...]:
    """Return the names of those groups, in their order."""
    return names_in(tx, groups_of(tx, audience))


def names_in(tx: Transaction, group_ids: Iterable[str]) -> tuple[str, ...]:
    """Return the names of some groups, in their order."""
    return tuple(sorted(group_of(tx, group_id).name for group_id in group_ids))


def items_shared_with(tx: Transaction, group_id: str) -> list[Item]:
    """Return what is meant for a group, alone or with others, whatever its status."""
    sets = tx.group_sets.with_any({group_id})
    audiences = [of_group(group_id), *(of_groups(set_id) for set_id in sorted(sets))]
    return [item for audience in audiences for item in tx.items.of_audience(audience)]


def withdraw(tx: Transaction, item: Item, now: datetime, *, by_id: str) -> None:
    """Let an item be nobody's but its author's again; `by_id`: who brings that about.

    What was shared goes with all that was made of it; the story that it was made from stays with
    its author. One that was given without a story is its author's alone from now on.
    """
    story = tx.stories.of_item(item.id)
    if story is None and item.author_id is not None:
        tx.flags.settle(item.id, now, Settled.CHANGED)
        status = ItemStatus.ACTIVE if item.status is ItemStatus.HELD else item.status
        own = {"audience": of_person(item.author_id), "status": status, "updated_at": now}
        tx.items.update(item.model_copy(update=own))
    else:
        tx.consents.withdraw(item.id, now)
        if story is not None:
            tx.consent_asks.delete(story.id)
        tx.items.delete(item.id)
    note_private(tx, now, by_id, Kind.ITEM, item.id)


def take_from(
    tx: Transaction, item: Item, group_ids: Collection[str], now: datetime, *, by_id: str
) -> None:
    """Let some groups read an item no longer; the others that it is shared with still do."""
    others = groups_of(tx, item.audience).difference(group_ids)
    if others:
        _put_audience(tx, item, others, now)
        note_private(tx, now, by_id, Kind.ITEM, item.id)
    else:
        withdraw(tx, item, now, by_id=by_id)


def narrowed(
    tx: Transaction, item: Item, group_ids: frozenset[str], now: datetime, *, by: Actor
) -> None:
    """Let these groups alone read an item of the actor's; InvalidInput unless fewer do then."""
    now_reading = groups_of(tx, item.audience)
    if not group_ids or not group_ids < now_reading:
        raise InvalidInput("Fewer groups have to be left: choose some of those that read it now.")
    _put_audience(tx, item, group_ids, now)
    newest = tx.consents.newest(item.id)
    if newest is not None:
        choice = Choice(
            reach=Reach.GROUP,
            group_ids=group_ids,
            attribution=newest.attribution,
            may_build=newest.may_build,
            may_quote=newest.may_quote,
        )
        tx.consents.add(
            newest.model_copy(
                update={
                    "id": new_id(),
                    "version": newest.version + 1,
                    "audience": choice.audience,
                    "statement": statement(choice, item.told_by, names_in(tx, group_ids)),
                    "given_at": now,
                }
            )
        )
    note_event(
        tx,
        now,
        "audience_change",
        actor_id=by.person_id,
        kind=Kind.ITEM.value,
        object_id=item.id,
        detail="fewer groups",
    )


def note_private(tx: Transaction, now: datetime, by_id: str, kind: Kind, thing_id: str) -> None:
    """Note that something is its owner's alone again; `by_id`: who brought that about."""
    note_event(
        tx,
        now,
        "audience_change",
        actor_id=by_id,
        kind=kind.value,
        object_id=thing_id,
        detail="me",
    )


def _put_audience(tx: Transaction, item: Item, group_ids: frozenset[str], now: datetime) -> None:
    few = len(group_ids) == 1
    audience = of_group(*group_ids) if few else of_groups(set_id_of(group_ids))
    if not few:
        tx.group_sets.keep(group_ids)
    tx.items.update(item.model_copy(update={"audience": audience, "updated_at": now}))
    _ask_no_wider(tx, item.id, audience)


def _ask_no_wider(tx: Transaction, item_id: str, audience: Audience) -> None:
    """Let a question about an item that fewer read now be about these, or drop it.

    Whether it may stay is still asked; whether others may read it too is not.
    """
    story = tx.stories.of_item(item_id)
    ask = tx.consent_asks.get(story.id) if story else None
    if ask is None:
        return
    if ask.reason == "grown":
        tx.consent_asks.put(ask.model_copy(update={"audience": audience}))
    else:
        tx.consent_asks.delete(ask.story_id)
