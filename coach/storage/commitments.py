"""Commitments with their earlier wordings."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select, update

from coach.domain.commitment import Commitment, CommitmentStatus, Revision
from coach.storage import rows, tables

_t = tables.commitments
_revisions = tables.commitment_revisions
_OWN_TABLE = frozenset({"revisions"})
_FIXED = frozenset({"id", "owner_id", "created_at", "revisions"})


class Commitments:
    """What members have resolved to do differently."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, commitment: Commitment) -> None:
        """Save a new commitment with its revisions."""
        self._connection.execute(insert(_t).values(rows.values(commitment, exclude=_OWN_TABLE)))
        self._add_revisions(commitment, known=0)

    def get(self, commitment_id: str, *, lock: bool = False) -> Commitment | None:
        """Return it, or None; `lock` keeps other writers out until the transaction ends."""
        query = select(_t).where(_t.c.id == commitment_id)
        row = self._connection.execute(query.with_for_update() if lock else query).mappings()
        found = row.one_or_none()
        if found is None:
            return None
        return rows.build(Commitment, found, revisions=self._revisions_of([commitment_id]))

    def update(self, commitment: Commitment) -> None:
        """Save what changed; revisions are added, never altered."""
        changed = rows.values(commitment, exclude=_FIXED)
        self._connection.execute(update(_t).where(_t.c.id == commitment.id).values(changed))
        self._add_revisions(commitment, known=len(self._revisions_of([commitment.id])))

    def of_owner(self, owner_id: str) -> list[Commitment]:
        """Return a person's commitments, the newest first."""
        query = select(_t).where(_t.c.owner_id == owner_id).order_by(_t.c.created_at.desc())
        found = self._connection.execute(query).mappings().all()
        revisions = self._by_commitment([row["id"] for row in found])
        return [
            rows.build(Commitment, row, revisions=revisions.get(row["id"], ())) for row in found
        ]

    def shared_in_group(self, group_id: str) -> list[tuple[str, Commitment]]:
        """Return what members share with the group, with their names; never a draft."""
        query = (
            select(tables.people.c.name.label("owner_name"), _t)
            .join(tables.people, tables.people.c.id == _t.c.owner_id)
            .where(
                _t.c.group_id == group_id,
                _t.c.audience == "group",
                _t.c.status != CommitmentStatus.DRAFT.value,
            )
            .order_by(tables.people.c.name, _t.c.created_at)
        )
        found = [dict(row) for row in self._connection.execute(query).mappings()]
        return [(row.pop("owner_name"), rows.build(Commitment, row)) for row in found]

    def of_group(self, group_id: str) -> list[Commitment]:
        """Return what was made in a group, shared or not; never show it unasked."""
        query = select(_t).where(_t.c.group_id == group_id).order_by(_t.c.created_at, _t.c.id)
        return rows.every(self._connection, query, Commitment)

    def part_from_group(self, group_id: str, *, owner_id: str = "") -> None:
        """Let commitments of a group fall back to their members alone, or those of one member."""
        query = update(_t).where(_t.c.group_id == group_id)
        if owner_id:
            query = query.where(_t.c.owner_id == owner_id)
        self._connection.execute(query.values(audience="me", group_id=None, cycle_id=None))

    def delete(self, commitment_id: str) -> None:
        """Delete it with its revisions and attempts."""
        self._connection.execute(delete(_t).where(_t.c.id == commitment_id))

    def _add_revisions(self, commitment: Commitment, *, known: int) -> None:
        for revision in commitment.revisions[known:]:
            columns = rows.values(revision) | {"commitment_id": commitment.id}
            self._connection.execute(insert(_revisions).values(columns))

    def _revisions_of(self, ids: Sequence[str]) -> tuple[Revision, ...]:
        return self._by_commitment(ids).get(ids[0], ())

    def _by_commitment(self, ids: Sequence[str]) -> dict[str, tuple[Revision, ...]]:
        query = (
            select(_revisions)
            .where(_revisions.c.commitment_id.in_(ids))
            .order_by(_revisions.c.commitment_id, _revisions.c.number)
        )
        result: dict[str, tuple[Revision, ...]] = {}
        for row in self._connection.execute(query).mappings():
            columns = dict(row)
            owner = columns.pop("commitment_id")
            result[owner] = (*result.get(owner, ()), rows.build(Revision, columns))
        return result
