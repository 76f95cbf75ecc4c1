"""Groups: who is in them and where their cycle stands."""

from __future__ import annotations

from datetime import date

from coach.domain.access import Action, Kind, Resource, require
from coach.domain.base import Model
from coach.domain.cycle import Cycle, CycleStage
from coach.domain.groups import Group
from coach.domain.people import Actor, Membership, Role
from coach.errors import InvalidInput
from coach.services.common import Clock, find_person, new_id, note_event, tidy_line
from coach.services.notices import let_in
from coach.storage.database import Database
from coach.storage.transaction import Transaction

_LONGEST_TOPIC = 300


class MemberView(Model):
    """A member as the group sees them."""

    name: str
    role: Role


class GroupView(Model):
    """A group, its current cycle and its members by name."""

    group: Group
    cycle: Cycle | None
    members: tuple[MemberView, ...]


class GroupService:
    """What members see of their groups; roles and cycles are set by an operator."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def mine(self, actor: Actor) -> list[GroupView]:
        """Return the actor's groups, the one joined last first."""
        with self._database.reading() as tx:
            groups = tx.groups.of_person(actor.person_id)
            for group in groups:
                require(actor, Action.READ, Resource(kind=Kind.GROUP, group_id=group.id))
            return [
                GroupView(
                    group=group,
                    cycle=tx.cycles.current(group.id),
                    members=tuple(
                        MemberView(name=name, role=membership.role)
                        for name, membership in tx.groups.members(group.id)
                    ),
                )
                for group in groups
            ]

    def add_member(self, *, group_id: str, email: str, role: Role = Role.MEMBER) -> Membership:
        """Let somebody with an account in, or change their role. For the command line only."""
        now = self._clock()
        with self._database.transaction() as tx:
            _require_group(tx, group_id)
            person = find_person(tx, email)
            known = {m.group_id: m for m in tx.groups.memberships_of(person.id)}.get(group_id)
            membership = Membership(
                group_id=group_id,
                person_id=person.id,
                role=role,
                joined_at=known.joined_at if known else now,
            )
            if known is None:
                let_in(tx, membership, now)
            else:
                tx.groups.set_role(membership)
            note_event(
                tx,
                now,
                "role_change",
                kind=Kind.ACCOUNT.value,
                object_id=person.id,
                detail=role.value,
            )
        return membership

    def set_cycle(
        self, *, group_id: str, topic: str, stage: CycleStage, stage_ends_on: date | None = None
    ) -> Cycle:
        """Move the current cycle of that topic, or begin the next. For the command line only."""
        words = tidy_line(topic, name="The topic", longest=_LONGEST_TOPIC)
        with self._database.transaction() as tx:
            _require_group(tx, group_id)
            current = tx.cycles.current(group_id)
            if current is not None and current.topic == words:
                moved = current.model_copy(update={"stage": stage, "stage_ends_on": stage_ends_on})
                tx.cycles.update(moved)
                return moved
            cycle = Cycle(
                id=new_id(),
                group_id=group_id,
                number=current.number + 1 if current else 1,
                topic=words,
                stage=stage,
                stage_ends_on=stage_ends_on,
            )
            tx.cycles.add(cycle)
        return cycle


def _require_group(tx: Transaction, group_id: str) -> None:
    if tx.groups.get(group_id) is None:
        raise InvalidInput("There is no such group: make it with `coach group add NAME`.")
