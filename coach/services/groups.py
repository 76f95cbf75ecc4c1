"""Groups: who is in them, how much each takes part, and where their cycle stands."""

from __future__ import annotations

from datetime import date

from coach.domain.access import Action, Kind, Resource, require
from coach.domain.base import Model
from coach.domain.cycle import Cycle, CycleStage
from coach.domain.groups import Group
from coach.domain.people import Actor, Membership
from coach.domain.rules import Level, Term
from coach.errors import InvalidInput, NotFound
from coach.services.common import Clock, find_person, new_id, tidy_line
from coach.services.leads import give_lead
from coach.services.notices import let_in
from coach.services.participation import lead_of
from coach.storage.database import Database
from coach.storage.transaction import Transaction

_LONGEST_TOPIC = 300


class MemberView(Model):
    """A member as the group sees them."""

    name: str
    leads: bool
    level: Level
    is_me: bool = False


class GroupView(Model):
    """A group, its current cycle and its members by name."""

    group: Group
    cycle: Cycle | None
    members: tuple[MemberView, ...]


class GroupService:
    """What members see of their groups; members and cycles are set by an operator."""

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
                    members=self._members(tx, actor, group),
                )
                for group in groups
            ]

    def set_level(self, actor: Actor, group_id: str, level: Level) -> None:
        """Say how much the actor takes part. InvalidInput when the group has no such level."""
        require(actor, Action.AGREE, Resource(kind=Kind.GROUP, group_id=group_id))
        with self._database.transaction() as tx:
            group = tx.groups.get(group_id)
            mine = {m.group_id: m for m in tx.groups.memberships_of(actor.person_id)}
            if group is None or group_id not in mine:
                raise NotFound
            if level not in group.rules.levels:
                there = ", ".join(one.value for one in group.rules.levels)
                raise InvalidInput(f"{level.value!r} is no level of this group: choose of {there}.")
            tx.groups.set_level(mine[group_id].model_copy(update={"level": level}))

    def add_member(self, *, group_id: str, email: str, leads: bool = False) -> Membership:
        """Let somebody with an account in, to lead it if wanted, or not to lead any longer.

        For the command line only.
        """
        now = self._clock()
        with self._database.transaction() as tx:
            group = _require_group(tx, group_id)
            person = find_person(tx, email)
            known = {m.group_id: m for m in tx.groups.memberships_of(person.id)}.get(group_id)
            membership = known or Membership(group_id=group_id, person_id=person.id, joined_at=now)
            if known is None:
                let_in(tx, membership, now)
            if leads:
                to_date = group.rules.term is Term.UNTIL_DATE
                give_lead(tx, group, person.id, now, term=Term.OPEN if to_date else None)
            elif tx.leads.not_ended([group_id], person.id):
                tx.leads.end_all(group_id, now)
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

    def _members(self, tx: Transaction, actor: Actor, group: Group) -> tuple[MemberView, ...]:
        lead = lead_of(tx, group.id, self._clock().date())
        return tuple(
            MemberView(
                name=name,
                leads=lead is not None and membership.person_id == lead.person_id,
                level=group.rules.level_of(membership.level),
                is_me=membership.person_id == actor.person_id,
            )
            for name, membership in tx.groups.members(group.id)
        )


def _require_group(tx: Transaction, group_id: str) -> Group:
    group = tx.groups.get(group_id)
    if group is None:
        raise InvalidInput("There is no such group: make it with `coach group add NAME`.")
    return group
