"""Planning a group's sessions: the agenda as it would be, saved, shown and taken along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time

from coach.domain.access import Action, Kind, allowed, require
from coach.domain.agenda import SessionKind
from coach.domain.agenda_builder import Plan
from coach.domain.agenda_request import Request
from coach.domain.base import Model
from coach.domain.group_session import GroupSession
from coach.domain.groups import Group
from coach.domain.next_session import NextSession, next_session, usual_kind
from coach.domain.people import Actor
from coach.domain.reminders import MailKind
from coach.errors import NotFound
from coach.services.agenda_sheet import Sheet
from coach.services.agenda_wishes import tidied
from coach.services.common import Clock, group_of, new_id, note_event
from coach.services.outside_stories import stories_from_outside
from coach.services.released_themes import read_released
from coach.services.search import SearchService
from coach.services.session_mails import announce
from coach.services.session_sheets import (
    SessionSheets,
    facts_of,
    names_in,
    session_of,
)
from coach.storage.database import Database
from coach.storage.transaction import Transaction


class Setting(Model):
    """What a session can be planned with."""

    members: Mapping[str, str]
    """Names by id, of members whose accounts are open."""
    minutes: int
    commitments: Mapping[str, str]
    """Open commitments that members share, with their names, by id."""
    may_plan: bool
    usual: SessionKind
    """What the next session is for, as the stage of the cycle has it."""


class Preview(Model):
    """An agenda as it would be: whether it fits, and the sheet that would be printed."""

    plan: Plan
    sheet: Sheet


class GroupSessionService:
    """Whoever leads plans; whoever takes part reads. Names are looked up each time."""

    def __init__(
        self, database: Database, clock: Clock, sheets: SessionSheets, search: SearchService
    ) -> None:
        self._database = database
        self._clock = clock
        self._sheets = sheets
        self._search = search

    def setting(self, actor: Actor, group_id: str) -> Setting:
        """Return what the actor's group can plan with; NotFound for whoever does not take part."""
        with self._database.reading() as tx:
            group = group_of(tx, group_id)
            require(actor, Action.READ, facts_of(group))
            return Setting(
                members=names_in(tx, group_id),
                minutes=group.rules.session_minutes,
                commitments=self._sheets.sentences(tx, actor, group_id),
                may_plan=allowed(actor, Action.WRITE, facts_of(group)),
                usual=usual_kind(tx.cycles.current(group_id)),
            )

    def stories_from_outside(
        self, actor: Actor, group_id: str, *, also: Sequence[str] = ()
    ) -> dict[str, str]:
        """Return titles by id of at most three stories that fit what the group works on.

        They are the organisation's, and told by nobody of the group. None without a topic.
        `also`: what comes before the topic in looking for them.
        """
        with self._database.reading() as tx:
            require(actor, Action.WRITE, facts_of(group_of(tx, group_id)))
            cycle = tx.cycles.current(group_id)
            members = {m.person_id for _, m in tx.groups.members(group_id)}
        topic = cycle.topic if cycle else ""
        looked_for = [words for words in (*also, topic) if words]
        return stories_from_outside(self._search, actor, members, looked_for)

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
        request = tidied(request)
        with self._database.reading() as tx:
            group = group_of(tx, group_id)
            require(actor, Action.READ, facts_of(group))
            _check_report(tx, actor, group, request)
            planned = self._sheets.plan(group, request)
            sheet = self._sheets.preview(
                tx,
                actor,
                group,
                planned.agenda,
                held_on=held_on,
                begins_at=begins_at,
                report_id=request.report_id,
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
        request = tidied(request)
        now = self._clock()
        with self._database.transaction() as tx:
            group = group_of(tx, group_id)
            require(actor, Action.WRITE, facts_of(group))
            _check_report(tx, actor, group, request)
            self._sheets.plan(group, request)
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
            require(actor, Action.READ, facts_of(group_of(tx, group_id)))
            return tx.group_sessions.of_group(group_id)

    def get(self, actor: Actor, session_id: str) -> GroupSession:
        """Return a session; NotFound for whoever does not take part in its group."""
        with self._database.reading() as tx:
            session, group = session_of(tx, session_id)
        require(actor, Action.READ, facts_of(group))
        return session

    def proposed(self, actor: Actor, group_id: str, today: date) -> NextSession | None:
        """Return on which day the group could meet next, as its rules and dates propose."""
        with self._database.reading() as tx:
            group = group_of(tx, group_id)
            require(actor, Action.READ, facts_of(group))
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
            session, group = session_of(tx, session_id)
            require(actor, Action.WRITE, facts_of(group))
            if (held_on, begins_at) == (session.held_on, session.begins_at):
                return session
            when = {"held_on": held_on, "begins_at": begins_at, "updated_at": now}
            moved = session.model_copy(update=when)
            tx.group_sessions.set_date(moved)
            announce(tx, moved, MailKind.MOVED, now, by=actor.person_id)
        return moved

    def cancel(self, actor: Actor, session_id: str) -> None:
        """Delete a session that is planned or was, with what was written down in it."""
        now = self._clock()
        with self._database.transaction() as tx:
            session, group = session_of(tx, session_id)
            require(actor, Action.WRITE, facts_of(group))
            tx.group_sessions.delete(session.id)
            note_event(
                tx,
                now,
                "deletion",
                actor_id=actor.person_id,
                kind=Kind.SESSION.value,
                object_id=session.id,
            )
            announce(tx, session, MailKind.CANCELLED, now, by=actor.person_id)
        self._database.scrub()

    def sheet(self, actor: Actor, session_id: str) -> Sheet:
        """Return the agenda as it was planned, with all that the actor may see of it now."""
        with self._database.reading() as tx:
            session, group = session_of(tx, session_id)
            require(actor, Action.READ, facts_of(group))
            agenda = self._sheets.plan(group, session.request).agenda
            return self._sheets.sheet(tx, actor, group, agenda, session)

    def export(self, actor: Actor, session_id: str) -> Sheet:
        """Return the sheet for a file, and note that it was taken along."""
        sheet = self.sheet(actor, session_id)
        with self._database.transaction() as tx:
            note_event(
                tx,
                self._clock(),
                "export",
                actor_id=actor.person_id,
                kind=Kind.SESSION.value,
                object_id=session_id,
            )
        return sheet


def _check_report(tx: Transaction, actor: Actor, group: Group, request: Request) -> None:
    """Raise NotFound for questions of any report but a released one of this group."""
    if request.report_id:
        _, owner = read_released(tx, actor, request.report_id)
        if owner.id != group.id:
            raise NotFound
