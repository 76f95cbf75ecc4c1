"""What somebody shared with a group that they have left: still theirs, to see and take back."""

from __future__ import annotations

from coach.domain.access import Action, Resource, require
from coach.domain.base import Model
from coach.domain.people import Actor
from coach.domain.repertoire import ItemStatus
from coach.errors import NotFound
from coach.services.common import Clock
from coach.services.withdrawing import groups_of, take_from
from coach.storage.database import Database


class LeftItem(Model):
    """An own item, and the group that goes on seeing it."""

    id: str
    title: str
    group_name: str


class LeftItemService:
    """Consent is withdrawn by its author at any time, as a member or not."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def mine(self, actor: Actor) -> tuple[LeftItem, ...]:
        """Return the actor's items that groups see which they are not in, the newest first."""
        with self._database.reading() as tx:
            names = {g.id: g.name for g in tx.groups.every() if g.id not in actor.group_ids}
            return tuple(
                LeftItem(id=item.id, title=item.title, group_name=names[group_id])
                for item in tx.items.of_author(actor.person_id)
                if item.status is ItemStatus.ACTIVE
                for group_id in sorted(groups_of(tx, item.audience) & names.keys())
            )

    def take_back(self, actor: Actor, item_id: str) -> None:
        """Take an own item back from the groups that the actor has left; NotFound for another's."""
        with self._database.transaction() as tx:
            item = tx.items.get(item_id, lock=True)
            if item is None or item.author_id is None:
                raise NotFound
            require(actor, Action.WRITE, Resource.of_item(item))
            left = groups_of(tx, item.audience) - actor.group_ids
            take_from(tx, item, left, self._clock(), by_id=actor.person_id)
        self._database.scrub()
