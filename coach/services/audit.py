"""The audit trail, for admins: who did what to which thing, without a word that anybody wrote."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from coach.domain.access import Action, Kind, Resource, require
from coach.domain.people import Actor
from coach.errors import InvalidInput
from coach.services.common import Clock, note_event
from coach.storage.audit import Sought
from coach.storage.database import Database
from coach.storage.records import AuditEvent
from coach.storage.transaction import Transaction

__all__ = ["SOMEBODY_GONE", "AuditPage", "AuditRow", "AuditService", "Sought"]

SOMEBODY_GONE: Final = "Somebody who has left"
PAGE: Final = 50
_MOST: Final = 100_000
_COLUMNS: Final = ("at (UTC)", "event", "by", "kind", "about", "detail", "by id", "about id")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_GROUP_KINDS: Final = frozenset({"group", "rules", "charter", "topic", "cycle", "session"})
"""Kinds of things that are kept under the id of their group."""


@dataclass(frozen=True, slots=True)
class AuditRow:
    """An event with names; `by` is empty where nobody was signed in, `about` where none fits."""

    at: datetime
    event: str
    by: str
    kind: str
    about: str
    detail: str
    by_id: str
    about_id: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some rows, the newest first, of how many in all; pages are numbered from 0."""

    rows: tuple[AuditRow, ...]
    total: int
    number: int
    last: int


class AuditService:
    """Security events; they hold ids and words of ours, never a private text."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def latest(self, actor: Actor, limit: int = 100) -> list[AuditEvent]:
        """Return the last events, the newest first; NotFound for anybody but an admin."""
        _require(actor, Action.READ)
        with self._database.reading() as tx:
            return tx.audit.latest(limit)

    def page(self, actor: Actor, sought: Sought, number: int = 0) -> AuditPage:
        """Return one page of what is sought; the last one when there are not so many."""
        _require(actor, Action.READ)
        with self._database.reading() as tx:
            total = tx.audit.count(sought)
            last = max(total - 1, 0) // PAGE
            shown = min(max(number, 0), last)
            found = tx.audit.find(sought, limit=PAGE, skip=shown * PAGE)
            return AuditPage(_named(tx, found), total, shown, last)

    def events(self, actor: Actor) -> list[str]:
        """Return the kinds of events that can be sought."""
        _require(actor, Action.READ)
        with self._database.reading() as tx:
            return tx.audit.events()

    def people(self, actor: Actor) -> dict[str, str]:
        """Return the names of the people who can be sought, by id."""
        _require(actor, Action.READ)
        with self._database.reading() as tx:
            return {p.id: f"{p.name} ({p.email})" for p in tx.register.everybody()}

    def export(self, actor: Actor, sought: Sought) -> str:
        """Return what is sought as CSV, and note that it was taken along."""
        _require(actor, Action.EXPORT)
        with self._database.transaction() as tx:
            if tx.audit.count(sought) > _MOST:
                raise InvalidInput(
                    f"These are more than {_MOST:,} rows: choose fewer days for one file."
                )
            rows = _named(tx, tx.audit.find(sought, limit=_MOST))
            note_event(
                tx,
                self._clock(),
                "audit_export",
                actor_id=actor.person_id,
                kind=Kind.AUDIT.value,
                detail=f"rows: {len(rows)}",
            )
        return _csv(rows)


def _require(actor: Actor, action: Action) -> None:
    require(actor, action, Resource(kind=Kind.AUDIT))


def _named(tx: Transaction, events: Sequence[AuditEvent]) -> tuple[AuditRow, ...]:
    accounts = {e.actor_id for e in events} | {e.object_id for e in events if e.kind == "account"}
    people = tx.register.names_of_people(accounts - {""})
    groups = tx.register.names_of_groups({e.object_id for e in events if e.kind in _GROUP_KINDS})
    return tuple(
        AuditRow(
            at=event.at,
            event=event.event,
            by=people.get(event.actor_id, SOMEBODY_GONE) if event.actor_id else "",
            kind=event.kind,
            about=_about(event, people, groups),
            detail=event.detail,
            by_id=event.actor_id,
            about_id=event.object_id,
        )
        for event in events
    )


def _about(event: AuditEvent, people: Mapping[str, str], groups: Mapping[str, str]) -> str:
    """Return the name of a person or a group; of anything else nothing is told but its kind."""
    if not event.object_id:
        return ""
    if event.kind == "account":
        return people.get(event.object_id, SOMEBODY_GONE)
    return groups.get(event.object_id, "")


def _csv(rows: Iterable[AuditRow]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for row in rows:
        cells = (row.event, row.by, row.kind, row.about, row.detail, row.by_id, row.about_id)
        writer.writerow([f"{row.at:%Y-%m-%d %H:%M:%S}", *map(defused, cells)])
    return out.getvalue()


def defused(cell: str) -> str:
    """Keep a spreadsheet from reading a name as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
