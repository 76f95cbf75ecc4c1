"""Commitments: drafted slot by slot, said yes to, revised, shared and closed by their member."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final, Literal

from coach.domain import commitment_life as life
from coach.domain.access import Action, Kind, Resource, allowed, require
from coach.domain.base import Model
from coach.domain.charter import limit
from coach.domain.commitment import SLOT_TITLES, Commitment, CommitmentStatus, Remark, Slot
from coach.domain.commitment_rules import compose, remarks
from coach.domain.groups import Group
from coach.domain.people import Actor
from coach.domain.provenance import Entry
from coach.domain.reach import Reach, capped
from coach.errors import InvalidInput
from coach.services import deletion
from coach.services.common import Clock, group_of, new_id, note_event, own_commitment, tidy
from coach.services.formats_file import Charters
from coach.services.made_stories import StoryFate
from coach.services.participation import charter_of, standing_in
from coach.services.sharing import Upkeep
from coach.storage.database import Database
from coach.storage.transaction import Transaction

LONGEST_SLOT = 1000
LONGEST_SENTENCE = 1500
LONGEST_REASON = 1500
AUDIENCES: Final = (Reach.ME, Reach.GROUP)


class SharedCommitment(Model):
    """What a group sees of a commitment: never the draft behind it."""

    name: str
    sentence: str
    status: CommitmentStatus


class CommitmentService:
    """Every method but `shared_in_group` works on the actor's own commitments alone."""

    def __init__(
        self, database: Database, clock: Clock, charters: Charters, upkeep: Upkeep
    ) -> None:
        self._database = database
        self._clock = clock
        self._upkeep = upkeep
        self._charters = charters

    def mine(self, actor: Actor) -> list[Commitment]:
        """Return the actor's commitments, the newest first."""
        with self._database.reading() as tx:
            return tx.commitments.of_owner(actor.person_id)

    def get(self, actor: Actor, commitment_id: str) -> Commitment:
        """Return one; a shared one of another member is seen through `shared_in_group` only."""
        with self._database.reading() as tx:
            return own_commitment(tx, actor, commitment_id, Action.READ)

    def start(self, actor: Actor) -> Commitment:
        """Open an empty draft in the cycle of the group that the actor joined last."""
        now = self._clock()
        with self._database.transaction() as tx:
            groups = tx.groups.of_person(actor.person_id)
            cycle = tx.cycles.current(groups[0].id) if groups else None
            commitment = Commitment(
                id=new_id(),
                owner_id=actor.person_id,
                group_id=groups[0].id if groups else None,
                cycle_id=cycle.id if cycle else None,
                created_at=now,
                updated_at=now,
            )
            tx.commitments.add(commitment)
        return commitment

    def set_slot(self, actor: Actor, commitment_id: str, slot: Slot, text: str) -> Commitment:
        """Save what the member typed for a slot; an empty text clears it.

        Once committed to, the wording so far is kept as a revision before the slot changes.
        """
        value = tidy(text, name=f"{SLOT_TITLES[slot]!r}", longest=LONGEST_SLOT)
        entry = Entry(text=value, origin="form") if value else None
        return self._change(
            actor, commitment_id, lambda c: life.with_slot(c, slot, entry, self._clock())
        )

    def set_review(self, actor: Actor, commitment_id: str, review_on: date | None) -> Commitment:
        """Save the day on which the member looks back, from today on, or none."""
        earliest = self._clock().date() - timedelta(days=1)  # it may still be yesterday there
        if review_on is not None and review_on < earliest:
            raise InvalidInput(
                f"The review date {review_on.isoformat()} has passed: choose one from today on."
            )
        return self._change(actor, commitment_id, lambda c: life.with_review(c, review_on))

    def set_sentence(self, actor: Actor, commitment_id: str, sentence: str) -> Commitment:
        """Save the wording while it is still a draft."""
        value = _sentence(sentence)
        return self._change(actor, commitment_id, lambda c: life.with_sentence(c, value))

    def remarks(self, commitment: Commitment) -> tuple[Remark, ...]:
        """Return what the rules notice, at most one remark a slot."""
        return remarks(commitment.draft)

    def compose(self, actor: Actor, commitment_id: str) -> str:
        """Return the sentence that the slots alone make; InvalidInput names what is missing."""
        return compose(self.get(actor, commitment_id).draft)

    def commit(self, actor: Actor, commitment_id: str, sentence: str) -> Commitment:
        """Take the member's yes to this very sentence."""
        value = _sentence(sentence)
        with self._database.transaction() as tx:
            commitment = own_commitment(tx, actor, commitment_id)
            if commitment.audience == "group" and commitment.group_id in actor.group_ids:
                self._group_to_share_with(tx, actor, commitment)  # the draft is shared by the yes
            return self._save(tx, commitment, life.committed(commitment, value, self._clock()))

    def revise(self, actor: Actor, commitment_id: str, sentence: str) -> Commitment:
        """Change the wording of an open commitment; the earlier one is kept as a revision."""
        value = _sentence(sentence)
        return self._change(actor, commitment_id, lambda c: life.revised(c, value, self._clock()))

    def audiences(self, actor: Actor, commitment_id: str) -> tuple[str, ...]:
        """Return what the actor can choose: what rules and charter allow, and what stands now."""
        with self._database.reading() as tx:
            commitment = own_commitment(tx, actor, commitment_id, Action.READ)
            group = _group_of(tx, actor, commitment)
            widest = standing_in(tx, actor, group, self._charters).limit if group else Reach.ME
        return tuple(a for a in AUDIENCES if a in {*capped(AUDIENCES, widest), commitment.audience})

    def share(
        self, actor: Actor, commitment_id: str, audience: Literal["me", "group"]
    ) -> Commitment:
        """Show it to the group, once committed to, or to nobody."""
        if audience not in {"me", "group"}:
            raise InvalidInput(f"{audience!r} is no audience: choose 'me' or 'group'.")
        with self._database.transaction() as tx:
            commitment = own_commitment(tx, actor, commitment_id)
            changes: dict[str, object] = {"audience": audience}
            if audience == "group":
                changes["group_id"] = self._group_to_share_with(tx, actor, commitment)
            saved = self._save(tx, commitment, commitment.model_copy(update=changes))
            note_event(
                tx,
                self._clock(),
                "audience_change",
                actor_id=actor.person_id,
                kind=Kind.COMMITMENT.value,
                object_id=commitment_id,
                detail=audience,
            )
            return saved

    def close(
        self, actor: Actor, commitment_id: str, *, outcome: CommitmentStatus, reason: str
    ) -> Commitment:
        """Close an open commitment as kept, adapted or dropped, with the member's reason."""
        value = tidy(reason, name="The reason", longest=LONGEST_REASON)
        return self._change(
            actor, commitment_id, lambda c: life.closed(c, outcome, value, self._clock())
        )

    def reopen(self, actor: Actor, commitment_id: str) -> Commitment:
        """Open a closed commitment again."""
        return self._change(actor, commitment_id, life.reopened)

    def delete(self, actor: Actor, commitment_id: str, *, stories: StoryFate | None = None) -> None:
        """Delete it with all that the deletion preview names.

        `stories`: what becomes of those made from it; has to be said where others read one.
        """
        deletion.delete_with_stories(
            self._database,
            self._clock,
            self._upkeep,
            actor,
            Kind.COMMITMENT,
            commitment_id,
            stories,
        )

    def shared_in_group(self, actor: Actor, group_id: str) -> list[SharedCommitment]:
        """Return what the members of the actor's group share, their own too."""
        with self._database.reading() as tx:
            found = shared_commitments(tx, actor, group_id, self._charters)
        return [view for _, view in found]

    def _group_to_share_with(self, tx: Transaction, actor: Actor, commitment: Commitment) -> str:
        group = _group_of(tx, actor, commitment)
        if group is None:
            raise InvalidInput("You are in no group yet: ask for an invitation to one.")
        standing = standing_in(tx, actor, group, self._charters)
        if not standing.takes_part:
            raise InvalidInput(
                "Your group asks for a yes to its charter before you share: read and accept it, or "
                "keep this to yourself."
            )
        if not capped([Reach.GROUP], standing.limit):
            raise InvalidInput(
                "What your group has agreed on keeps this to yourself: share it once the group has "
                "agreed otherwise."
            )
        return group.id

    def _change(
        self, actor: Actor, commitment_id: str, change: Callable[[Commitment], Commitment]
    ) -> Commitment:
        with self._database.transaction() as tx:
            commitment = own_commitment(tx, actor, commitment_id)
            return self._save(tx, commitment, change(commitment))

    def _save(self, tx: Transaction, before: Commitment, after: Commitment) -> Commitment:
        if after == before:
            return before
        saved = after.model_copy(update={"updated_at": self._clock()})
        tx.commitments.update(saved)
        return saved


