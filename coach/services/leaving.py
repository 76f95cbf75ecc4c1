"""What leaving a group leads to: worked out once, said beforehand, then carried out as said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from coach.domain.access import Kind
from coach.domain.commitment_life import is_shared
from coach.domain.groups import Group
from coach.domain.people import Membership
from coach.domain.repertoire import Item
from coach.domain.rule_changes import missing
from coach.services.deletion import count, join
from coach.services.group_rules import settle_groups_of
from coach.services.participation import leader_ids
from coach.services.withdrawing import items_shared_with, note_private, take_from
from coach.storage.transaction import Transaction

Stories = Literal["take_back", "keep"]
"""What becomes of a member's stories: theirs alone again, or with the group as they consented."""


@dataclass(frozen=True, slots=True)
class Parting:
    """Everything of one member that leaving touches; ids, and the stories themselves."""

    membership: Membership
    shared: tuple[str, ...]
    """Commitments that the group sees."""
    items: tuple[Item, ...]
    votes: int
    proposals: tuple[str, ...]
    invitations: tuple[str, ...]
    accepted: bool
    """Whether they have said yes to a charter here."""
    waited_for: bool
    """Whether a change of the rules waits for their yes."""
    contributions: tuple[str, ...]
    """Reflections that count towards the group's themes."""
    others: int
    """Present members beside them."""


def plan(tx: Transaction, group: Group, membership: Membership, now: datetime) -> Parting:
    """Work out what it leads to that this member is no longer in the group."""
    person_id = membership.person_id
    present = [m.person_id for _, m in tx.groups.members(group.id, present=True)]
    pending = tx.rule_changes.pending(group.id)
    ballots = tx.topics.ballots(group.id)
    open_proposals = tx.topics.of_group(group.id, closed=False)
    own = tx.commitments.of_owner(person_id)
    return Parting(
        membership=membership,
        shared=tuple(c.id for c in own if c.group_id == group.id and is_shared(c)),
        items=tuple(i for i in items_shared_with(tx, group.id) if i.author_id == person_id),
        votes=sum(ballot.used for ballot in ballots if ballot.person_id == person_id),
        proposals=tuple(p.id for p in open_proposals if p.author_id == person_id),
        invitations=tuple(
            i.id for i in tx.invitations.open_of(group.id, now) if i.inviter_id == person_id
        ),
        accepted=any(a.group_id == group.id for a in tx.charters.accepted_by(person_id)),
        waited_for=pending is not None and person_id in missing(pending, present),
        contributions=tuple(
            one.reflection_id
            for one in tx.contributions.of_owner(person_id)
            if one.group_id == group.id
        ),
        others=sum(1 for other in present if other != person_id),
    )


def sentences(parting: Parting) -> tuple[str, ...]:
    """Say what leaving leads to; what becomes of stories is the member's to choose."""
    return tuple(_sentences(parting))


def _sentences(parting: Parting) -> Iterator[str]:
    yield "You no longer see what the others share here, and they read that you have left."
    if parting.shared:
        yield (
            f"The group no longer sees {count(len(parting.shared), 'commitment')} that you share "
            "with it; you keep what is yours."
        )
    if parting.contributions:
        yield (
            f"{count(len(parting.contributions), 'reflection')} of yours no longer "
            f"{'counts' if len(parting.contributions) == 1 else 'count'} towards its themes, and "
            "nothing of it is quoted there."
        )
    going = [count(parting.votes, "vote")] if parting.votes else []
    if parting.proposals:
        going.append(count(len(parting.proposals), "open proposal"))
    if parting.accepted:
        going.append("your yes to the charter")
    if going:
        yield f"This goes: {join(going)}."
    if parting.waited_for:
        yield "A change of the rules that waits for your yes is decided by the others."
    if parting.invitations:
        yield (
            f"{count(len(parting.invitations), 'invitation')} that you made and that nobody has "
            "used: such a link no longer works."
        )
    if not parting.others:
        yield "Nobody is left in the group then: an administrator can invite somebody into it."


def lead_problem(tx: Transaction, group: Group, person_id: str, today: date) -> str:
    """Say why somebody must not go yet; empty when they may.

    The last one who leads hands the lead over first, unless nobody else is there to take it.
    """
    leaders = leader_ids(tx, group, today)
    others = [m for _, m in tx.groups.members(group.id, present=True) if m.person_id != person_id]
    if not others or leaders != {person_id}:
        return ""
    return (
        "You are the only one who leads this group: hand the lead over to another member first, "
        "then leave."
    )


def carry_out(
    tx: Transaction, parting: Parting, stories: Stories, now: datetime, *, by_id: str
) -> None:
    """Let the member go, with exactly what the plan names; `by_id`: who does it."""
    group_id, person_id = parting.membership.group_id, parting.membership.person_id
    tx.commitments.part_from_group(group_id, owner_id=person_id)
    for commitment_id in parting.shared:
        note_private(tx, now, by_id, Kind.COMMITMENT, commitment_id)
    tx.contributions.delete_of(person_id, group_id)
    if stories == "take_back":
        for item in parting.items:
            take_from(tx, item, {group_id}, now, by_id=by_id)
    tx.topics.forget_ballot(group_id, person_id)
    for proposal_id in parting.proposals:
        tx.topics.delete(proposal_id)
    for invitation_id in parting.invitations:
        tx.invitations.delete(invitation_id)
    tx.charters.forget_acceptances(group_id, person_id)
    tx.group_deletions.forget(group_id, asked_by_id=person_id)
    tx.groups.remove_member(group_id, person_id)
    settle_groups_of(tx, [parting.membership], now)
