"""A group chooses a challenge in secret, and whoever leads moves it through the cycle."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coach.domain.cycle import CycleStage
from coach.domain.people import Actor
from coach.errors import InvalidInput, NotFound
from coach.services.cycles import CycleService
from coach.services.topics import TopicService
from tests.support.world import World

ASK = "How do we ask before we answer?"
MEET = "How do we run shorter meetings?"


@pytest.fixture
def topics(world: World) -> TopicService:
    return world.services.topics


@pytest.fixture
def cycles(world: World) -> CycleService:
    return world.services.cycles


@pytest.fixture
def group(world: World) -> str:
    return world.group(stage=CycleStage.CLOSE).id


@pytest.fixture
def people(world: World, group: str) -> list[Actor]:
    """Three members; the first holds the facilitator's role."""
    found = world.services.database
    with found.reading() as tx:
        of = tx.groups.get(group)
    assert of is not None
    lead = world.actor("Lea", of, leads=True)
    return [lead, world.actor("Ann", of), world.actor("Ben", of)]


def test_nobody_sees_a_count_before_the_vote_is_closed(
    world: World, topics: TopicService, people: list[Actor], group: str
) -> None:
    lea, ann, ben = people
    ask = topics.propose(ann, group, ASK)
    world.clock.advance(minutes=1)
    meet = topics.propose(ben, group, f"  {MEET} ")
    topics.vote(ann, group, {ask.id: 3})
    topics.vote(ben, group, {ask.id: 1, meet.id: 1})
    for actor in people:
        board = topics.board(actor, group)
        assert [(p.proposal.votes, p.proposal.voters) for p in board.open] == [(0, 0), (0, 0)]
        assert (board.voted, board.members, board.may_close) == (2, 3, actor is lea)
    mine = topics.board(ben, group)
    assert [(p.proposal.question, p.mine, p.my_votes) for p in mine.open] == [
        (ASK, False, 1),
        (MEET, True, 1),
    ]
    assert mine.votes_left == 1


def test_the_winner_becomes_the_topic_of_a_new_cycle_and_ballots_are_forgotten(
    world: World, topics: TopicService, cycles: CycleService, people: list[Actor], group: str
) -> None:
    lea, ann, _ = people
    ask, meet = topics.propose(ann, group, ASK), topics.propose(ann, group, MEET)
    topics.vote(ann, group, {ask.id: 1, meet.id: 2})
    won = topics.close(lea, group)
    assert (won.question, won.votes, won.voters, won.chosen) == (MEET, 2, 1, True)
    board = topics.board(ann, group)
    assert board.open == ()
    [vote] = board.earlier
    assert [(p.question, p.votes, p.chosen) for p in vote.proposals] == [
        (MEET, 2, True),
        (ASK, 1, False),
    ]
    with world.services.database.reading() as tx:
        assert tx.topics.ballots(group) == []
    current = cycles.board(ann, group).current
    assert current is not None
    assert (current.number, current.topic, current.stage) == (2, MEET, CycleStage.TOPIC)


def test_only_whoever_leads_closes_and_moves(
    topics: TopicService, cycles: CycleService, people: list[Actor], group: str
) -> None:
    _, ann, _ = people
    ask = topics.propose(ann, group, ASK)
    topics.vote(ann, group, {ask.id: 1})
    for attempt in (
        lambda: topics.close(ann, group),
        lambda: cycles.move(ann, group, CycleStage.EXPLORE),
        lambda: cycles.begin(ann, group),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_what_cannot_be_is_refused_in_a_sentence(
    topics: TopicService, people: list[Actor], group: str
) -> None:
    lea, ann, ben = people
    with pytest.raises(InvalidInput, match="Nobody has voted"):
        topics.close(lea, group)
    ask = topics.propose(ann, group, ASK)
    with pytest.raises(InvalidInput, match="proposed already"):
        topics.propose(ben, group, ASK.upper())
    with pytest.raises(InvalidInput, match="empty"):
        topics.propose(ben, group, "  ")
    with pytest.raises(InvalidInput, match="gave 4"):
        topics.vote(ben, group, {ask.id: 4})
    with pytest.raises(NotFound):
        topics.take_back(ben, ask.id)
    topics.take_back(ann, ask.id)
    assert topics.board(ann, group).open == ()
    with pytest.raises(InvalidInput, match="no longer proposed"):
        topics.vote(ben, group, {ask.id: 1})


def test_votes_for_what_was_taken_back_are_free_again(
    topics: TopicService, people: list[Actor], group: str
) -> None:
    _, ann, ben = people
    ask, meet = topics.propose(ann, group, ASK), topics.propose(ben, group, MEET)
    topics.vote(ben, group, {ask.id: 3})
    topics.take_back(ann, ask.id)
    assert topics.board(ben, group).votes_left == 3
    topics.vote(ben, group, {meet.id: 3})


def test_a_cycle_goes_its_way_and_is_repeated_with_a_new_topic(
    world: World, topics: TopicService, cycles: CycleService, people: list[Actor], group: str
) -> None:
    lea, ann, _ = people
    cycles.begin(lea, group)
    with pytest.raises(InvalidInput, match="not closed"):
        cycles.begin(lea, group)
    with pytest.raises(InvalidInput, match="needs a topic"):
        cycles.move(lea, group, CycleStage.EXPLORE)
    ask = topics.propose(ann, group, ASK)
    topics.vote(ann, group, {ask.id: 1})
    topics.close(lea, group)
    dates = cycles.proposal(ann, group, world.today)
    for stage in (CycleStage.EXPLORE, CycleStage.COMMIT, CycleStage.PRACTICE):
        moved = cycles.move(lea, group, stage, ends_on=dates[stage])
        assert (moved.topic, moved.stage, moved.stage_ends_on) == (ASK, stage, dates[stage])
    world.clock.advance(days=400)
    still = cycles.board(ann, group).current
    assert still is not None
    assert still.stage is CycleStage.PRACTICE, "no timer moves a stage"
    cycles.move(lea, group, CycleStage.CLOSE)
    board = cycles.board(ann, group)
    assert (board.following, [c.number for c in board.earlier]) == (None, [1])
    assert cycles.begin(lea, group).number == 3


def test_proposed_dates_follow_each_other(
    world: World, cycles: CycleService, people: list[Actor], group: str
) -> None:
    dates = list(cycles.proposal(people[1], group, world.today).values())
    assert dates == sorted(dates)
    assert dates[0] == world.today
    assert dates[4] == world.today + timedelta(weeks=4)


def test_a_group_that_does_not_vote_takes_one_and_keeps_the_others_open(
    world: World, topics: TopicService
) -> None:
    community = world.group("Community", CycleStage.CLOSE, format_key="community_of_practice")
    lead = world.actor("Cem", community, leads=True)
    ask = topics.propose(lead, community.id, ASK)
    meet = topics.propose(lead, community.id, MEET)
    assert not topics.board(lead, community.id).by_vote
    with pytest.raises(InvalidInput, match="choose one of the list"):
        topics.close(lead, community.id)
    assert topics.close(lead, community.id, choice=meet.id).question == MEET
    assert [p.proposal.id for p in topics.board(lead, community.id).open] == [ask.id]
