"""What the form may change of a commitment, and what stays."""

from __future__ import annotations

from typing import Final

from coach.domain.commitment import Commitment, CommitmentStatus, Draft, Slot
from coach.domain.commitment_life import with_slot
from coach.domain.provenance import Entry, Span
from tests.support.world import START

SAID: Final = Entry(text="ask first", origin="chat", span=Span(turn_id="t", start=0, end=9))


def commitment(status: CommitmentStatus) -> Commitment:
    return Commitment(
        id="c",
        owner_id="me",
        status=status,
        draft=Draft(slots={Slot.ACTION: SAID}),
        sentence="I will ask first.",
        created_at=START,
        updated_at=START,
    )


def test_an_unchanged_text_keeps_the_words_it_came_from() -> None:
    same = Entry(text="ask first", origin="form")
    for status in (CommitmentStatus.DRAFT, CommitmentStatus.OPEN):
        before = commitment(status)
        assert with_slot(before, Slot.ACTION, same, START) == before
        assert with_slot(before, Slot.SIGN, None, START) == before


def test_another_text_takes_its_place_and_an_empty_one_clears_it() -> None:
    draft = commitment(CommitmentStatus.DRAFT)
    other = Entry(text="ask last", origin="form")
    assert with_slot(draft, Slot.ACTION, other, START).draft.slots == {Slot.ACTION: other}
    assert with_slot(draft, Slot.ACTION, None, START).draft.slots == {}
    assert with_slot(draft, Slot.ACTION, None, START).revisions == ()


def test_once_committed_to_the_wording_so_far_is_kept_first() -> None:
    changed = with_slot(commitment(CommitmentStatus.OPEN), Slot.ACTION, None, START)
    [revision] = changed.revisions
    assert (revision.sentence, revision.draft.slots) == ("I will ask first.", {Slot.ACTION: SAID})
