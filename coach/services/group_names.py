"""Making groups, and the names by which people tell them apart."""

from __future__ import annotations

from datetime import datetime

from coach.domain.formats import Format
from coach.domain.groups import Group
from coach.errors import InvalidInput
from coach.services.common import new_id, note_event, tidy_line
from coach.storage.transaction import Transaction

_LONGEST_NAME = 120


def plain_name(name: str) -> str:
    """Return the name as it is kept; InvalidInput when it is empty or too long."""
    return tidy_line(name, name="The name of the group", longest=_LONGEST_NAME)


def require_free(tx: Transaction, name: str, *, but: str = "") -> None:
    """Raise InvalidInput when another group than `but` is called so, in whatever letters."""
    taken = (found for found in tx.groups.every() if found.id != but)
    if any(found.name.casefold() == name.casefold() for found in taken):
        raise InvalidInput(f"There is already a group {name!r}: choose another name.")


def add_group(tx: Transaction, name: str, kind: Format, at: datetime, *, by: str = "") -> Group:
    """Save a group with the rules of its format; InvalidInput when there is one of that name."""
    group = Group(
        id=new_id(), name=plain_name(name), format=kind.key, rules=kind.rules, created_at=at
    )
    require_free(tx, group.name)
    tx.groups.add(group)
    note_event(tx, at, "group_created", actor_id=by, kind="group", object_id=group.id)
    return group
