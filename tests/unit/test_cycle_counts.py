"""Totals of a cycle: what is shared counts, what is not counts for several people at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from coach.domain.commitment import CLOSED, CommitmentStatus
from coach.domain.cycle_counts import CycleCounts, Ending, cycle_counts

START = datetime(2026, 3, 2, tzinfo=UTC)
KEPT, DROPPED = CommitmentStatus.KEPT, CommitmentStatus.DROPPED


def ending(
    owner: str, status: CommitmentStatus = KEPT, *, shared: bool = False, after: int = 0
) -> Ending:
    closed = START + timedelta(hours=after) if status in CLOSED else None
    return Ending(owner_id=owner, status=status, shared=shared, closed_at=closed)


def counts(*endings: Ending, attempts: int = 0, logging: int = 0) -> CycleCounts:
    return cycle_counts(endings, attempts=attempts, logging=logging, least=3)


def outcomes(found: CycleCounts) -> tuple[int, int, int]:
    return found.kept, found.adapted, found.dropped


def test_what_is_shared_counts_as_it_stands() -> None:
    found = counts(ending("ann", shared=True), ending("ben", CommitmentStatus.OPEN, shared=True))
    assert (found.shared, outcomes(found)) == (2, (1, 0, 0))


def test_what_two_keep_to_themselves_is_not_counted() -> None:
    assert outcomes(counts(ending("ann", DROPPED), ending("ben"))) == (0, 0, 0)
    assert outcomes(counts(*[ending("ann", DROPPED, after=n) for n in range(5)])) == (0, 0, 0)


def test_it_counts_for_three_at_a_time_in_the_order_of_their_ends() -> None:
    three = [ending("ann"), ending("ben", DROPPED, after=1), ending("cem", after=2)]
    assert outcomes(counts(*three)) == (2, 0, 1)
    assert outcomes(counts(*three, ending("dee", DROPPED, after=3))) == (2, 0, 1)
    assert outcomes(
        counts(*three, *(ending(who, DROPPED, after=4) for who in ("dee", "eve", "fay")))
    ) == (2, 0, 4)


def test_attempts_are_told_once_three_logged_one() -> None:
    assert counts(attempts=9, logging=2).attempts is None
    assert counts(attempts=9, logging=3).attempts == 9


PEOPLE = st.sampled_from("abcdefg")
ENDINGS = st.lists(
    st.builds(
        ending,
        PEOPLE,
        st.sampled_from([KEPT, DROPPED, CommitmentStatus.ADAPTED, CommitmentStatus.OPEN]),
        shared=st.booleans(),
        after=st.integers(0, 50),
    ),
    max_size=12,
)


@given(ENDINGS, PEOPLE, st.sampled_from([KEPT, DROPPED]))
def test_one_more_ending_of_ones_own_shows_either_nothing_or_three_people(
    endings: list[Ending], owner: str, status: CommitmentStatus
) -> None:
    before = counts(*endings)
    after = counts(*endings, ending(owner, status, after=99))
    if outcomes(after) == outcomes(before):
        return
    gained = sum(outcomes(after)) - sum(outcomes(before))
    assert gained >= 3
    unshared = {one.owner_id for one in endings if not one.shared and one.status in CLOSED}
    assert len(unshared | {owner}) >= 3
