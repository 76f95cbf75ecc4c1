"""Makes the sessions of the demo group, with what was written down in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from coach.domain.agenda_request import Request, Wishes
from coach.domain.cycle import Cycle
from coach.domain.group_session import GroupSession
from coach.domain.session_note import SessionNote
from coach.services.common import new_id
from coach.services.demo_file import DemoNote, DemoSession
from coach.storage.transaction import Transaction


def add_session(
    tx: Transaction,
    given: DemoSession,
    *,
    cycle: Cycle,
    members: Mapping[str, str],
    now: datetime,
) -> None:
    """Save a session for all members, whose ids are given by address; `now` is the day it is."""
    session = GroupSession(
        id=new_id(),
        group_id=cycle.group_id,
        cycle_id=cycle.id,
        held_on=(now + timedelta(days=given.in_days)).date(),
        begins_at=given.begins_at,
        request=Request(
            kind=given.kind,
            member_ids=tuple(members.values()),
            wishes=Wishes(questions=given.questions),
        ),
        created_at=now,
        updated_at=now,
    )
    tx.group_sessions.add(session)
    for number, note in enumerate(given.notes):
        at = now + timedelta(days=given.in_days, minutes=number)
        tx.session_notes.add(_note(note, session.id, members, now=now, at=at))


def _note(
    given: DemoNote, session_id: str, members: Mapping[str, str], *, now: datetime, at: datetime
) -> SessionNote:
    until = given.until_in_days
    return SessionNote(
        id=new_id(),
        session_id=session_id,
        author_id=members[given.by],
        kind=given.kind,
        text=given.text,
        seen_to_by_id=members[given.seen_to_by] if given.seen_to_by else None,
        until=None if until is None else (now + timedelta(days=until)).date(),
        created_at=at,
        updated_at=at,
    )
