"""Planning a group's sessions: the agenda as it would be, saved, shown and taken along."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time

from coach.domain.access import Action, Kind, Resource, allowed, require
from coach.domain.agenda import Agenda, SessionKind
from coach.domain.agenda_builder import Plan, plan
from coach.domain.agenda_request import Request
from coach.domain.agenda_template import AgendaTemplate, AgendaTemplates
from coach.domain.base import Model
from coach.domain.commitment import CommitmentStatus
from coach.domain.group_session import GroupSession
from coach.domain.groups import Group
from coach.domain.next_session import NextSession, next_session
from coach.domain.people import Actor
from coach.domain.reminders import MailKind
from coach.errors import NotFound
from coach.services.agenda_sheet import Sheet
from coach.services.commitments import shared_commitments
from coach.services.common import Clock, new_id, note_event
from coach.services.formats_file import Charters
from coach.services.participation import charter_of
from coach.services.session_mails import announce
from coach.storage.database import Database
from coach.storage.transaction import Transaction

_LINE = 200


class Setting(Model):
    """What a session can be planned with."""

    members: Mapping[str, str]
    """Names by id, of members whose accounts are open."""
    minutes: int
    commitments: Mapping[str, str]
    """Open commitments that members share, with their names, by id."""
    may_plan: bool


class Preview(Model):
    """An agenda as it would be: whether it fits, and the sheet that would be printed."""

    plan: Plan
    sheet: Sheet


class GroupSessionService:
    """Whoever leads plans; whoever takes part reads. Names and sentences are looked up each time.

    An agenda shows of commitments what its reader may see at that moment: what was shared and no
    longer is has gone from every plan.
    """

    def __init__(
        self, database: Database, clock: Clock, templates: AgendaTemplates, charters: Charters
    ) -> None:
        self._database = database
        self._clock = clock
        self._templates = templates
        self._charters = charters

    def setting(self, actor: Actor, group_id: str) -> Setting:
        """Return what the actor's group can plan with; NotFound for whoever does not take part."""
        with self._database.reading() as tx:
            group = _group(tx, group_id)
            require(actor, Action.READ, _session_of(group))
            return Setting(
                members=_names(tx, group_id),
                minutes=group.rules.session_minutes,
                commitments=self._sentences(tx, actor, group_id),
                may_plan=allowed(actor, Action.WRITE, _session_of(group)),
            )

    def preview(
        self,
        actor: Actor,
        group_id: str,
        request: Request,
        *,
        held_on: date,
        begins_at: time | None = None,
    ) -> Preview:
        """Return the agenda as it would be. InvalidInput says what none can be made from."""
        planned = plan(request, self._template(request.kind))
        with self._database.reading() as tx:
            group = _group(tx, group_id)
            require(actor, Action.READ, _session_of(group))
            cycle = tx.cycles.current(group_id)
            sheet = self._sheet(
                tx,
                actor,
                group,
                planned.agenda,
                held_on=held_on,
                begins_at=begins_at,
                topic=cycle.topic if cycle else "",
            )
        return Preview(plan=planned, sheet=sheet)

    def plan(
        self,
        actor: Actor,
        group_id: str,
        request: Request,
        *,
        held_on: date,
        begins_at: time | None = None,
    ) -> GroupSession:
        """Save a session; one that does not fit is saved as it is, and says by how much."""
        plan(request, self._template(request.kind))
        now = self._clock()
        with self._database.transaction() as tx:
            group = _group(tx, group_id)
            require(actor, Action.WRITE, _session_of(group))
            cycle = tx.cycles.current(group_id)
            session = GroupSession(
                id=new_id(),
                group_id=group_id,
                cycle_id=cycle.id if cycle else None,
                held_on=held_on,
                begins_at=begins_at,
                request=request,
                created_at=now,
                updated_at=now,
            )
            tx.group_sessions.add(session)
            announce(tx, session, MailKind.PLANNED, now, by=actor.person_id)
            note_event(
                tx,
                now,
                "session_planned",
                actor_id=actor.person_id,
                kind=Kind.SESSION.value,
                object_id=session.id,
            )
        return session

    def planned(self, actor: Actor, group_id: str) -> list[GroupSession]:
        """Return the group's sessions, the latest first."""
        with self._database.reading() as tx:
            require(actor, Action.READ, _session_of(_group(tx, group_id)))
            return tx.group_sessions.of_group(group_id)

    def get(self, actor: Actor, session_id: str) -> GroupSession:
        """Return a session; NotFound for whoever does not take part in its group."""
        with self._database.reading() as tx:
            session, group = _session(tx, session_id)
        require(actor, Action.READ, _session_of(group))
        return session

    def proposed(self, actor: Actor, group_id: str, today: date) -> NextSession | None:
        """Return on which day the group could meet next, as its rules and dates propose."""
        with self._database.reading() as tx:
            group = _group(tx, group_id)
            require(actor, Action.READ, _session_of(group))
            last = next(iter(tx.group_sessions.of_group(group_id)), None)
            return next_session(
                group.rules,
                cycle=tx.cycles.current(group_id),
                last=last.held_on if last else None,
                today=today,
            )

    def move(
        self, actor: Actor, session_id: str, *, held_on: date, begins_at: time | None
    ) -> GroupSession:
        """Save another day or time; its agenda stays."""
        now = self._clock()
        with self._database.transaction() as tx:
            session, group = _session(tx, session_id)
            require(actor, Action.WRITE, _session_of(group))
            if (held_on, begins_at) == (session.held_on, session.begins_at):
                return session
            when = {"held_on": held_on, "begins_at": begins_at, "updated_at": now}
            moved = session.model_copy(update=when)
            tx.group_sessions.set_date(moved)
            announce(tx, moved, MailKind.MOVED, now, by=actor.person_id)
        return moved

    def cancel(self, actor: Actor, session_id: str) -> None:
        """Delete a session that is planned or was."""
        now = self._clock()
        with self._database.transaction() as tx:
            session, group = _session(tx, session_id)
            require(actor, Action.WRITE, _session_of(group))
            tx.group_sessions.delete(session.id)
            announce(tx, session, MailKind.CANCELLED, now, by=actor.person_id)

    def sheet(self, actor: Actor, session_id: str) -> Sheet:
        """Return the agenda with all that the actor may see of it now."""
        with self._database.reading() as tx:
            session, group = _session(tx, session_id)
            require(actor, Action.READ, _session_of(group))
            cycles = {cycle.id: cycle for cycle in tx.cycles.of_group(group.id)}
            cycle = cycles.get(session.cycle_id or "")
            return self._sheet(
                tx,
                actor,
                group,
                plan(session.request, self._template(session.request.kind)).agenda,
                held_on=session.held_on,
                begins_at=session.begins_at,
                topic=cycle.topic if cycle else "",
            )

    def _sheet(
        self,
        tx: Transaction,
        actor: Actor,
        group: Group,
        agenda: Agenda,
        *,
        held_on: date,
        begins_at: time | None,
        topic: str,
    ) -> Sheet:
        charter = charter_of(tx, group, self._charters)
        return Sheet(
            agenda=agenda,
            group=group.name,
            topic=topic,
            held_on=held_on,
            begins_at=begins_at,
            charter_line=_first_line(charter.sections.may_leave),
            made_on=self._clock().date(),
            names=_names(tx, group.id),
            commitments=self._sentences(tx, actor, group.id),
        )

    def _sentences(self, tx: Transaction, actor: Actor, group_id: str) -> dict[str, str]:
        """Return the open commitments that the actor may see, with the names of who shares them."""
        return {
            commitment.id: f"{view.name}: {view.sentence}"
            for commitment, view in shared_commitments(tx, actor, group_id, self._charters)
            if commitment.status is CommitmentStatus.OPEN
        }

    def _template(self, kind: SessionKind) -> AgendaTemplate:
        return self._templates.agendas[kind]


def _group(tx: Transaction, group_id: str) -> Group:
    group = tx.groups.get(group_id)
    if group is None:
        raise NotFound
    return group


def _session(tx: Transaction, session_id: str) -> tuple[GroupSession, Group]:
    session = tx.group_sessions.get(session_id)
    if session is None:
        raise NotFound
    return session, _group(tx, session.group_id)


def _session_of(group: Group) -> Resource:
    return Resource(kind=Kind.SESSION, group_id=group.id, led_by_all=group.rules.led_by_all)


def _names(tx: Transaction, group_id: str) -> dict[str, str]:
    return {m.person_id: name for name, m in tx.groups.members(group_id, present=True)}


def _first_line(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _LINE else f"{line[: _LINE - 1].rsplit(' ', 1)[0]}…"
