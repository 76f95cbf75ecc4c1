"""Counts over all groups, and the rounded ones that are kept; no encrypted column is read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Select, select

from coach.domain.commitment import CommitmentStatus
from coach.domain.repertoire import ItemStatus
from coach.domain.totals import Counted, Total, Totals
from coach.storage import repertoire_tables, tables
from coach.storage.audit import Meta

_commitments, _attempts = tables.commitments, tables.attempts
_memberships, _people = tables.memberships, tables.people
_items = repertoire_tables.items
_NAME: Final = "totals"
_STATUSES: Final = {
    Total.OPEN: CommitmentStatus.OPEN,
    Total.KEPT: CommitmentStatus.KEPT,
    Total.ADAPTED: CommitmentStatus.ADAPTED,
    Total.DROPPED: CommitmentStatus.DROPPED,
}
_Row = tuple[str, str]
"""Who, and in which group."""


class OrganisationTotals:
    """Counts the groups of the installation together."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._meta = Meta(connection)

    def count(self) -> Mapping[Total, Counted]:
        """Return the exact numbers with who stands behind them: for the rule alone to read."""
        members = self._members()
        by_status = {total: self._commitments(status) for total, status in _STATUSES.items()}
        people, groups = {who for who, _ in members}, {group for _, group in members}
        return {
            Total.GROUPS: Counted(number=len(groups), people=len(people), groups=len(groups)),
            Total.PEOPLE: Counted(number=len(people), people=len(people), groups=len(groups)),
            **{total: _counted(found) for total, found in by_status.items()},
            Total.ATTEMPTS: _counted(self._attempts()),
            Total.STORIES: _counted(self._stories(members)),
        }

    def kept(self) -> Totals | None:
        """Return the rounded numbers that were last counted, or None."""
        found = self._meta.get(_NAME)
        if found is None:
            return None
        at, *numbers = json.loads(found)
        return Totals(
            counted_at=datetime.fromisoformat(at), numbers=dict(zip(Total, numbers, strict=True))
        )

    def keep(self, totals: Totals) -> None:
        """Save rounded numbers in place of earlier ones."""
        numbers = [totals.numbers[total] for total in Total]
        self._meta.set(_NAME, json.dumps([totals.counted_at.isoformat(), *numbers]))

    def _members(self) -> list[_Row]:
        query = select(_memberships.c.person_id, _memberships.c.group_id).join(_people)
        return self._rows(query.where(_people.c.disabled_at.is_(None)))

    def _commitments(self, status: CommitmentStatus) -> list[_Row]:
        query = select(_commitments.c.owner_id, _commitments.c.group_id).where(
            _commitments.c.status == status.value, _commitments.c.group_id.is_not(None)
        )
        return self._rows(query)

    def _attempts(self) -> list[_Row]:
        query = select(_attempts.c.owner_id, _commitments.c.group_id)
        joined = query.select_from(_attempts.join(_commitments))
        return self._rows(joined.where(_commitments.c.group_id.is_not(None)))

    def _stories(self, members: Iterable[_Row]) -> list[_Row]:
        """Return who gave each item that members share, and one group that they are in.

        Somebody in several groups counts for one of them: two groups must not be told of where
        everybody is of one.
        """
        group_of = dict(sorted(members, reverse=True))
        query = select(_items.c.author_id).where(
            _items.c.author_id.is_not(None),
            _items.c.status == ItemStatus.ACTIVE.value,
            _items.c.audience.not_like("person:%"),
        )
        authors = self._connection.execute(query).scalars()
        return [(who, group_of[who]) for who in authors if who in group_of]

    def _rows(self, query: Select[str, str]) -> list[_Row]:
        return [(row[0], row[1]) for row in self._connection.execute(query)]


def _counted(found: list[_Row]) -> Counted:
    return Counted(
        number=len(found),
        people=len({who for who, _ in found}),
        groups=len({group for _, group in found}),
    )