def shared_commitments(
    tx: Transaction, actor: Actor, group_id: str, charters: Charters
) -> list[tuple[Commitment, SharedCommitment]]:
    """Return each with what the group sees of it, for a group of the actor's; else NotFound.

    Empty while rules or charter keep such things from the group, whatever was shared before.
    """
    require(actor, Action.READ, Resource(kind=Kind.GROUP, group_id=group_id))
    group = group_of(tx, group_id)
    if not capped([Reach.GROUP], limit(group.rules, charter_of(tx, group, charters).terms)):
        return []
    return [
        (c, SharedCommitment(name=name, sentence=c.sentence, status=c.status))
        for name, c in tx.commitments.shared_in_group(group_id)
        if allowed(actor, Action.READ, _resource(c))
    ]


def _resource(commitment: Commitment) -> Resource:
    return Resource(
        kind=Kind.COMMITMENT,
        owner_id=commitment.owner_id,
        group_id=commitment.group_id,
        audience=commitment.audience,
        shared=commitment.status is not CommitmentStatus.DRAFT,
    )


def _group_of(tx: Transaction, actor: Actor, commitment: Commitment) -> Group | None:
    """Return the group that would see it: the one that it was made in, or the one joined last."""
    groups = tx.groups.of_person(actor.person_id)
    made_in = (group for group in groups if group.id == commitment.group_id)
    return next(made_in, groups[0] if groups else None)


def _sentence(text: str) -> str:
    return " ".join(tidy(text, name="The sentence", longest=LONGEST_SENTENCE).split())
