"""Records of sign-in and audit, which the domain does not know."""

from __future__ import annotations

from datetime import datetime

from coach.domain.base import Model


class SignInSession(Model):
    """One signed-in browser. The token itself is known to that browser only."""

    id: str
    token_sha256: str
    person_id: str
    method: str
    user_agent: str = ""
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None


class Failures(Model):
    """Wrong passwords from one place: how many in a row, and when the last one came."""

    count: int
    last_at: datetime


class Invitation(Model):
    """A link into a group, good for one person and some days."""

    id: str
    token_sha256: str
    group_id: str
    inviter_id: str
    email: str = ""
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


class AuditEvent(Model):
    """A security event: who did what to which thing; never a private text."""

    id: str
    at: datetime
    event: str
    actor_id: str = ""
    kind: str = ""
    object_id: str = ""
    detail: str = ""
