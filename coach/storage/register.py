"""What an admin may know of people and groups.

No query here reads an encrypted column: whatever people write stays out by construction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, datetime

from sqlalchemy import Connection, Table, and_, func, select

from coach.storage import group_tables, rows, tables
from coach.storage.records import PersonOutline, RegisteredGroup, RegisteredPerson
from coach.storage.versions import chunks

_people = tables.people
_groups = tables.groups
_memberships = tables.memberships
_cycles = tables.cycles
_sessions = group_tables.group_sessions
_audit = tables.audit
_SIGN_IN = "sign_in"
_BY_NAME = (func.lower(_people.c.name), _people.c.email)


class Register:
    """People and groups as a list: names, states, numbers and days."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def outlines(self, *, with_groups: bool) -> Iterator[PersonOutline]:
        """Yield everybody with an account, in order of name; what a list is chosen by."""
        query = select(
            _people.c.id,
            _people.c.name,
            _people.c.email,
            _people.c.is_admin,
            _people.c.disabled_at.is_not(None),
        )
        groups = self._groups_by_person(None) if with_groups else {}
        for row in self._connection.execute(query.order_by(*_BY_NAME)):
            yield PersonOutline(
                row[0], row[1], row[2], row[3], row[4], tuple(groups.get(row[0], ()))
            )

    def people(self, only: Collection[str]) -> list[RegisteredPerson]:
        """Return these people, in order of name; a few, for they are asked for in one query."""
        query = select(
            _people.c.id,
            _people.c.email,
            _people.c.name,
            _people.c.is_admin,
            _people.c.created_at,
            _people.c.disabled_at,
        ).where(_people.c.id.in_(only))
        groups, seen = self._groups_by_person(only), self._last_sign_ins(only)
        query = query.order_by(*_BY_NAME)
        return [
            rows.build(
                RegisteredPerson,
                row,
                groups=tuple(groups[row["id"]]),
                signed_in_at=seen.get(row["id"]),
            )
            for row in self._connection.execute(query).mappings()
        ]

    def groups(self, today: date) -> list[RegisteredGroup]:
        """Return all groups, in order of name, with the next day on which each meets."""
        query = select(_groups).order_by(func.lower(_groups.c.name), _groups.c.created_at)
        members, stages, days = self._members(), self._stages(), self._next_days(today)
        return [
            rows.build(
                RegisteredGroup,
                row,
                members=members.get(row["id"], 0),
                stage=stages.get(row["id"]),
                meets_on=days.get(row["id"]),
            )
            for row in self._connection.execute(query).mappings()
        ]

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

    def _groups_by_person(self, only: Collection[str] | None) -> dict[str, list[str]]:
        query = select(_memberships.c.person_id, _groups.c.name).join(_groups)
        if only is not None:
            query = query.where(_memberships.c.person_id.in_(only))
        found: dict[str, list[str]] = defaultdict(list)
        for person_id, name in self._connection.execute(query.order_by(func.lower(_groups.c.name))):
            found[person_id].append(name)
        return found

    def _last_sign_ins(self, only: Collection[str]) -> dict[str, datetime]:
        query = select(_audit.c.actor_id, func.max(_audit.c.at)).where(_audit.c.event == _SIGN_IN)
        query = query.where(_audit.c.actor_id.in_(only))
        query = query.group_by(_audit.c.actor_id)
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def _members(self) -> dict[str, int]:
        query = select(_memberships.c.group_id, func.count()).group_by(_memberships.c.group_id)
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def _stages(self) -> dict[str, str]:
        last = select(_cycles.c.group_id, func.max(_cycles.c.number).label("number"))
        top = last.group_by(_cycles.c.group_id).subquery()
        same = and_(_cycles.c.group_id == top.c.group_id, _cycles.c.number == top.c.number)
        query = select(_cycles.c.group_id, _cycles.c.stage).join(top, same)
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def _next_days(self, today: date) -> dict[str, date]:
        day = func.min(_sessions.c.held_on)
        query = select(_sessions.c.group_id, day).where(_sessions.c.held_on >= today)
        query = query.group_by(_sessions.c.group_id)
        return {row[0]: row[1] for row in self._connection.execute(query)}
