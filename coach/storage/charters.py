"""The charters that groups wrote, and who accepted which version."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, delete, insert, select

from coach.domain.charter import Acceptance, Charter
from coach.storage import group_tables, rows

_t = group_tables.charters
_acceptances = group_tables.charter_acceptances
_ALWAYS = frozenset({"binds"})


class Charters:
    """Versions and acceptances are never altered. What a group wrote always binds."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, charter: Charter) -> None:
        """Save a new version."""
        self._connection.execute(insert(_t).values(rows.values(charter, exclude=_ALWAYS)))

    def of_group(self, group_id: str) -> list[Charter]:
        """Return what the group has written, the newest version first."""
        query = select(_t).where(_t.c.group_id == group_id).order_by(_t.c.number.desc())
        found = self._connection.execute(query).mappings()
        return [rows.build(Charter, row, binds=True) for row in found]

    def written_by(self, person_id: str) -> list[Charter]:
        """Return what a person has written for their groups, the newest first."""
        query = select(_t).where(_t.c.written_by_id == person_id)
        query = query.order_by(_t.c.written_at.desc(), _t.c.group_id)
        found = self._connection.execute(query).mappings()
        return [rows.build(Charter, row, binds=True) for row in found]

    def newest_of(self, group_ids: Collection[str]) -> dict[str, Charter]:
        """Return the newest version of each group that has written one."""
        query = select(_t).where(_t.c.group_id.in_(group_ids)).order_by(_t.c.number)
        found = self._connection.execute(query).mappings()
        return {row["group_id"]: rows.build(Charter, row, binds=True) for row in found}

    def accept(self, acceptance: Acceptance) -> None:
        """Save a member's yes; the database refuses a second one to the same version."""
        self._connection.execute(insert(_acceptances).values(rows.values(acceptance)))

    def accepted_by(self, person_id: str) -> list[Acceptance]:
        """Return what a person has accepted, in all their groups, the newest first."""
        query = select(_acceptances).where(_acceptances.c.person_id == person_id)
        query = query.order_by(_acceptances.c.accepted_at.desc(), _acceptances.c.group_id)
        return rows.every(self._connection, query, Acceptance)

    def forget_acceptances(self, group_id: str, person_id: str) -> None:
        """Delete what one member has accepted in a group: they would be asked anew."""
        query = delete(_acceptances).where(
            _acceptances.c.group_id == group_id, _acceptances.c.person_id == person_id
        )
        self._connection.execute(query)

    def acceptances(self, group_id: str) -> list[Acceptance]:
        """Return who of a group has accepted what, in order of time."""
        query = select(_acceptances).where(_acceptances.c.group_id == group_id)
        query = query.order_by(_acceptances.c.accepted_at, _acceptances.c.person_id)
        return rows.every(self._connection, query, Acceptance)
