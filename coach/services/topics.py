"""A group chooses the challenge of its next cycle: proposals, secret votes, the outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from coach.dialogue.phrasing import Phraser
from coach.domain.access import Action, Kind, Resource, allowed, require
from coach.domain.base import Model
from coach.domain.cycle import Cycle, CycleStage
from coach.domain.groups import Group
from coach.domain.people import Actor
from coach.domain.rules import TopicChoice
from coach.domain.topics import (
    LONGEST,
    TIE_RULE,
    VOTES_EACH,
    Proposal,
    ballot_problem,
    counted,
    phrasing_problem,
)
from coach.errors import InvalidInput, NotFound
from coach.services.common import Clock, group_of, new_id, note_event, tidy_line
from coach.services.cycles import cycle_of
from coach.services.leads import begin_cycle
from coach.storage.database import Database
from coach.storage.transaction import Transaction


class Proposed(Model):
    """A proposal as one member sees it."""

    proposal: Proposal
    mine: bool
    """Whether this member made it, and may take it back."""
    my_votes: int
    hint: str
    """What would make it a better question; empty when nothing would."""


class Vote(Model):
    """An earlier vote: its proposals with totals, the winner first."""

    closed_at: datetime
    proposals: tuple[Proposal, ...]


class TopicBoard(Model):
    """What a member sees of the choice. Nobody sees a count before the vote is closed."""

    open: tuple[Proposed, ...]
    votes_left: int
    voted: int
    """Members who have given at least one vote."""
    members: int
    may_close: bool
    by_vote: bool
    """Whether the group votes; else whoever leads takes one of the proposals."""
    earlier: tuple[Vote, ...]
    tie_rule: str = TIE_RULE


class TopicService:
    """Proposals are the group's, votes are secret, and whoever leads closes the vote."""

    def __init__(self, database: Database, clock: Clock, phraser: Phraser) -> None:
        self._database = database
        self._clock = clock
        self._phraser = phraser

    def board(self, actor: Actor, group_id: str) -> TopicBoard:
        """Return what the actor sees; NotFound for whoever does not take part."""
        _require(actor, Action.READ, group_id)
        with self._database.reading() as tx:
            group = group_of(tx, group_id)
            ballots = tx.topics.ballots(group_id)
            mine = next((b.votes for b in ballots if b.person_id == actor.person_id), {})
            shown = [_proposed(p, actor, mine) for p in tx.topics.of_group(group_id, closed=False)]
            return TopicBoard(
                open=tuple(shown),
                votes_left=VOTES_EACH - sum(one.my_votes for one in shown),
                voted=sum(ballot.used > 0 for ballot in ballots),
                members=len(tx.groups.members(group_id, present=True)),
                may_close=allowed(actor, Action.WRITE, cycle_of(group)),
                by_vote=group.rules.topic_choice is TopicChoice.VOTE,
                earlier=_earlier(tx.topics.of_group(group_id, closed=True)),
            )

    def propose(self, actor: Actor, group_id: str, question: str) -> Proposal:
        """Add a challenge. InvalidInput when it is empty, too long or proposed already."""
        _require(actor, Action.WRITE, group_id)
        words = tidy_line(question, name="The challenge", longest=LONGEST)
        proposal = Proposal(
            id=new_id(),
            group_id=group_id,
            author_id=actor.person_id,
            question=words,
            proposed_at=self._clock(),
        )
        with self._database.transaction() as tx:
            known = tx.topics.of_group(group_id, closed=False)
            if any(p.question.casefold() == words.casefold() for p in known):
                raise InvalidInput("This challenge is proposed already: give it your votes.")
            tx.topics.add(proposal)
        return proposal

    def phrased(self, actor: Actor, group_id: str, words: str) -> str:
        """Return the words as a question that the group could work on; nothing is saved.

        Takes seconds. Empty when the coach has no better wording.
        """
        _require(actor, Action.WRITE, group_id)
        return self._phraser.question(tidy_line(words, name="The challenge", longest=LONGEST))

    def take_back(self, actor: Actor, proposal_id: str) -> None:
        """Delete an open proposal of the actor's own; votes for it can be given anew."""
        with self._database.transaction() as tx:
            proposal = tx.topics.get(proposal_id)
            if proposal is None or proposal.closed_at is not None:
                raise NotFound
            mine = Resource(
                kind=Kind.TOPIC, owner_id=proposal.author_id, group_id=proposal.group_id
            )
            require(actor, Action.DELETE, mine)
            tx.topics.delete(proposal_id)

    def vote(self, actor: Actor, group_id: str, votes: Mapping[str, int]) -> None:
        """Save the actor's whole ballot: votes by proposal. InvalidInput says what is wrong."""
        _require(actor, Action.WRITE, group_id)
        with self._database.transaction() as tx:
            known = frozenset(p.id for p in tx.topics.of_group(group_id, closed=False))
            problem = ballot_problem(votes, known)
            if problem:
                raise InvalidInput(problem)
            given = {id_: number for id_, number in votes.items() if number}
            tx.topics.cast(group_id, actor.person_id, given)

    def close(self, actor: Actor, group_id: str, *, choice: str = "") -> Proposal:
        """Count the votes, or take `choice` where the group does not vote; return the winner.

        The winner becomes the topic of the cycle that stands at its choice, or of a new one; the
        ballots are forgotten. InvalidInput when there is nothing to count.
        """
        now = self._clock()
        with self._database.transaction() as tx:
            group = group_of(tx, group_id, lock=True)
            require(actor, Action.WRITE, cycle_of(group))
            ranked = counted(
                tx.topics.of_group(group_id, closed=False), tx.topics.ballots(group_id)
            )
            if group.rules.topic_choice is not TopicChoice.VOTE:
                ranked = _taken(ranked, choice)
            elif not ranked or not ranked[0].votes:
                raise InvalidInput("Nobody has voted yet: the vote stays open.")
            closed = [
                proposal.model_copy(update={"closed_at": now, "chosen": at == 0})
                for at, proposal in enumerate(ranked)
            ]
            tx.topics.close(closed)
            tx.topics.forget_ballots(group_id)
            _set_topic(tx, group, closed[0].question, actor, now)
            note_event(
                tx, now, "topic_chosen", actor_id=actor.person_id, kind="group", object_id=group_id
            )
        return closed[0]


