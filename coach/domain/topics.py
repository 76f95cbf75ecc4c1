"""Choosing the challenge of a cycle: proposals, secret votes, and a tie rule that all can read.

Each member has the same number of votes and may put several on one proposal. While the vote is open
nobody sees a count; once it is closed the totals are shown, and who gave them is forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from pydantic import Field

from coach.domain.base import Model

VOTES_EACH: Final = 3
LONGEST: Final = 200
"""Characters of a challenge: it has to stand over every page of the cycle."""

TIE_RULE: Final = (
    "Most votes win. Between equals the challenge that more different people voted for is taken, "
    "and if that is equal too, the one that was proposed first."
)


class Proposal(Model):
    """A challenge that a member would like the group to work on.

    `author_id`: None once they have deleted their account. `closed_at`: when the vote on it was
    closed; `chosen`: whether it won.
    """

    id: str
    group_id: str
    author_id: str | None
    question: str
    proposed_at: datetime
    closed_at: datetime | None = None
    chosen: bool = False
    votes: int = Field(default=0, ge=0)
    """Of all members together; 0 until the vote is closed."""
    voters: int = Field(default=0, ge=0)
    """Members who gave it at least one vote."""


class Ballot(Model):
    """How one member has spread their votes over proposals, by their ids."""

    person_id: str
    votes: Mapping[str, int]

    @property
    def used(self) -> int:
        """Votes that are given."""
        return sum(self.votes.values())


def ballot_problem(votes: Mapping[str, int], open_ids: frozenset[str]) -> str:
    """Return what is wrong with a ballot in one sentence; empty when nothing is."""
    if votes.keys() - open_ids:
        return "One of these challenges is no longer proposed: look at the list again."
    if any(number < 0 for number in votes.values()):
        return "A number of votes cannot be below 0: give 0 to take votes back."
    used = sum(votes.values())
    if used > VOTES_EACH:
        return f"You have {VOTES_EACH} votes and gave {used}: take some back."
    return ""


def counted(proposals: Sequence[Proposal], ballots: Sequence[Ballot]) -> list[Proposal]:
    """Return the proposals with their totals, the winner first, by TIE_RULE."""
    with_totals = [
        proposal.model_copy(
            update={
                "votes": sum(ballot.votes.get(proposal.id, 0) for ballot in ballots),
                "voters": sum(ballot.votes.get(proposal.id, 0) > 0 for ballot in ballots),
            }
        )
        for proposal in proposals
    ]
    return sorted(with_totals, key=lambda p: (-p.votes, -p.voters, p.proposed_at, p.id))


def phrasing_problem(question: str) -> str:
    """Return what keeps words from being a challenge to work on; empty when nothing does.

    A challenge asks how we do something ourselves. Rules only: the group decides what it means.
    """
    words = question.strip()
    if not words.endswith("?"):
        return "Ask it as a question: how do we …?"
    first = words.split(maxsplit=1)[0].lower()
    if first in {"who", "why"}:
        return "Who and why lead to people and the past: ask how we do it, or what we do when …"
    if first not in {"how", "what", "when", "which", "where"}:
        return "A question with yes or no is soon answered: begin with how or what."
    return ""
