"""What the services of a group's sessions share: finding a session, and drawing up its sheet."""

from __future__ import annotations

from datetime import date, time

from coach.domain.access import Action, Kind, Resource, allowed
from coach.domain.agenda import Agenda
from coach.domain.agenda_builder import Plan, plan
from coach.domain.agenda_request import Request
from coach.domain.agenda_rules import for_group
from coach.domain.agenda_template import AgendaTemplates
from coach.domain.commitment import CommitmentStatus
from coach.domain.group_session import GroupSession
from coach.domain.groups import Group
from coach.domain.people import Actor
from coach.domain.session_note import NoteKind
from coach.errors import NotFound
from coach.services.agenda_sheet import Noted, Sheet
from coach.services.commitments import shared_commitments
from coach.services.common import Clock, group_of
from coach.services.formats_file import Charters
from coach.services.participation import charter_line
from coach.services.released_themes import as_released
from coach.storage.transaction import Transaction


def session_of(
    tx: Transaction, session_id: str, *, lock: bool = False
) -> tuple[GroupSession, Group]:
    """Return a session with its group, which `lock` keeps to this transaction, or NotFound."""
    session = tx.group_sessions.get(session_id)
    if session is None:
        raise NotFound
    return session, group_of(tx, session.group_id, lock=lock)


def facts_of(group: Group, kind: Kind = Kind.SESSION, owner_id: str | None = None) -> Resource:
    """Return the facts that decide who may do what with a session and what is written in it."""
    return Resource(
        kind=kind, owner_id=owner_id, group_id=group.id, led_by_all=group.rules.led_by_all
    )


def names_in(tx: Transaction, group_id: str) -> dict[str, str]:
    """Return the members whose accounts are open by id."""
    return {m.person_id: name for name, m in tx.groups.members(group_id, present=True)}


class SessionSheets:
    """Draws up agendas and their sheets, for one reader at one moment.

    An agenda shows what its reader may see at that moment: a commitment that is no longer shared,
    or a story that was withdrawn, has gone from every plan.
    """

    def __init__(self, clock: Clock, templates: AgendaTemplates, charters: Charters) -> None:
        self._clock = clock
        self._templates = templates
        self._charters = charters

    def plan(self, group: Group, request: Request) -> Plan:
        """Return the agenda of a request under the group's rules; InvalidInput if there is none."""
        return plan(request, for_group(self._templates.agendas[request.kind], group.rules))

    def preview(
        self,
        tx: Transaction,
        actor: Actor,
        group: Group,
        agenda: Agenda,
        *,
        held_on: date,
        begins_at: time | None,
        report_id: str = "",
    ) -> Sheet:
        """Return the sheet of a session that would be held in the group's present cycle.

        report_id: of the released themes that its questions come from.
        """
        cycle = tx.cycles.current(group.id)
        looks_at = any(step.commitment_ids for step in agenda.steps)
        return Sheet(
            agenda=agenda,
            group=group.name,
            topic=cycle.topic if cycle else "",
            held_on=held_on,
            begins_at=begins_at,
            charter_line=charter_line(tx, group, self._charters),
            made_on=self._clock().date(),
            names=names_in(tx, group.id),
            commitments=self.sentences(tx, actor, group.id) if looks_at else {},
            stories=_stories(tx, actor, agenda),
            themes_released_on=_released_on(tx, group, report_id),
        )

    def sheet(
        self, tx: Transaction, actor: Actor, group: Group, agenda: Agenda, session: GroupSession
    ) -> Sheet:
        """Return the sheet of a saved session, with what was written down in it."""
        cycles = {cycle.id: cycle.topic for cycle in tx.cycles.of_group(group.id)}
        sheet = self.preview(
            tx,
            actor,
            group,
            agenda,
            held_on=session.held_on,
            begins_at=session.begins_at,
            report_id=session.request.report_id,
        )
        found = {
            "topic": cycles.get(session.cycle_id or "", ""),
            "notes": _noted(tx, session.id, sheet.names),
        }
        return sheet.model_copy(update=found)

    def sentences(self, tx: Transaction, actor: Actor, group_id: str) -> dict[str, str]:
        """Return the open commitments that the actor may see, with the names of who shares them."""
        return {
            commitment.id: f"{view.name}: {view.sentence}"
            for commitment, view in shared_commitments(tx, actor, group_id, self._charters)
            if commitment.status is CommitmentStatus.OPEN
        }


def _stories(tx: Transaction, actor: Actor, agenda: Agenda) -> dict[str, str]:
    """Return the titles of those stories of an agenda that the actor may see now."""
    ids = [step.item_id for step in agenda.steps if step.item_id]
    return {
        item.id: item.title
        for item in tx.items.get_many(ids).values()
        if allowed(actor, Action.READ, Resource.of_item(item))
    }


def _released_on(tx: Transaction, group: Group, report_id: str) -> date | None:
    """Return when the themes of this group were released, None for any other report."""
    found = as_released(tx.theme_reports.get(report_id)) if report_id else None
    return found.on if found and found.report.group_id == group.id else None


def _noted(tx: Transaction, session_id: str, names: dict[str, str]) -> tuple[Noted, ...]:
    return tuple(
        Noted(
            is_decision=note.kind is NoteKind.DECISION,
            text=note.text,
            seen_to_by=names.get(note.seen_to_by_id or "", ""),
            until=note.until,
        )
        for note in tx.session_notes.of_session(session_id)
    )
