"""How groups changed their rules, and what each member said to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, delete, insert, select, update

from coach.domain.rule_changes import Answer, ChangeState, RuleChange
from coach.storage import group_tables, rows

_t = group_tables.rule_changes
_answers = group_tables.rule_answers
_OWN_TABLE = frozenset({"answers"})


class RuleChanges:
    """Changes of rules, added and settled, never altered otherwise."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, change: RuleChange) -> None:
        """Save a new change with its answers."""
        self._connection.execute(insert(_t).values(rows.values(change, exclude=_OWN_TABLE)))
        self._add_answers(change)

    def get(self, change_id: str) -> RuleChange | None:
        """Return it, or None."""
        found = self._every(select(_t).where(_t.c.id == change_id))
        return found[0] if found else None

    def update(self, change: RuleChange) -> None:
        """Save how it stands and the answers, of which a member may have changed theirs."""
        query = update(_t).where(_t.c.id == change.id)
        self._connection.execute(query.values(state=change.state, settled_at=change.settled_at))
        self._connection.execute(delete(_answers).where(_answers.c.change_id == change.id))
        self._add_answers(change)

    def of_group(self, group_id: str) -> list[RuleChange]:
        """Return a group's changes, the newest first."""
        query = select(_t).where(_t.c.group_id == group_id)
        return self._every(query.order_by(_t.c.proposed_at.desc(), _t.c.id))

    def answered_by(self, person_id: str) -> list[RuleChange]:
        """Return the changes that a person said yes or no to, the newest first.

        A proposer's yes is among the answers, so that their own proposals are here too.
        """
        mine = select(_answers.c.change_id).where(_answers.c.person_id == person_id)
        query = select(_t).where(_t.c.id.in_(mine))
        return self._every(query.order_by(_t.c.proposed_at.desc(), _t.c.id))

    def pending(self, group_id: str) -> RuleChange | None:
        """Return the change that waits for agreement, or None; there is one at most."""
        query = select(_t).where(_t.c.group_id == group_id, _t.c.state == ChangeState.PENDING)
        found = self._every(query)
        return found[0] if found else None

    def _every(self, query: Select[Any]) -> list[RuleChange]:
        found: Sequence[RowMapping] = self._connection.execute(query).mappings().all()
        answers = self._answers_of([row["id"] for row in found])
        return [rows.build(RuleChange, row, answers=answers.get(row["id"], ())) for row in found]

    def _add_answers(self, change: RuleChange) -> None:
        for answer in change.answers:
            columns = rows.values(answer) | {"change_id": change.id}
            self._connection.execute(insert(_answers).values(columns))

    def _answers_of(self, ids: Sequence[str]) -> dict[str, tuple[Answer, ...]]:
        query = select(_answers).where(_answers.c.change_id.in_(ids))
        query = query.order_by(_answers.c.answered_at, _answers.c.person_id)
        result: dict[str, tuple[Answer, ...]] = {}
        for row in self._connection.execute(query).mappings():
            columns = dict(row)
            change_id = columns.pop("change_id")
            result[change_id] = (*result.get(change_id, ()), rows.build(Answer, columns))
        return result
