"""Counts over what a group's members have: totals, and no text."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, Select, func, literal, select

from coach.domain.commitment import CommitmentStatus
from coach.domain.cycle_counts import Ending
from coach.domain.repertoire import ItemStatus, of_group
from coach.storage import group_tables, repertoire_tables, rows, story_tables, tables

_commitments, _attempts = tables.commitments, tables.attempts
_items, _trials = repertoire_tables.items, repertoire_tables.trials
_proposals = group_tables.proposals
_sets = story_tables.group_sets


class GroupCounts:
    """Totals of a group; who is behind one is not told."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def proposing(self, group_id: str) -> int:
        """Return how many members have an open proposal; those of the last vote if none is open."""
        of_group = _proposals.c.group_id == group_id
        last = select(func.max(_proposals.c.closed_at)).where(of_group).scalar_subquery()
        authors = select(func.count(_proposals.c.author_id.distinct())).where(of_group)
        is_open = authors.where(_proposals.c.closed_at.is_(None))
        return self._number(is_open) or self._number(authors.where(_proposals.c.closed_at == last))

    def sharing(self, cycle_id: str) -> int:
        """Return how many share a commitment of a cycle with the group."""
        query = select(func.count(_commitments.c.owner_id.distinct())).where(
            _commitments.c.cycle_id == cycle_id,
            _commitments.c.status != CommitmentStatus.DRAFT.value,
            _commitments.c.audience == "group",
        )
        return self._number(query)

    def attempts(self, cycle_id: str) -> int:
        """Return how many attempts at the commitments of a cycle are logged."""
        query = select(func.count()).select_from(_attempts.join(_commitments))
        return self._number(query.where(_commitments.c.cycle_id == cycle_id))

    def logging(self, cycle_id: str) -> int:
        """Return how many people logged an attempt at a commitment of a cycle."""
        query = select(func.count(_attempts.c.owner_id.distinct()))
        joined = query.select_from(_attempts.join(_commitments))
        return self._number(joined.where(_commitments.c.cycle_id == cycle_id))

    def endings(self, cycle_id: str) -> list[Ending]:
        """Return how the commitments of a cycle stand, without a word of them."""
        query = select(
            _commitments.c.owner_id,
            _commitments.c.status,
            (_commitments.c.audience == "group").label("shared"),
            _commitments.c.closed_at,
        ).where(
            _commitments.c.cycle_id == cycle_id,
            _commitments.c.status != CommitmentStatus.DRAFT.value,
        )
        return rows.every(self._connection, query, Ending)

    def stories(self, group_id: str) -> int:
        """Return how many items members have given their group."""
        query = select(func.count()).select_from(_items).where(_of_group(group_id))
        return self._number(query)

    def tried(self, group_id: str, member_ids: Collection[str]) -> int:
        """Return how often a member resolved to try what another member had told the group."""
        query = (
            select(func.count())
            .select_from(_trials.join(_items))
            .where(
                _of_group(group_id),
                _trials.c.person_id.in_(member_ids),
                _trials.c.person_id != _items.c.author_id,
            )
        )
        return self._number(query)

    def _number(self, query: Select[int]) -> int:
        return self._connection.execute(query).scalar_one()


def _of_group(group_id: str) -> ColumnElement[bool]:
    with_others = select(literal("groups:").concat(_sets.c.set_id)).where(
        _sets.c.group_id == group_id
    )
    return (
        ((_items.c.audience == of_group(group_id)) | _items.c.audience.in_(with_others))
        & (_items.c.status == ItemStatus.ACTIVE.value)
        & _items.c.author_id.is_not(None)
    )
