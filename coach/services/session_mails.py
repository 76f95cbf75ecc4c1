"""Mails to the members of a group who want to know of its sessions."""

from __future__ import annotations

from datetime import datetime

from coach.domain.access import Action, Kind, Resource, allowed
from coach.domain.group_session import GroupSession
from coach.domain.people import Actor
from coach.domain.recurrence import after_quiet
from coach.domain.reminders import MailKind, Rhythm
from coach.services.common import new_id
from coach.services.zones import find_zone
from coach.storage.records import OutboxMail
from coach.storage.transaction import Transaction


def announce(
    tx: Transaction, session: GroupSession, kind: MailKind, now: datetime, *, by: str
) -> None:
    """Put a mail on what happened to a session into the outbox, for all but who did it.

    In the transaction of the change itself: there is no change without its mails.
    """
    for person_id, rhythm in listeners(tx, session.group_id, tx.rhythms.unpaused()).items():
        if person_id != by:
            tx.outbox.add(_mail(session, kind, now, person_id, rhythm))


def listeners(tx: Transaction, group_id: str, rhythms: dict[str, Rhythm]) -> dict[str, Rhythm]:
    """Return who of a group wants to know of its sessions, of those given."""
    members = (member.person_id for _, member in tx.groups.members(group_id, present=True))
    return {
        person_id: rhythms[person_id]
        for person_id in members
        if person_id in rhythms and rhythms[person_id].session_mails
    }


def session_event(kind: MailKind, session: GroupSession, person_id: str) -> str:
    """Return by which a mail about a session is known; another one once the session is moved."""
    is_eve = kind is MailKind.EVE
    when = f"{session.held_on}" if is_eve else f"{session.updated_at:%Y%m%dT%H%M%S.%f}"
    return f"{kind.value}.{session.id}.{when}.{person_id}"


def reads_sessions(actor: Actor, group_id: str) -> bool:
    """Return whether somebody may see what sessions a group plans."""
    return allowed(actor, Action.READ, Resource(kind=Kind.SESSION, group_id=group_id))


def _mail(
    session: GroupSession, kind: MailKind, now: datetime, person_id: str, rhythm: Rhythm
) -> OutboxMail:
    meant_for = after_quiet(now, rhythm.quiet, find_zone(rhythm.timezone))
    is_gone = kind is MailKind.CANCELLED
    return OutboxMail(
        id=new_id(),
        event=session_event(kind, session, person_id),
        person_id=person_id,
        kind=kind,
        subject_id=session.group_id if is_gone else session.id,
        day=session.held_on,
        meant_for=meant_for,
        next_try_at=meant_for,
    )
