"""Proposals of challenges, and the ballots of a vote that is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, delete, insert, select, update

from coach.domain.topics import Ballot, Proposal
from coach.storage import group_tables, rows

_t = group_tables.proposals
_ballots = group_tables.ballots


class Topics:
    """What a group could work on. Ballots are forgotten once they have been counted."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, proposal: Proposal) -> None:
        """Save a new proposal."""
        self._connection.execute(insert(_t).values(rows.values(proposal)))

    def get(self, proposal_id: str) -> Proposal | None:
        """Return it, or None; access is that of its group."""
        return rows.first(self._connection, select(_t).where(_t.c.id == proposal_id), Proposal)

    def delete(self, proposal_id: str) -> None:
        """Delete a proposal; votes for it count for nothing."""
        self._connection.execute(delete(_t).where(_t.c.id == proposal_id))

    def of_group(self, group_id: str, *, closed: bool) -> list[Proposal]:
        """Return the open proposals, the earliest first, or the closed ones, the newest vote first.

        Of one vote the winner comes first.
        """
        query = select(_t).where(_t.c.group_id == group_id)
        if closed:
            query = query.where(_t.c.closed_at.is_not(None)).order_by(
                _t.c.closed_at.desc(), _t.c.chosen.desc(), _t.c.votes.desc(), _t.c.voters.desc()
            )
        else:
            query = query.where(_t.c.closed_at.is_(None)).order_by(_t.c.proposed_at)
        return rows.every(self._connection, query.order_by(_t.c.id), Proposal)

    def close(self, counted: Sequence[Proposal]) -> None:
        """Save totals, outcome and moment of a vote."""
        for proposal in counted:
            columns = rows.values(proposal)
            known = {name: columns[name] for name in ("closed_at", "chosen", "votes", "voters")}
            self._connection.execute(update(_t).where(_t.c.id == proposal.id).values(known))

    def cast(self, group_id: str, person_id: str, votes: Mapping[str, int]) -> None:
        """Save a member's ballot in place of their last one."""
        self.forget_ballot(group_id, person_id)
        columns = {"group_id": group_id, "person_id": person_id, "votes": dict(votes)}
        self._connection.execute(insert(_ballots).values(columns))

    def ballots(self, group_id: str) -> list[Ballot]:
        """Return the ballots of the open vote; no page shows another person's."""
        query = select(_ballots.c.person_id, _ballots.c.votes)
        query = query.where(_ballots.c.group_id == group_id).order_by(_ballots.c.person_id)
        return rows.every(self._connection, query, Ballot)

    def forget_ballot(self, group_id: str, person_id: str) -> None:
        """Delete one member's ballot."""
        mine = _ballots.c.group_id == group_id, _ballots.c.person_id == person_id
        self._connection.execute(delete(_ballots).where(*mine))

    def forget_ballots(self, group_id: str) -> None:
        """Delete every ballot of the group."""
        self._connection.execute(delete(_ballots).where(_ballots.c.group_id == group_id))
