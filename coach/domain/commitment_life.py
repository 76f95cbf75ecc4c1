"""The life of a commitment: what may follow what, and which wording is kept. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from coach.domain.commitment import CLOSED, Commitment, CommitmentStatus, Revision, Slot
from coach.domain.provenance import Entry
from coach.errors import InvalidInput


def with_slot(commitment: Commitment, slot: Slot, entry: Entry | None, now: datetime) -> Commitment:
    """Set or clear one slot; an unchanged text keeps its span.

    Once committed to, the wording so far is kept first.
    """
    _refuse_closed(commitment)
    known = commitment.draft.slots.get(slot)
    if (entry and entry.text) == (known and known.text):
        return commitment
    slots = {s: e for s, e in commitment.draft.slots.items() if s is not slot}
    if entry is not None:
        slots[slot] = entry
    if commitment.status is not CommitmentStatus.DRAFT:
        commitment = _keep_wording(commitment, now)
    return _with_slots(commitment, slots)


def with_review(commitment: Commitment, review_on: date | None) -> Commitment:
    """Set or clear the day on which the member looks back."""
    _refuse_closed(commitment)
    draft = commitment.draft.model_copy(update={"review_on": review_on})
    return commitment.model_copy(update={"draft": draft})


def with_sentence(commitment: Commitment, sentence: str) -> Commitment:
    """Set the wording of a draft."""
    _require_draft(commitment)
    return commitment.model_copy(update={"sentence": sentence})


def committed(commitment: Commitment, sentence: str, now: datetime) -> Commitment:
    """Open a draft: the member said yes to this sentence."""
    _require_draft(commitment)
    _require_words(sentence)
    return commitment.model_copy(
        update={"sentence": sentence, "status": CommitmentStatus.OPEN, "committed_at": now}
    )


def revised(commitment: Commitment, sentence: str, now: datetime) -> Commitment:
    """Change the wording of an open commitment and keep the earlier one."""
    if commitment.status is CommitmentStatus.DRAFT:
        raise InvalidInput("This is still a draft: say yes to it before you revise it.")
    _refuse_closed(commitment)
    _require_words(sentence)
    if sentence == commitment.sentence:
        return commitment
    return _keep_wording(commitment, now).model_copy(update={"sentence": sentence})


def closed(
    commitment: Commitment, outcome: CommitmentStatus, reason: str, now: datetime
) -> Commitment:
    """Close an open commitment with the member's reason; dropping is as good as keeping."""
    if outcome not in CLOSED:
        raise InvalidInput("Choose how it ended: kept, adapted or dropped.")
    if commitment.status is not CommitmentStatus.OPEN:
        raise InvalidInput("Only an open commitment can be closed.")
    if not reason:
        raise InvalidInput("The reason is empty: write a few words on how it came to this.")
    return commitment.model_copy(update={"status": outcome, "reason": reason, "closed_at": now})


def reopened(commitment: Commitment) -> Commitment:
    """Open a closed commitment again; its reason stays until it is closed anew."""
    if commitment.status not in CLOSED:
        raise InvalidInput("This commitment is not closed, so it need not be reopened.")
    return commitment.model_copy(update={"status": CommitmentStatus.OPEN, "closed_at": None})


def is_shared(commitment: Commitment) -> bool:
    """Whether its group sees it: a draft is never shared, whatever its audience."""
    return commitment.audience == "group" and commitment.status is not CommitmentStatus.DRAFT


def _with_slots(commitment: Commitment, slots: Mapping[Slot, Entry]) -> Commitment:
    draft = commitment.draft.model_copy(update={"slots": dict(slots)})
    return commitment.model_copy(update={"draft": draft})


def _keep_wording(commitment: Commitment, now: datetime) -> Commitment:
    """Add the present wording to the revisions, unless the last one holds it already."""
    earlier = commitment.revisions
    if earlier and earlier[-1].sentence == commitment.sentence:
        return commitment
    revision = Revision(
        number=len(earlier) + 1,
        sentence=commitment.sentence,
        draft=commitment.draft,
        created_at=now,
    )
    return commitment.model_copy(update={"revisions": (*earlier, revision)})


def _require_draft(commitment: Commitment) -> None:
    if commitment.status is not CommitmentStatus.DRAFT:
        raise InvalidInput("You have said yes to this commitment: revise its wording instead.")


def _refuse_closed(commitment: Commitment) -> None:
    if commitment.status in CLOSED:
        raise InvalidInput("This commitment is closed: reopen it to change it.")


def _require_words(sentence: str) -> None:
    if not sentence:
        raise InvalidInput("The commitment has no words yet: write one sentence, or compose it.")
