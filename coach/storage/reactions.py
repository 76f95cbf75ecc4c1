"""What members said of items and tried of them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, case, delete, func, insert, select

from coach.domain.commitment import CommitmentStatus
from coach.domain.repertoire import Lineage, Reaction, Trial
from coach.storage import rows, tables, versions
from coach.storage.lineage import Outcomes
from coach.storage.repertoire_tables import reactions as _reactions
from coach.storage.repertoire_tables import trials as _trials


class Reactions:
    """One a person and item: the last word counts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, reaction: Reaction) -> None:
        """Save it in place of the person's earlier one."""
        self.delete(reaction.person_id, reaction.item_id)
        self._connection.execute(insert(_reactions).values(rows.values(reaction)))

    def delete(self, person_id: str, item_id: str) -> None:
        """Take a reaction back."""
        self._connection.execute(
            delete(_reactions).where(
                _reactions.c.person_id == person_id, _reactions.c.item_id == item_id
            )
        )

    def of_person(self, person_id: str) -> list[Reaction]:
        """Return a person's reactions, the newest first."""
        query = select(_reactions).where(_reactions.c.person_id == person_id)
        return rows.every(
            self._connection, query.order_by(_reactions.c.created_at.desc()), Reaction
        )

    def hidden_for(self, person_id: str) -> frozenset[str]:
        """Return the items that are "not for me"."""
        query = select(_reactions.c.item_id).where(
            _reactions.c.person_id == person_id, _reactions.c.kind == "not_for_me"
        )
        return frozenset(self._connection.execute(query).scalars())


class Trials:
    """Which commitment tries which item."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, trial: Trial) -> None:
        """Save a new trial; the database refuses the same item for the same commitment twice."""
        self._connection.execute(insert(_trials).values(rows.values(trial)))

    def of_person(self, person_id: str) -> list[Trial]:
        """Return a person's trials, the newest first."""
        query = select(_trials).where(_trials.c.person_id == person_id)
        return rows.every(self._connection, query.order_by(_trials.c.created_at.desc()), Trial)

    def delete(self, trial_id: str) -> None:
        """Take a trial back."""
        self._connection.execute(delete(_trials).where(_trials.c.id == trial_id))

    def lineage(self, item_ids: Sequence[str]) -> dict[str, Lineage]:
        """Return for each of the items how many people tried and kept it, and what they say."""
        tried: dict[str, tuple[int, int]] = {}
        helpful: dict[str, int] = {}
        said = Outcomes(self._connection).counts(item_ids)
        for part in versions.chunks(item_ids):
            tried |= self._tried(part)
            helpful |= self._helpful(part)
        counts = ((item_id, tried.get(item_id, (0, 0))) for item_id in item_ids)
        return {
            item_id: Lineage(
                tried=all_,
                kept=kept,
                helpful=helpful.get(item_id, 0),
                said=said[item_id].kept,
                said_to_author=said[item_id].told,
            )
            for item_id, (all_, kept) in counts
        }

    def _tried(self, ids: Sequence[str]) -> dict[str, tuple[int, int]]:
        kept = case(
            (tables.commitments.c.status == CommitmentStatus.KEPT.value, _trials.c.person_id)
        )
        query = (
            select(
                _trials.c.item_id,
                func.count(_trials.c.person_id.distinct()),
                func.count(kept.distinct()),
            )
            .join(tables.commitments, tables.commitments.c.id == _trials.c.commitment_id)
            .where(_trials.c.item_id.in_(ids))
            .group_by(_trials.c.item_id)
        )
        return {i: (all_, kept) for i, all_, kept in self._connection.execute(query)}

    def _helpful(self, ids: Sequence[str]) -> dict[str, int]:
        query = (
            select(_reactions.c.item_id, func.count())
            .where(_reactions.c.item_id.in_(ids), _reactions.c.kind == "helpful")
            .group_by(_reactions.c.item_id)
        )
        return {row[0]: row[1] for row in self._connection.execute(query)}
