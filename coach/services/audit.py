"""The audit trail, for admins."""

from __future__ import annotations

from coach.domain.access import Action, Kind, Resource, require
from coach.domain.people import Actor
from coach.storage.database import Database
from coach.storage.records import AuditEvent


class AuditService:
    """Security events; they hold ids and words of ours, never a private text."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def latest(self, actor: Actor, limit: int = 100) -> list[AuditEvent]:
        """Return the last events, the newest first; NotFound for anybody but an admin."""
        require(actor, Action.READ, Resource(kind=Kind.AUDIT))
        with self._database.reading() as tx:
            return tx.audit.latest(limit)
