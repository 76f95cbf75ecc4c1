"""The groups of an installation, for its admins: names, formats and numbers, never words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from coach.domain.access import Action, Kind, Resource, require
from coach.domain.base import Model
from coach.domain.formats import Format, find_format
from coach.domain.groups import Group
from coach.domain.people import Actor
from coach.services.common import Clock, group_of, holds, note_event, searched_words
from coach.services.group_names import add_group, plain_name, require_free
from coach.storage.database import Database
from coach.storage.records import RegisteredGroup


class FoundGroups(Model):
    """The first of those that were found, in order of name, and how many there are in all."""

    groups: tuple[RegisteredGroup, ...]
    total: int


class GroupRegister:
    """Makes and renames groups; who is in them and what they agree on is their own matter."""

    def __init__(self, database: Database, clock: Clock, formats: Sequence[Format]) -> None:
        self._database = database
        self._clock = clock
        self._formats = tuple(formats)

    def find(self, actor: Actor, today: date, query: str = "", *, most: int = 50) -> FoundGroups:
        """Return those whose name holds every word of the query."""
        _require(actor, Action.READ)
        words = searched_words(query)
        with self._database.reading() as tx:
            named = tx.register.names()
            found = [id_ for id_, name in named if holds(name, words)]
            groups = tx.register.groups(found[:most], today)
        return FoundGroups(groups=tuple(groups), total=len(found))

    def formats(self, actor: Actor) -> tuple[Format, ...]:
        """Return what a group can be made as."""
        _require(actor, Action.READ)
        return self._formats

    def make(self, actor: Actor, name: str, format_key: str) -> Group:
        """Make a group with the rules of a format; InvalidInput when there is one of that name."""
        _require(actor, Action.WRITE)
        chosen = find_format(self._formats, format_key)
        with self._database.transaction() as tx:
            return add_group(tx, name, chosen, self._clock(), by=actor.person_id)

    def rename(self, actor: Actor, group_id: str, name: str) -> None:
        """Give a group another name; InvalidInput when another group has it."""
        _require(actor, Action.WRITE)
        plain = plain_name(name)
        with self._database.transaction() as tx:
            group_of(tx, group_id, lock=True)
            require_free(tx, plain, but=group_id)
            tx.groups.rename(group_id, plain)
            note_event(
                tx,
                self._clock(),
                "group_renamed",
                actor_id=actor.person_id,
                kind=Kind.GROUP.value,
                object_id=group_id,
            )


def _require(actor: Actor, action: Action) -> None:
    require(actor, action, Resource(kind=Kind.GROUPS))
