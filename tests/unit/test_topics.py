"""How a group chooses its challenge: fair counts, a tie rule that decides, and plain refusals."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from coach.domain.topics import (
    VOTES_EACH,
    Ballot,
    Proposal,
    ballot_problem,
    counted,
    phrasing_problem,
)

THEN = datetime(2026, 3, 2, tzinfo=UTC)


def proposal(id_: str, minutes: int = 0) -> Proposal:
    return Proposal(
        id=id_,
        group_id="g",
        author_id="a",
        question="How do we?",
        proposed_at=THEN + timedelta(minutes=minutes),
    )


def ballot(person: str, **votes: int) -> Ballot:
    return Ballot(person_id=person, votes=votes)


def ids(found: list[Proposal]) -> list[str]:
    return [p.id for p in found]


def test_most_votes_win() -> None:
    found = counted([proposal("a"), proposal("b")], [ballot("x", b=2, a=1), ballot("y", b=1)])
    assert ids(found) == ["b", "a"]
    assert [(p.votes, p.voters) for p in found] == [(3, 2), (1, 1)]


def test_between_equals_more_people_count_then_the_earlier() -> None:
    broad_first = counted(
        [proposal("one", 0), proposal("two", 5)],
        [ballot("x", one=2), ballot("y", two=1), ballot("z", two=1)],
    )
    assert ids(broad_first) == ["two", "one"]
    earlier_first = counted([proposal("late", 9), proposal("early", 1)], [ballot("x")])
    assert ids(earlier_first) == ["early", "late"]


@pytest.mark.parametrize("seed", range(20))
def test_every_order_of_ballots_and_proposals_has_one_outcome(seed: int) -> None:
    pick = random.Random(seed)
    proposals = [proposal(f"p{n}", pick.randrange(3)) for n in range(5)]
    ballots = []
    for person in range(6):
        given = pick.choices([p.id for p in proposals], k=pick.randrange(VOTES_EACH + 1))
        ballots.append(Ballot(person_id=str(person), votes={i: given.count(i) for i in given}))
    expected = counted(proposals, ballots)
    pick.shuffle(proposals)
    pick.shuffle(ballots)
    assert counted(proposals, ballots) == expected
    assert sum(p.votes for p in expected) == sum(b.used for b in ballots)


@pytest.mark.parametrize(
    ("votes", "said"),
    [
        ({"a": 3}, ""),
        ({"a": 1, "b": 2}, ""),
        ({}, ""),
        ({"a": 2, "b": 2}, "gave 4"),
        ({"a": -1}, "below 0"),
        ({"gone": 1}, "no longer proposed"),
    ],
)
def test_a_ballot_that_cannot_be_says_why(votes: dict[str, int], said: str) -> None:
    problem = ballot_problem(votes, frozenset({"a", "b"}))
    assert (said in problem) if said else problem == ""


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How do we hear of problems early?", ""),
        ("What do we do when two people no longer talk?", ""),
        ("Meetings", "how do we"),
        ("Should we meet less?", "how or what"),
        ("Why does nobody tell us?", "people and the past"),
        ("Who is to blame?", "people and the past"),
    ],
)
def test_a_challenge_is_a_question_about_what_we_do(question: str, said: str) -> None:
    problem = phrasing_problem(question)
    assert (said in problem) if said else problem == ""
