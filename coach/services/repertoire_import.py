"""A group takes in another's repertoire: what its authors' consent covers, and nothing else.

A file of another installation gives what its author let everybody read and others build on. In
this installation nothing is copied: what everybody may read is here already, and about anything
else its author is asked.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import datetime
from typing import Final, Literal

from coach.domain.access import Action, Kind, Resource, require
from coach.domain.base import Model
from coach.domain.groups import Group
from coach.domain.people import Actor
from coach.domain.repertoire import ORGANISATION, Item, ItemStatus, of_group
from coach.domain.repertoire_file import FiledItem, ReadFile, Refusal, consent_problem, read_file
from coach.errors import NotFound
from coach.services.asking import ask_for, may_leave
from coach.services.common import Clock, group_of, new_id, note_event
from coach.services.formats_file import Charters
from coach.services.repertoire_export import installation_of
from coach.services.safe_text import one_line, printable
from coach.services.sharing import Upkeep
from coach.services.withdrawing import groups_of
from coach.storage.database import Database
from coach.storage.transaction import Transaction

_SOURCE: Final = "imported"
_GONE: Final = "It is no longer shared here: delete it from the file too."
_ASKED: Final = (
    "It is of this installation, and meant for others: if its author is a member of this group, "
    "they are asked now."
)
Outcome = Literal["taken", "changed", "there"]


class ImportReport(Model):
    """What became of the items of a file; `there`: those that the group could read already."""

    taken: int
    changed: int
    there: int
    refusals: tuple[Refusal, ...]


class Imported(Model):
    """An item that a group took in."""

    id: str
    title: str
    told_by: str


class RepertoireImportService:
    """For whoever leads and takes part; what is taken in is for that one group, never wider."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        charters: Charters,
        upkeep: Upkeep,
    ) -> None:
        self._database = database
        self._clock = clock
        self._charters = charters
        self._upkeep = upkeep

    def take_in(self, actor: Actor, group_id: str, content: bytes) -> ImportReport:
        """Take an export in JSON into a group; InvalidInput when the file cannot be read.

        A second time changes nothing but what the file says differently by then.
        """
        with self._database.reading() as tx:
            require(actor, Action.WRITE, Resource.of_group(group_of(tx, group_id)))
        read = read_file(content)
        with self._database.transaction() as tx:
            group = group_of(tx, group_id, lock=True)
            require(actor, Action.WRITE, Resource.of_group(group))
            report = self._take_in(tx, group, read, actor.person_id)
        self._upkeep.changed()
        return report

    def read_in(self, group_id: str, content: bytes) -> ImportReport:
        """Do the same, for the command line only; whoever runs it owns the database."""
        read = read_file(content)
        with self._database.transaction() as tx:
            report = self._take_in(tx, group_of(tx, group_id, lock=True), read, "")
        self._upkeep.changed()
        return report

    def imported(self, actor: Actor, group_id: str) -> tuple[Imported, ...]:
        """Return what the group has taken in, to whoever may delete it, in order of title."""
        with self._database.reading() as tx:
            require(actor, Action.WRITE, Resource.of_group(group_of(tx, group_id)))
            found = [i for i in tx.items.of_audience(of_group(group_id)) if i.source == _SOURCE]
        lines = (Imported(id=i.id, title=i.title, told_by=i.told_by) for i in found)
        return tuple(sorted(lines, key=lambda line: (line.title.casefold(), line.id)))

    def remove(self, actor: Actor, item_id: str) -> None:
        """Delete what a group took in; NotFound unless the actor leads there."""
        with self._database.transaction() as tx:
            item = tx.items.get(item_id, lock=True)
            if item is None or item.given_to is None:
                raise NotFound
            by_all = group_of(tx, item.given_to).rules.led_by_all
            facts = Resource.of_item(item).model_copy(update={"led_by_all": by_all})
            require(actor, Action.DELETE, facts)
            tx.items.delete(item_id)
            note_event(
                tx,
                self._clock(),
                "deletion",
                actor_id=actor.person_id,
                kind=Kind.ITEM.value,
                object_id=item_id,
                detail=_SOURCE,
            )
        self._upkeep.removed()

    def _take_in(self, tx: Transaction, group: Group, read: ReadFile, by_id: str) -> ImportReport:
        now = self._clock()
        is_ours = read.installation == installation_of(tx)
        outcomes: Counter[Outcome] = Counter()
        refusals = list(read.refusals)
        for place, filed in read.items:
            problem = self._ours(tx, group, filed, now) if is_ours else consent_problem(filed)
            if problem:
                refusals.append(Refusal(place=place, title=filed.title, sentence=problem))
            elif is_ours:
                outcomes["there"] += 1
            else:
                outcomes[_put(tx, group, f"{read.installation}:{filed.id}", filed, now)] += 1
        note_event(
            tx,
            now,
            "repertoire_import",
            actor_id=by_id,
            kind=Kind.GROUP.value,
            object_id=group.id,
            detail=f"{outcomes['taken'] + outcomes['changed']} of {read.count}",
        )
        return ImportReport(
            taken=outcomes["taken"],
            changed=outcomes["changed"],
            there=outcomes["there"],
            refusals=tuple(sorted(refusals, key=lambda refusal: refusal.place)),
        )

    def _ours(self, tx: Transaction, group: Group, filed: FiledItem, now: datetime) -> str:
        """Say why an item of this installation is not read by the group; empty when it is.

        What the file says counts for nothing here. Whether the author was asked is not told: it
        would tell who they are, or are not.
        """
        item = tx.items.get(filed.id)
        if item is None or item.status is not ItemStatus.ACTIVE or not item.by_member:
            return _GONE
        if item.audience == ORGANISATION or group.id in groups_of(tx, item.audience):
            return ""
        story = tx.stories.of_item(item.id)
        members = {m.person_id for _, m in tx.groups.members(group.id, present=True)}
        may = story is not None and may_leave(tx, self._charters, story)
        if story is not None and may and item.author_id in members:
            ask_for(tx, item, story, group.id, "wished", now)
        return _ASKED


def _put(tx: Transaction, group: Group, key: str, filed: FiledItem, now: datetime) -> Outcome:
    """Save an item for the group, or what has changed in it since the last time."""
    facts = _facts(filed)
    known = tx.items.by_source(_SOURCE, key, of_group(group.id))
    if known is None:
        ours = {"id": new_id(), "audience": of_group(group.id), "source": _SOURCE}
        dates = {"source_key": key, "created_at": now, "updated_at": now}
        tx.items.add(Item.model_validate({**facts, **ours, **dates}))
        return "taken"
    if all(getattr(known, name) == value for name, value in facts.items()):
        return "there"
    tx.items.update(known.model_copy(update={**facts, "updated_at": now}))
    tx.passages.replace(known.id, ())
    tx.gists.delete(known.id)
    return "changed"


def _facts(filed: FiledItem) -> dict[str, object]:
    """Return what an item says, in characters that can be shown; never markup of its own."""
    text = printable(filed.text)
    return {
        "kind": filed.kind,
        "title": one_line(filed.title),
        "text": text,
        "lesson": one_line(filed.lesson),
        "works_when": one_line(filed.works_when),
        "told_by": one_line(filed.told_by),
        "challenge": one_line(filed.challenge),
        "tags": tuple(one_line(tag) for tag in filed.tags),
        "content_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "bytes": len(text.encode()),
    }
