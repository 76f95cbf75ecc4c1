"""What a group is told in numbers of its cycle (METHOD §7): totals, and nobody singled out. Pure.

A total stands alone: "4 of 5" would tell the fifth that the others know of them. What a member
shares is every member's to read anyway, and counts as it stands. Of what members keep to
themselves a total is told only with as many people behind it as a theme needs inside the group, and
it grows by as many people at a time: else whoever looks twice would see what one person did.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from coach.domain.base import Model
from coach.domain.commitment import CLOSED, CommitmentStatus


class Ending(Model):
    """How a commitment of the cycle stands, without a word of it."""

    owner_id: str
    status: CommitmentStatus
    shared: bool
    closed_at: datetime | None = None


class CycleCounts(Model):
    """Totals of a cycle. `attempts`: None while too few people stand behind them.

    least: how many people that needs, and by how many at a time what is not shared counts.
    """

    shared: int
    attempts: int | None
    kept: int
    adapted: int
    dropped: int
    least: int


def cycle_counts(
    endings: Iterable[Ending], *, attempts: int, logging: int, least: int
) -> CycleCounts:
    """Return what is told of commitments and attempts; `logging`: people who logged one."""
    known = tuple(endings)
    told = [one.status for one in known if one.shared]
    told += [one.status for one in _in_batches(known, least)]
    return CycleCounts(
        shared=len({one.owner_id for one in known if one.shared}),
        attempts=attempts if logging >= least else None,
        kept=told.count(CommitmentStatus.KEPT),
        adapted=told.count(CommitmentStatus.ADAPTED),
        dropped=told.count(CommitmentStatus.DROPPED),
        least=least,
    )


def _in_batches(endings: Iterable[Ending], least: int) -> Iterator[Ending]:
    """Yield what ended unshared, in the order of its end, as far as batches of people are full."""
    closed = [
        (one.closed_at, one.owner_id, one)
        for one in endings
        if not one.shared and one.status in CLOSED and one.closed_at is not None
    ]
    batch: list[Ending] = []
    for _, _, one in sorted(closed, key=lambda found: found[:2]):
        batch.append(one)
        if len({each.owner_id for each in batch}) >= least:
            yield from batch
            batch = []
