"""People, the groups they belong to, and who is acting."""

from __future__ import annotations

from datetime import datetime

from coach.domain.base import Model
from coach.domain.rules import Level


class Person(Model):
    """Somebody with an account."""

    id: str
    email: str
    name: str
    is_admin: bool = False
    created_at: datetime
    disabled_at: datetime | None = None


class Membership(Model):
    """One person in one group."""

    group_id: str
    person_id: str
    joined_at: datetime
    level: Level = Level.MEMBER
    """How much they take part, as they say themselves."""


class Actor(Model):
    """The person behind a request, with what they may rely on; built anew for every request."""

    person_id: str
    name: str
    email: str
    is_admin: bool = False
    memberships: tuple[Membership, ...] = ()
    held_back: frozenset[str] = frozenset()
    """Groups whose charter the actor has to accept before they see what others share there."""
    leading_ids: frozenset[str] = frozenset()
    """Groups that the actor leads: their term is not over."""
    reading_set_ids: frozenset[str] = frozenset()
    """Sets of groups, as stories are shared with, that have one of the actor's reading groups."""
    session_id: str = ""

    @property
    def group_ids(self) -> frozenset[str]:
        """Groups that the actor belongs to now."""
        return frozenset(m.group_id for m in self.memberships)

    @property
    def reading_ids(self) -> frozenset[str]:
        """Groups in which the actor sees what others share."""
        return self.group_ids - self.held_back
