"""What the weekly mail says: counts, and one date."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from coach.domain.commitment import CommitmentStatus
from coach.domain.people import Actor
from coach.domain.repertoire import visible_to
from coach.services.deletion import count
from coach.services.session_mails import reads_sessions
from coach.storage.transaction import Transaction

_WEEK: Final = timedelta(days=7)


def digest_lines(
    tx: Transaction, actor: Actor, *, now: datetime, today: date
) -> tuple[str, str, str]:
    """Return the actor's practice of the last seven days, the next session, and new stories."""
    return (
        _practice(tx, actor, today),
        _next_session(tx, actor, today),
        _stories(tx, actor, now - _WEEK),
    )


def _practice(tx: Transaction, actor: Actor, today: date) -> str:
    commitments = tx.commitments.of_owner(actor.person_id)
    is_open = {c.id for c in commitments if c.status is CommitmentStatus.OPEN}
    if not is_open:
        return "You have no open commitment."
    tried = sum(
        attempt.commitment_id in is_open and attempt.happened_on > today - _WEEK
        for attempt in tx.attempts.of_owner(actor.person_id)
    )
    return (
        f"You have {count(len(is_open), 'open commitment')}: {count(tried, 'attempt')} this week."
    )


def _next_session(tx: Transaction, actor: Actor, today: date) -> str:
    days = [
        session.held_on
        for group_id in actor.group_ids
        if reads_sessions(actor, group_id)
        for session in tx.group_sessions.of_group(group_id)
        if session.held_on >= today
    ]
    return f"Next session: {min(days):%A, %-d %B}." if days else "No session is planned."


def _stories(tx: Transaction, actor: Actor, since: datetime) -> str:
    number = tx.items.count_stories(visible_to(actor), since=since, but=actor.person_id)
    if not number:
        return "No new stories were shared with you this week."
    many = "1 new story was" if number == 1 else f"{number} new stories were"
    return f"{many} shared with you this week."
