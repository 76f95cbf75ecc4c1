"""A group takes its repertoire along: what is meant for it now, as each author agreed to."""

from __future__ import annotations

from typing import Final

from coach.domain.access import Action, Kind, Resource, require
from coach.domain.charter import limit
from coach.domain.groups import Group
from coach.domain.people import Actor
from coach.domain.reach import Reach
from coach.domain.repertoire import ORGANISATION, Item, ItemStatus
from coach.domain.repertoire_file import ConsentFacts, FiledItem, RepertoireFile, notice
from coach.services.common import Clock, group_of, new_id, note_event
from coach.services.formats_file import Charters
from coach.services.participation import charter_of
from coach.services.withdrawing import items_shared_with
from coach.storage.database import Database
from coach.storage.transaction import Transaction

_INSTALLATION: Final = "installation"


class RepertoireExportService:
    """For whoever takes part in the group; what was taken back before is not in it."""

    def __init__(self, database: Database, clock: Clock, charters: Charters) -> None:
        self._database = database
        self._clock = clock
        self._charters = charters

    def export(self, actor: Actor, group_id: str, *, wide: bool = False) -> RepertoireFile:
        """Return what the actor's group reads, and note that it was taken along.

        `wide` adds what members of any group gave to everybody. The organisation's starter is
        never in it.
        """
        with self._database.transaction() as tx:
            group = group_of(tx, group_id)
            require(actor, Action.EXPORT, Resource.of_group(group))
            return self._export(tx, group, actor.person_id, wide=wide)

    def print_out(self, group_id: str, *, wide: bool = False) -> RepertoireFile:
        """Return the same, for the command line only; whoever runs it owns the database."""
        with self._database.transaction() as tx:
            return self._export(tx, group_of(tx, group_id), "", wide=wide)

    def _export(self, tx: Transaction, group: Group, by_id: str, *, wide: bool) -> RepertoireFile:
        charter = charter_of(tx, group, self._charters)
        reach = limit(group.rules, charter.terms)
        words = " ".join(charter.sections.may_leave.split())
        note_event(
            tx,
            self._clock(),
            "repertoire_export",
            actor_id=by_id,
            kind=Kind.GROUP.value,
            object_id=group.id,
            detail="wide" if wide else "group",
        )
        return RepertoireFile(
            installation=installation_of(tx),
            group=group.name,
            charter=f"{words} {_FARTHEST[reach]}".strip(),
            exported_on=self._clock().date(),
            notice=notice(group.name),
            items=tuple(_filed(tx, item) for item in _items(tx, group.id, wide=wide)),
        )


_FARTHEST: Final = {
    Reach.ME: "Nothing leaves its author.",
    Reach.GROUP: "Nothing that is shared leaves the group.",
    Reach.ORGANISATION: "Nothing that is shared leaves the organisation.",
}


def installation_of(tx: Transaction) -> str:
    """Return what tells this installation's files from others; made when it is first asked for."""
    known = tx.meta.get(_INSTALLATION)
    if known is None:
        known = new_id()
        tx.meta.set(_INSTALLATION, known)
    return known


def _items(tx: Transaction, group_id: str, *, wide: bool) -> list[Item]:
    found = items_shared_with(tx, group_id)
    if wide:
        found += [item for item in tx.items.of_audience(ORGANISATION) if item.source == "member"]
    active = (item for item in found if item.status is ItemStatus.ACTIVE)
    return sorted(active, key=lambda item: (item.kind.value, item.title.casefold(), item.id))


def _filed(tx: Transaction, item: Item) -> FiledItem:
    """Return an item as it goes into a file: no id of a person, and no name but the chosen one."""
    return FiledItem(
        id=item.id,
        kind=item.kind,
        source=item.source,
        title=item.title or "Untitled",
        text=item.text,
        lesson=item.lesson,
        works_when=item.works_when,
        told_by=item.told_by,
        challenge=item.challenge,
        tags=item.tags,
        created_on=item.created_at.date(),
        consent=_consent(tx, item),
    )


def _consent(tx: Transaction, item: Item) -> ConsentFacts | None:
    newest = tx.consents.newest(item.id)
    if newest is None or newest.withdrawn_at is not None:
        return None
    return ConsentFacts.model_validate(
        {
            "audience": item.audience.partition(":")[0],
            "attribution": newest.attribution,
            "may_build": newest.may_build,
            "may_quote": newest.may_quote,
            "version": newest.version,
            "given_on": newest.given_at.date(),
        }
    )
