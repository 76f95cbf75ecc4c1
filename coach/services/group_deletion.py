"""Deleting a group: somebody asks, another person confirms, and it does what was said before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from coach.domain.access import Action, Kind, Resource, require
from coach.domain.base import Model
from coach.domain.commitment_life import is_shared
from coach.domain.group_deletion import DeletionRequest, confirm_problem
from coach.domain.groups import Group
from coach.domain.notices import NoticeKind
from coach.domain.people import Actor
from coach.domain.repertoire import Item, of_group
from coach.errors import InvalidInput
from coach.services.common import Clock, group_of, note_deed
from coach.services.deletion import count, join
from coach.services.notices import announce, name_of
from coach.services.withdrawing import items_shared_with, note_private, take_from
from coach.storage.database import Database
from coach.storage.transaction import Transaction

_NOT_ASKED = (
    "Nobody has asked for this group to be deleted, or it is more than 7 days ago: ask anew."
)


class PendingDeletion(Model):
    """A deletion that waits for a second person. `problem`: why the reader is not that person."""

    asked_by: str
    asked_at: datetime
    lapses_at: datetime
    problem: str


@dataclass(frozen=True, slots=True)
class _Plan:
    """What goes with a group, and what falls back to whom it belongs to."""

    members: int
    cycles: int
    sessions: int
    invitations: int
    shared: tuple[str, ...]
    """Commitments that the group sees."""
    stories: tuple[Item, ...]
    """What members gave, each with its author."""
    documents: tuple[Item, ...]
    """What the organisation had loaded for this group alone."""


class GroupDeletionService:
    """One person alone deletes no group, an administrator no more than anybody else."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def preview(self, actor: Actor, group_id: str) -> tuple[str, ...]:
        """Say what the deletion leads to, to whoever may ask for it, confirm it or call it off."""
        with self._database.reading() as tx:
            group = group_of(tx, group_id)
            require(actor, Action.AGREE, Resource.of_group(group))
            return tuple(_sentences(_plan(tx, group, self._clock())))

    def ask(self, actor: Actor, group_id: str) -> None:
        """Ask for the deletion, and tell the group; InvalidInput when somebody has already."""
        now = self._clock()
        with self._database.transaction() as tx:
            group = group_of(tx, group_id, lock=True)
            require(actor, Action.DELETE, Resource.of_group(group))
            if _open_request(tx, group_id, now) is not None:
                raise InvalidInput(
                    "Somebody has asked for this already: confirm it, or call it off."
                )
            tx.group_deletions.ask(
                DeletionRequest(group_id=group_id, asked_by_id=actor.person_id, asked_at=now)
            )
            announce(tx, now, NoticeKind.DELETION_ASKED, group_id, person_id=actor.person_id)
            note_deed(tx, now, actor, "group_deletion_asked", Kind.GROUP, group_id)

    def call_off(self, actor: Actor, group_id: str) -> None:
        """Take the request off the table, whoever made it, and tell the group."""
        now = self._clock()
        with self._database.transaction() as tx:
            group = group_of(tx, group_id, lock=True)
            require(actor, Action.AGREE, Resource.of_group(group))
            if _open_request(tx, group_id, now) is None:
                raise InvalidInput(_NOT_ASKED)
            tx.group_deletions.forget(group_id)
            announce(tx, now, NoticeKind.DELETION_CALLED_OFF, group_id, person_id=actor.person_id)
            note_deed(tx, now, actor, "group_deletion_off", Kind.GROUP, group_id)

    def confirm(self, actor: Actor, group_id: str) -> None:
        """Delete the group, as the second person; InvalidInput says why the actor is not that."""
        now = self._clock()
        with self._database.transaction() as tx:
            group = group_of(tx, group_id, lock=True)
            require(actor, Action.AGREE, Resource.of_group(group))
            request = _open_request(tx, group_id, now)
            if request is None:
                raise InvalidInput(_NOT_ASKED)
            problem = _problem(actor, request)
            if problem:
                raise InvalidInput(problem)
            _carry_out(tx, actor, group, _plan(tx, group, now), now)
        self._database.scrub()


def pending(tx: Transaction, actor: Actor, group_id: str, now: datetime) -> PendingDeletion | None:
    """Return the deletion that waits for a second person, if one does."""
    request = _open_request(tx, group_id, now)
    if request is None:
        return None
    return PendingDeletion(
        asked_by=name_of(tx, request.asked_by_id),
        asked_at=request.asked_at,
        lapses_at=request.lapses_at,
        problem=_problem(actor, request),
    )


def _open_request(tx: Transaction, group_id: str, now: datetime) -> DeletionRequest | None:
    request = tx.group_deletions.get(group_id)
    return request if request is not None and request.is_open(now) else None


def _problem(actor: Actor, request: DeletionRequest) -> str:
    own = (m.joined_at for m in actor.memberships if m.group_id == request.group_id)
    joined_at = None if actor.is_admin else next(own, None)
    return confirm_problem(request, person_id=actor.person_id, joined_at=joined_at)


def _plan(tx: Transaction, group: Group, now: datetime) -> _Plan:
    items = items_shared_with(tx, group.id)
    return _Plan(
        members=len(tx.groups.members(group.id)),
        cycles=len(tx.cycles.of_group(group.id)),
        sessions=len(tx.group_sessions.of_group(group.id)),
        invitations=len(tx.invitations.open_of(group.id, now)),
        shared=tuple(c.id for c in tx.commitments.of_group(group.id) if is_shared(c)),
        stories=tuple(item for item in items if item.author_id),
        documents=tuple(item for item in items if not item.author_id),
    )


def _sentences(plan: _Plan) -> Iterator[str]:
    parts = ["its rules", "its charter"]
    parts += [count(plan.cycles, "cycle")] if plan.cycles else []
    parts += [count(plan.sessions, "session")] if plan.sessions else []
    yield f"This deletes the group with {join(parts)}, for its {count(plan.members, 'member')}."
    if plan.documents:
        yield f"It deletes {count(len(plan.documents), 'document')} loaded for this group alone."
    if plan.stories:
        back = "goes back to its author" if len(plan.stories) == 1 else "go back to their authors"
        stories = "1 story" if len(plan.stories) == 1 else f"{len(plan.stories)} stories"
        yield f"{stories} that members shared here {back} alone."
    if plan.shared:
        yield f"{count(len(plan.shared), 'shared commitment')} can be seen by the member alone."
    if plan.invitations:
        yield f"{count(plan.invitations, 'open invitation')} will lead nowhere."
    yield "Nobody can bring the group back."


def _carry_out(tx: Transaction, actor: Actor, group: Group, plan: _Plan, now: datetime) -> None:
    """Let everybody have what is theirs, then delete the group with all that is its own."""
    for item in plan.stories:
        take_from(tx, item, {group.id}, now, by_id=actor.person_id)
    for item in plan.documents:
        tx.items.delete(item.id)
    tx.loads.delete_of_audience(of_group(group.id))
    tx.commitments.part_from_group(group.id)
    for commitment_id in plan.shared:
        note_private(tx, now, actor.person_id, Kind.COMMITMENT, commitment_id)
    tx.groups.delete(group.id)
    note_deed(tx, now, actor, "group_deleted", Kind.GROUP, group.id)
