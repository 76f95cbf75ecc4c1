"""The counts of a group's current cycle, for whoever takes part: totals, and nobody singled out."""

from __future__ import annotations

from coach.domain.access import Action, require
from coach.domain.cycle_counts import CycleCounts, cycle_counts
from coach.domain.people import Actor
from coach.domain.rules import Expectation
from coach.services.common import group_of
from coach.services.session_sheets import facts_of
from coach.storage.database import Database


class CycleCountService:
    """Counts what members did, by `coach.domain.cycle_counts`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def current(self, actor: Actor, group_id: str) -> CycleCounts | None:
        """Return the counts of the current cycle; NotFound for whoever does not take part.

        None without a cycle, and where the rules ask for no commitment.
        """
        with self._database.reading() as tx:
            group = group_of(tx, group_id)
            require(actor, Action.READ, facts_of(group))
            cycle = tx.cycles.current(group_id)
            if cycle is None or group.rules.commitment is Expectation.NONE:
                return None
            counted = tx.group_counts
            return cycle_counts(
                counted.endings(cycle.id),
                attempts=counted.attempts(cycle.id),
                logging=counted.logging(cycle.id),
                least=group.rules.release_inside,
            )
