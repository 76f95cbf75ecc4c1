"""Groups, who belongs to them, and their cycles."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from coach.domain.cycle import Cycle
from coach.domain.groups import Group
from coach.domain.people import Membership
from coach.storage import rows, tables

_groups = tables.groups
_memberships = tables.memberships
_cycles = tables.cycles


class Groups:
    """Groups and memberships."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, group: Group) -> None:
        """Save a new group."""
        self._connection.execute(insert(_groups).values(rows.values(group)))

    def get(self, group_id: str) -> Group | None:
        """Return the group, or None."""
        return rows.first(self._connection, select(_groups).where(_groups.c.id == group_id), Group)

    def every(self) -> list[Group]:
        """Return all groups in order of name."""
        query = select(_groups).order_by(_groups.c.name, _groups.c.created_at)
        return rows.every(self._connection, query, Group)

    def of_person(self, person_id: str) -> list[Group]:
        """Return the groups that a person belongs to, the one joined last first."""
        query = (
            select(_groups)
            .join(_memberships)
            .where(_memberships.c.person_id == person_id)
            .order_by(_memberships.c.joined_at.desc(), _groups.c.name)
        )
        return rows.every(self._connection, query, Group)

    def add_member(self, membership: Membership) -> None:
        """Let a person in."""
        self._connection.execute(insert(_memberships).values(rows.values(membership)))

    def set_role(self, membership: Membership) -> None:
        """Save a member's role."""
        query = update(_memberships).where(
            _memberships.c.group_id == membership.group_id,
            _memberships.c.person_id == membership.person_id,
        )
        self._connection.execute(query.values(role=membership.role))

    def memberships_of(self, person_id: str) -> list[Membership]:
        """Return where a person belongs."""
        query = select(_memberships).where(_memberships.c.person_id == person_id)
        return rows.every(self._connection, query, Membership)

    def members(self, group_id: str) -> list[tuple[str, Membership]]:
        """Return the members of a group with their names, in order of name."""
        query = (
            select(tables.people.c.name, _memberships)
            .join(tables.people)
            .where(_memberships.c.group_id == group_id)
            .order_by(tables.people.c.name)
        )
        found = self._connection.execute(query).mappings()
        return [
            (row["name"], rows.build(Membership, {k: v for k, v in row.items() if k != "name"}))
            for row in found
        ]


class Cycles:
    """The cycles of groups; the one with the highest number is current."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, cycle: Cycle) -> None:
        """Save a new cycle."""
        self._connection.execute(insert(_cycles).values(rows.values(cycle)))

    def update(self, cycle: Cycle) -> None:
        """Save topic, stage and date."""
        changed = rows.values(cycle, exclude=frozenset({"id", "group_id", "number"}))
        self._connection.execute(update(_cycles).where(_cycles.c.id == cycle.id).values(changed))

    def current(self, group_id: str) -> Cycle | None:
        """Return the group's current cycle, or None before the first."""
        query = (
            select(_cycles)
            .where(_cycles.c.group_id == group_id)
            .order_by(_cycles.c.number.desc())
            .limit(1)
        )
        return rows.first(self._connection, query, Cycle)
