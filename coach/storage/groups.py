"""Groups, who belongs to them, and their cycles."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select, update

from coach.domain.cycle import Cycle
from coach.domain.groups import Group
from coach.domain.people import Membership
from coach.storage import group_tables, rows, tables

_groups = tables.groups
_rules = group_tables.group_rules
_with_rules = select(_groups, _rules.c.rules).join(_rules)
_memberships = tables.memberships
_cycles = tables.cycles


class Groups:
    """Groups and memberships."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, group: Group) -> None:
        """Save a new group with its rules."""
        columns = rows.values(group)
        rules = columns.pop("rules")
        self._connection.execute(insert(_groups).values(columns))
        self._connection.execute(insert(_rules).values(group_id=group.id, rules=rules))

    def get(self, group_id: str, *, lock: bool = False) -> Group | None:
        """Return the group, or None; `lock` keeps other writers out until the transaction ends."""
        query = _with_rules.where(_groups.c.id == group_id)
        return rows.first(self._connection, query.with_for_update() if lock else query, Group)

    def set_rules(self, group: Group) -> None:
        """Save format and rules."""
        by_id = update(_groups).where(_groups.c.id == group.id)
        self._connection.execute(by_id.values(format=group.format))
        by_group = update(_rules).where(_rules.c.group_id == group.id)
        self._connection.execute(by_group.values(rules=rows.values(group)["rules"]))

    def delete(self, group_id: str) -> None:
        """Delete the group with everything that is its own."""
        self._connection.execute(delete(_groups).where(_groups.c.id == group_id))

    def rename(self, group_id: str, name: str) -> None:
        """Save another name."""
        self._connection.execute(update(_groups).where(_groups.c.id == group_id).values(name=name))

    def every(self) -> list[Group]:
        """Return all groups in order of name."""
        query = _with_rules.order_by(_groups.c.name, _groups.c.created_at)
        return rows.every(self._connection, query, Group)

    def of_person(self, person_id: str) -> list[Group]:
        """Return the groups that a person belongs to, the one joined last first."""
        query = (
            _with_rules.join(_memberships, _memberships.c.group_id == _groups.c.id)
            .where(_memberships.c.person_id == person_id)
            .order_by(_memberships.c.joined_at.desc(), _groups.c.name)
        )
        return rows.every(self._connection, query, Group)

    def add_member(self, membership: Membership) -> None:
        """Let a person in."""
        self._connection.execute(insert(_memberships).values(rows.values(membership)))

    def set_level(self, membership: Membership) -> None:
        """Save how much a member takes part."""
        query = update(_memberships).where(
            _memberships.c.group_id == membership.group_id,
            _memberships.c.person_id == membership.person_id,
        )
        self._connection.execute(query.values(level=membership.level))

    def remove_member(self, group_id: str, person_id: str) -> None:
        """Let a person go."""
        query = delete(_memberships).where(
            _memberships.c.group_id == group_id, _memberships.c.person_id == person_id
        )
        self._connection.execute(query)

    def memberships_of(self, person_id: str) -> list[Membership]:
        """Return where a person belongs."""
        query = select(_memberships).where(_memberships.c.person_id == person_id)
        return rows.every(self._connection, query, Membership)

    def members(self, group_id: str, *, present: bool = False) -> list[tuple[str, Membership]]:
        """Return the members of a group with their names, in order of name.

        `present` leaves out those whose account is shut: they cannot be asked anything.
        """
        query = (
            select(tables.people.c.name, _memberships)
            .join(tables.people)
            .where(_memberships.c.group_id == group_id)
            .order_by(tables.people.c.name, tables.people.c.id)
        )
        if present:
            query = query.where(tables.people.c.disabled_at.is_(None))
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
        """Save topic, stage, date and pause."""
        changed = rows.values(cycle, exclude=frozenset({"id", "group_id", "number"}))
        self._connection.execute(update(_cycles).where(_cycles.c.id == cycle.id).values(changed))

    def of_group(self, group_id: str) -> list[Cycle]:
        """Return the group's cycles, the newest first."""
        query = select(_cycles).where(_cycles.c.group_id == group_id)
        return rows.every(self._connection, query.order_by(_cycles.c.number.desc()), Cycle)

    def current(self, group_id: str) -> Cycle | None:
        """Return the group's current cycle, or None before the first."""
        query = (
            select(_cycles)
            .where(_cycles.c.group_id == group_id)
            .order_by(_cycles.c.number.desc())
            .limit(1)
        )
        return rows.first(self._connection, query, Cycle)
