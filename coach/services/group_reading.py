"""What a group can read about itself: how it is doing, in counts, and a cycle that is over."""

from __future__ import annotations

from coach.domain.access import Action, require
from coach.domain.base import Model
from coach.domain.cycle import Cycle
from coach.domain.group_health import Counts, Measure, measures
from coach.domain.group_session import GroupSession
from coach.domain.groups import Group
from coach.domain.people import Actor
from coach.domain.topics import Proposal
from coach.errors import NotFound
from coach.services.commitments import SharedCommitment, shared_commitments
from coach.services.common import Clock, group_of
from coach.services.formats_file import Charters
from coach.services.participation import charter_of, newest_yeses
from coach.services.session_sheets import facts_of
from coach.storage.database import Database
from coach.storage.transaction import Transaction


class CycleReading(Model):
    """A cycle as its group shares it: nothing that a member keeps to themselves."""

    group: Group
    cycle: Cycle
    sessions: tuple[GroupSession, ...]
    """The earliest first."""
    commitments: tuple[SharedCommitment, ...]
    proposals: tuple[Proposal, ...]
    """Of the vote in which the challenge was chosen, the winner first; empty without one."""


class GroupReadingService:
    """Draws on what is shared and on totals; for whoever takes part in the group."""

    def __init__(self, database: Database, clock: Clock, charters: Charters) -> None:
        self._database = database
        self._clock = clock
        self._charters = charters

    def health(self, actor: Actor, group_id: str) -> tuple[Measure, ...]:
        """Return the picture of how the group is doing; NotFound for whoever does not take part."""
        with self._database.reading() as tx:
            group = group_of(tx, group_id)
            require(actor, Action.READ, facts_of(group))
            return measures(self._counts(tx, group), group.rules)

    def trying(self, actor: Actor, group_id: str) -> tuple[SharedCommitment, ...]:
        """Return what members share of the current cycle; NotFound as above."""
        with self._database.reading() as tx:
            require(actor, Action.READ, facts_of(group_of(tx, group_id)))
            cycle = tx.cycles.current(group_id)
            return self._commitments(tx, actor, group_id, cycle)

    def cycle(self, actor: Actor, group_id: str, number: int) -> CycleReading:
        """Return a cycle by its number; NotFound where there is none, and as above."""
        with self._database.reading() as tx:
            group = group_of(tx, group_id)
            require(actor, Action.READ, facts_of(group))
            cycles = {cycle.number: cycle for cycle in tx.cycles.of_group(group_id)}
            cycle = cycles.get(number)
            if cycle is None:
                raise NotFound
            sessions = [s for s in tx.group_sessions.of_group(group_id) if s.cycle_id == cycle.id]
            return CycleReading(
                group=group,
                cycle=cycle,
                sessions=tuple(reversed(sessions)),
                commitments=self._commitments(tx, actor, group_id, cycle),
                proposals=_vote_for(tx, group_id, cycle.topic),
            )

    def _commitments(
        self, tx: Transaction, actor: Actor, group_id: str, cycle: Cycle | None
    ) -> tuple[SharedCommitment, ...]:
        shared = shared_commitments(tx, actor, group_id, self._charters)
        return tuple(view for c, view in shared if cycle is not None and c.cycle_id == cycle.id)

    def _counts(self, tx: Transaction, group: Group) -> Counts:
        cycle, today = tx.cycles.current(group.id), self._clock().date()
        members = {m.person_id for _, m in tx.groups.members(group.id, present=True)}
        charter = charter_of(tx, group, self._charters)
        newest = newest_yeses(tx, group, members)
        counted = tx.group_counts
        return Counts(
            has_topic=cycle is not None and bool(cycle.topic),
            has_charter=charter.number > 0,
            charter_binds=charter.binds,
            members=len(members),
            accepted=list(newest.values()).count(charter.number),
            proposing=counted.proposing(group.id),
            sharing=counted.sharing(cycle.id) if cycle else 0,
            logging=counted.logging(cycle.id) if cycle else 0,
            attempts=counted.attempts(cycle.id) if cycle else 0,
            stories=counted.stories(group.id),
            tried=counted.tried(group.id, members),
            is_session_planned=any(day >= today for day in tx.group_sessions.days(group.id)),
        )


def _vote_for(tx: Transaction, group_id: str, topic: str) -> tuple[Proposal, ...]:
    """Return the proposals of the last vote that this challenge won."""
    closed = tx.topics.of_group(group_id, closed=True)
    won = next((p.closed_at for p in closed if p.chosen and p.question == topic), None)
    return tuple(p for p in closed if won is not None and p.closed_at == won)
