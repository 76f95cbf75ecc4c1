"""Where a person stands in their groups: built from the database for every request."""

from __future__ import annotations

from collections.abc import Sequence

from coach.domain.charter import (
    Charter,
    CharterVersion,
    Standing,
    format_charter,
    format_version,
    may_read,
    newest_accepted,
    standing,
)
from coach.domain.groups import Group
from coach.domain.people import Actor, Membership, Person
from coach.errors import NotFound, SetupError
from coach.services.formats_file import Charters
from coach.storage.transaction import Transaction


def actor_of(tx: Transaction, person: Person, *, session_id: str = "") -> Actor:
    """Return the person as they may act now: with their groups, and those that wait for a yes."""
    memberships = tuple(tx.groups.memberships_of(person.id))
    return Actor(
        person_id=person.id,
        name=person.name,
        email=person.email,
        is_admin=person.is_admin,
        memberships=memberships,
        held_back=_held_back(tx, person.id, memberships),
        session_id=session_id,
    )


def charter_of(tx: Transaction, group: Group, charters: Charters) -> Charter:
    """Return what the group has written, or the text of its format until it has."""
    written = tx.charters.newest_of([group.id]).get(group.id)
    return written or _format_charter(group, charters)


def standing_in(tx: Transaction, actor: Actor, group: Group, charters: Charters) -> Standing:
    """Return what a member may do in their group now; NotFound for somebody who is in it not."""
    memberships = tx.groups.memberships_of(actor.person_id)
    membership = next((m for m in memberships if m.group_id == group.id), None)
    if membership is None:
        raise NotFound
    accepted = newest_accepted(tx.charters.accepted_by(actor.person_id), group)
    return standing(membership, group.rules, charter_of(tx, group, charters), accepted)


def _held_back(
    tx: Transaction, person_id: str, memberships: Sequence[Membership]
) -> frozenset[str]:
    """Return the groups whose charter the person has to accept before they see what is shared."""
    if not memberships:
        return frozenset()
    joined = {m.group_id: m for m in memberships}
    written = tx.charters.newest_of(joined)
    accepted = tx.charters.accepted_by(person_id)
    return frozenset(
        group.id
        for group in tx.groups.of_person(person_id)
        if not may_read(
            joined[group.id], _version(group, written), newest_accepted(accepted, group)
        )
    )


def _version(group: Group, written: dict[str, Charter]) -> CharterVersion:
    return written.get(group.id) or format_version(group)


def _format_charter(group: Group, charters: Charters) -> Charter:
    if group.format not in charters:
        raise SetupError(
            f"There is no charter for the format {group.format!r}: restore corpus/charters.yaml "
            "from the repository."
        )
    return format_charter(group, charters[group.format])
