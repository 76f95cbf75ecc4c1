"""What is done to an account by those who run the installation, inside their transactions."""

from __future__ import annotations

from datetime import datetime

from coach.services.common import note_event
from coach.services.group_rules import settle_groups_of
from coach.storage.transaction import Transaction


def shut(tx: Transaction, person_id: str, at: datetime, *, by: str = "") -> None:
    """Shut an account: no sign-in, no session, no link of theirs works; nothing is deleted."""
    tx.people.set_disabled(person_id, at)
    settle_groups_of(tx, tx.groups.memberships_of(person_id), at)
    tx.sessions.revoke_all(person_id, at)
    _note(tx, at, "account_disabled", person_id, by)


def reopen(tx: Transaction, person_id: str, at: datetime, *, by: str = "") -> None:
    """Open a shut account again; the person signs in anew."""
    tx.people.set_disabled(person_id, None)
    _note(tx, at, "account_enabled", person_id, by)


def replace_password(
    tx: Transaction, person_id: str, hashed: str, at: datetime, *, by: str = ""
) -> None:
    """Save another password and sign the person out everywhere."""
    tx.people.set_password_hash(person_id, hashed)
    tx.sessions.revoke_all(person_id, at)
    _note(tx, at, "password_reset", person_id, by)


def _note(tx: Transaction, at: datetime, event: str, person_id: str, by: str) -> None:
    note_event(tx, at, event, actor_id=by, kind="account", object_id=person_id)
