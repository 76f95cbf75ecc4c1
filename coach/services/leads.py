"""Passing the lead of a group on: by whoever has it, to whom the rules' rotation would give it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from coach.domain.access import Action, Kind, Resource, allowed, require
from coach.domain.base import Model
from coach.domain.cycle import Cycle, CycleStage
from coach.domain.groups import Group
from coach.domain.leads import Lead, current, lasts_to, may_be_taken_up, session_day, whose_turn
from coach.domain.notices import NoticeKind
from coach.domain.people import Actor
from coach.domain.rules import Term
from coach.errors import InvalidInput
from coach.services.common import Clock, group_of, new_id, note_event
from coach.services.notices import announce
from coach.services.participation import course_of, lead_of
from coach.storage.database import Database
from coach.storage.transaction import Transaction


class Leader(Model):
    """Who leads now, and for how long: to the end of a cycle, a session, a day, or open."""

    person_id: str
    name: str
    term: Term
    through_cycle: int | None
    ends_on: date | None
    """Of a term to a date, and of one to a session that is planned."""


class LeadBoard(Model):
    """What a member sees of who leads."""

    leader: Leader | None
    by_all: bool
    """Whether nobody leads for longer than a turn."""
    candidates: Mapping[str, str]
    """Members whose accounts are open, by id, in the order in which the lead passes round."""
    may_give: bool
    """Whether the actor may hand the lead to somebody, or take it up because nobody has it."""
    asks_until: bool
    """Whether a term goes to a date that has to be given."""


class LeadService:
    """One member leads at a time; whoever leads hands over, and any member takes up a free lead."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def board(self, actor: Actor, group_id: str) -> LeadBoard:
        """Return who leads the actor's group, and who would be next; NotFound for strangers."""
        with self._database.reading() as tx:
            group = group_of(tx, group_id)
            leads, now = tx.leads.of_group(group_id), self._clock()
            course = course_of(tx, group_id, now.date())
            held = current(leads, course)
            resource = _lead_of(group, held)
            require(actor, Action.READ, resource)
            members = tx.groups.members(group_id, present=True)
        names = {membership.person_id: name for name, membership in members}
        order = whose_turn({m.person_id: m.joined_at for _, m in members}, leads)
        leader = None
        if held is not None:
            day = held.until or session_day(held, course)
            leader = Leader(
                person_id=held.person_id,
                name=names.get(held.person_id, ""),
                term=held.term,
                through_cycle=held.through_cycle,
                ends_on=day if held.term in {Term.UNTIL_DATE, Term.SESSION} else None,
            )
        return LeadBoard(
            leader=leader,
            by_all=group.rules.led_by_all,
            candidates={person_id: names[person_id] for person_id in order},
            may_give=allowed(actor, Action.WRITE, resource) and not group.rules.led_by_all,
            asks_until=group.rules.term is Term.UNTIL_DATE,
        )

    def give(
        self, actor: Actor, group_id: str, person_id: str, *, until: date | None = None
    ) -> Lead:
        """Let a member lead from now on; whoever led before leads no longer.

        InvalidInput for somebody who is no member, and when the rules ask for another term.
        """
        now = self._clock()
        with self._database.transaction() as tx:
            group = group_of(tx, group_id, lock=True)
            require(actor, Action.WRITE, _lead_of(group, lead_of(tx, group_id, now.date())))
            if group.rules.led_by_all:
                raise InvalidInput("All of you lead this group: change that rule first.")
            return give_lead(tx, group, person_id, now, given_by_id=actor.person_id, until=until)

    def appoint(
        self, admin: Actor, group_id: str, person_id: str, *, until: date | None = None
    ) -> Lead:
        """Let a member lead, as an admin who may be no member; terms as in `give`."""
        now = self._clock()
        with self._database.transaction() as tx:
            require(admin, Action.INVITE, Resource(kind=Kind.LEAD, group_id=group_id))
            group = group_of(tx, group_id, lock=True)
            return give_lead(tx, group, person_id, now, given_by_id=admin.person_id, until=until)


def give_lead(
    tx: Transaction,
    group: Group,
    person_id: str,
    now: datetime,
    *,
    given_by_id: str = "",
    until: date | None = None,
    term: Term | None = None,
) -> Lead:
    """Save who leads from now on; asks nobody. `term`: another one than the rules give."""
    members = {m.person_id for _, m in tx.groups.members(group.id, present=True)}
    if person_id not in members:
        raise InvalidInput("Only a member of the group can lead it: choose one of the list.")
    cycle = tx.cycles.current(group.id)
    through, last_day = None, None
    if term is None:
        through, last_day = lasts_to(
            group.rules,
            cycle.number if cycle else None,
            cycle_is_over=cycle is not None and cycle.stage is CycleStage.CLOSE,
            today=now.date(),
            until=until,
        )
    lead = Lead(
        id=new_id(),
        group_id=group.id,
        person_id=person_id,
        term=term or group.rules.term,
        through_cycle=through,
        until=last_day,
        since=now,
    )
    tx.leads.end_all(group.id, now)
    tx.leads.add(lead)
    announce(tx, now, NoticeKind.LEADS, group.id, person_id=person_id, by_id=given_by_id or None)
    note_event(
        tx,
        now,
        "role_change",
        actor_id=given_by_id,
        kind=Kind.ACCOUNT.value,
        object_id=person_id,
        detail="facilitator",
    )
    return lead


def begin_cycle(tx: Transaction, group: Group, cycle: Cycle, leader_id: str, now: datetime) -> None:
    """Save a new cycle; where terms are of a cycle, it has a leader from its first day."""
    tx.cycles.add(cycle)
    if group.rules.term is Term.CYCLE and not group.rules.led_by_all:
        give_lead(tx, group, leader_id, now, given_by_id=leader_id)


def _lead_of(group: Group, held: Lead | None) -> Resource:
    is_free = held is None and may_be_taken_up(group.rules)
    by_all = group.rules.led_by_all or is_free
    return Resource(kind=Kind.LEAD, group_id=group.id, led_by_all=by_all)
