"""What an admin may know of people and groups.

No query here reads an encrypted column: whatever people write stays out by construction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, Select, Table, and_, func, select

from coach.storage import group_tables, rows, tables
from coach.storage.records import PersonLine, RegisteredGroup, RegisteredPerson
from coach.storage.versions import chunks

_people = tables.people
_groups = tables.groups
_memberships = tables.memberships
_cycles = tables.cycles
_sessions = group_tables.group_sessions
_audit = tables.audit
_SIGN_IN = "sign_in"
_PUBLIC = ("id", "email", "name", "is_admin", "created_at", "disabled_at")


class Register:
    """People and groups as a list: names, states, numbers and days."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def everybody(self) -> list[PersonLine]:
        """Return a line for everybody with an account, in order of name: for finding some."""
        query = select(*(_people.c[name] for name in PersonLine._fields))
        ordered = query.order_by(func.lower(_people.c.name), _people.c.email)
        return [PersonLine(*row) for row in self._connection.execute(ordered)]

    def group_names(self) -> dict[str, list[str]]:
        """Return the names of the groups of everybody who is in one, by person."""
        return self._group_names(select(_memberships.c.person_id, _groups.c.name))

    def people(self, ids: Sequence[str]) -> list[RegisteredPerson]:
        """Return those of these people who have an account, in the order of the ids."""
        found: dict[str, RegisteredPerson] = {}
        for part in chunks(ids):
            query = select(*(_people.c[name] for name in _PUBLIC)).where(_people.c.id.in_(part))
            groups, seen = self._groups_of(part), self._last_sign_ins(part)
            for row in self._connection.execute(query).mappings():
                id_ = row["id"]
                names = tuple(groups.get(id_, ()))
                found[id_] = rows.build(
                    RegisteredPerson, row, groups=names, signed_in_at=seen.get(id_)
                )
        return [found[id_] for id_ in ids if id_ in found]

    def names(self) -> list[tuple[str, str]]:
        """Return the id and the name of every group, in order of name."""
        query = select(_groups.c.id, _groups.c.name)
        ordered = query.order_by(func.lower(_groups.c.name), _groups.c.created_at)
        return [(row[0], row[1]) for row in self._connection.execute(ordered)]

    def groups(self, ids: Sequence[str], today: date) -> list[RegisteredGroup]:
        """Return these groups in the order of the ids, with the next day on which each meets."""
        found: dict[str, RegisteredGroup] = {}
        for part in chunks(ids):
            members, stages = self._members(part), self._stages(part)
            days = self._next_days(part, today)
            query = select(_groups).where(_groups.c.id.in_(part))
            for row in self._connection.execute(query).mappings():
                id_ = row["id"]
                found[id_] = rows.build(
                    RegisteredGroup,
                    row,
                    members=members.get(id_, 0),
                    stage=stages.get(id_),
                    meets_on=days.get(id_),
                )
        return [found[id_] for id_ in ids if id_ in found]

    def names_of_people(self, ids: Collection[str]) -> dict[str, str]:
        """Return the names of those who still have an account."""
        return dict(self._names(_people, ids))

    def names_of_groups(self, ids: Collection[str]) -> dict[str, str]:
        """Return the names of those groups that there are."""
        return dict(self._names(_groups, ids))

    def counts(self) -> tuple[int, int]:
        """Return how many people and how many groups there are."""
        people, groups = (
            self._connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (_people, _groups)
        )
        return people, groups

    def _names(self, table: Table, ids: Collection[str]) -> Iterator[tuple[str, str]]:
        for part in chunks(sorted(ids)):
            query = select(table.c.id, table.c.name).where(table.c.id.in_(part))
            yield from ((row[0], row[1]) for row in self._connection.execute(query))

    def _groups_of(self, ids: Collection[str]) -> dict[str, list[str]]:
        query = select(_memberships.c.person_id, _groups.c.name)
        return self._group_names(query.where(_memberships.c.person_id.in_(ids)))

    def _group_names(self, query: Select[str, str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        joined = query.select_from(_memberships.join(_groups)).order_by(func.lower(_groups.c.name))
        for person_id, name in self._connection.execute(joined):
            found[person_id].append(name)
        return found

    def _last_sign_ins(self, ids: Collection[str]) -> dict[str, datetime]:
        query = select(_audit.c.actor_id, func.max(_audit.c.at)).where(
            _audit.c.event == _SIGN_IN, _audit.c.actor_id.in_(ids)
        )
        found = self._connection.execute(query.group_by(_audit.c.actor_id))
        return {row[0]: row[1] for row in found}

    def _members(self, ids: Collection[str]) -> dict[str, int]:
        query = select(_memberships.c.group_id, func.count())
        some = query.where(_memberships.c.group_id.in_(ids)).group_by(_memberships.c.group_id)
        return {row[0]: row[1] for row in self._connection.execute(some)}

    def _stages(self, ids: Collection[str]) -> dict[str, str]:
        last = select(_cycles.c.group_id, func.max(_cycles.c.number).label("number"))
        some = last.where(_cycles.c.group_id.in_(ids))
        top = some.group_by(_cycles.c.group_id).subquery()
        same = and_(_cycles.c.group_id == top.c.group_id, _cycles.c.number == top.c.number)
        query = select(_cycles.c.group_id, _cycles.c.stage).join(top, same)
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def _next_days(self, ids: Collection[str], today: date) -> dict[str, date]:
        day = func.min(_sessions.c.held_on)
        query = select(_sessions.c.group_id, day).where(
            _sessions.c.held_on >= today, _sessions.c.group_id.in_(ids)
        )
        query = query.group_by(_sessions.c.group_id)
        return {row[0]: row[1] for row in self._connection.execute(query)}