def _require(actor: Actor, action: Action, group_id: str) -> None:
    require(actor, action, Resource(kind=Kind.TOPIC, group_id=group_id))


def _proposed(proposal: Proposal, actor: Actor, votes: Mapping[str, int]) -> Proposed:
    return Proposed(
        proposal=proposal,
        mine=proposal.author_id == actor.person_id,
        my_votes=votes.get(proposal.id, 0),
        hint=phrasing_problem(proposal.question),
    )


def _earlier(closed: Sequence[Proposal]) -> tuple[Vote, ...]:
    moments = dict.fromkeys(p.closed_at for p in closed if p.closed_at is not None)
    return tuple(
        Vote(closed_at=at, proposals=tuple(p for p in closed if p.closed_at == at))
        for at in moments
    )


def _taken(proposals: Sequence[Proposal], choice: str) -> list[Proposal]:
    """Return the one that was taken; the others stay open."""
    taken = [proposal for proposal in proposals if proposal.id == choice]
    if not taken:
        raise InvalidInput("Say which challenge is taken: choose one of the list.")
    return taken


def _set_topic(tx: Transaction, group: Group, question: str, actor: Actor, now: datetime) -> None:
    current = tx.cycles.current(group.id)
    if current is not None and current.stage is CycleStage.TOPIC:
        tx.cycles.update(current.model_copy(update={"topic": question}))
        return
    cycle = Cycle(
        id=new_id(),
        group_id=group.id,
        number=current.number + 1 if current else 1,
        topic=question,
        stage=CycleStage.TOPIC,
    )
    begin_cycle(tx, group, cycle, actor.person_id, now)
