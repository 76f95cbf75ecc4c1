"""Who leads a group now: the one place that reads it for those who are about to go."""

from __future__ import annotations

from coach.domain.groups import Group
from coach.domain.people import Role
from coach.storage.transaction import Transaction


def leader_ids(tx: Transaction, group: Group) -> frozenset[str]:
    """Return the present members who lead; all of them where any member may."""
    members = [membership for _, membership in tx.groups.members(group.id, present=True)]
    return frozenset(
        m.person_id for m in members if group.rules.led_by_all or m.role is Role.FACILITATOR
    )
