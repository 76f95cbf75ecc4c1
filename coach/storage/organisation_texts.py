"""The versions of the texts that an organisation writes for everybody."""

from __future__ import annotations

from sqlalchemy import Connection, func, insert, select

from coach.domain.organisation_text import TextName, TextVersion
from coach.storage import rows
from coach.storage.admin_tables import organisation_texts as _t


class OrganisationTexts:
    """Versions are added and never changed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, version: TextVersion) -> None:
        """Save a new version; the database refuses a number that is taken."""
        self._connection.execute(insert(_t).values(rows.values(version)))

    def of(self, name: TextName) -> list[TextVersion]:
        """Return the versions of a text, the newest first."""
        query = select(_t).where(_t.c.name == name.value).order_by(_t.c.number.desc())
        return rows.every(self._connection, query, TextVersion)

    def newest(self) -> dict[TextName, TextVersion]:
        """Return the last version of each text that has one."""
        last = select(_t.c.name, func.max(_t.c.number).label("number")).group_by(_t.c.name)
        top = last.subquery()
        query = select(_t).join(top, (_t.c.name == top.c.name) & (_t.c.number == top.c.number))
        return {v.name: v for v in rows.every(self._connection, query, TextVersion)}
