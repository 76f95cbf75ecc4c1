"""Sign-in sessions, wrong passwords and invitations."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from coach.storage import rows, tables
from coach.storage.records import Failures, Invitation, SignInSession

_sessions = tables.sign_in_sessions
_failures = tables.sign_in_failures
_invitations = tables.invitations


class SignInSessions:
    """Signed-in browsers, whatever the method of sign-in."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, session: SignInSession) -> None:
        """Save a new session."""
        self._connection.execute(insert(_sessions).values(rows.values(session)))

    def get(self, session_id: str) -> SignInSession | None:
        """Return the session, live or not."""
        query = select(_sessions).where(_sessions.c.id == session_id)
        return rows.first(self._connection, query, SignInSession)

    def by_token(self, token_sha256: str) -> SignInSession | None:
        """Return the session of a token's hash, live or not."""
        query = select(_sessions).where(_sessions.c.token_sha256 == token_sha256)
        return rows.first(self._connection, query, SignInSession)

    def live_of(self, person_id: str, now: datetime) -> list[SignInSession]:
        """Return a person's live sessions, the last used first."""
        query = (
            select(_sessions)
            .where(
                _sessions.c.person_id == person_id,
                _sessions.c.revoked_at.is_(None),
                _sessions.c.expires_at > now,
            )
            .order_by(_sessions.c.last_seen_at.desc())
        )
        return rows.every(self._connection, query, SignInSession)

    def touch(self, session_id: str, *, seen_at: datetime, expires_at: datetime) -> None:
        """Note that the session was used, which moves its end."""
        query = update(_sessions).where(_sessions.c.id == session_id)
        self._connection.execute(query.values(last_seen_at=seen_at, expires_at=expires_at))

    def revoke(self, session_id: str, at: datetime) -> None:
        """End one session."""
        query = update(_sessions).where(_sessions.c.id == session_id)
        self._connection.execute(query.values(revoked_at=at))

    def revoke_all(self, person_id: str, at: datetime, *, but: str = "") -> None:
        """End a person's sessions, all but one if named."""
        query = update(_sessions).where(
            _sessions.c.person_id == person_id,
            _sessions.c.revoked_at.is_(None),
            _sessions.c.id != but,
        )
        self._connection.execute(query.values(revoked_at=at))

    def forget_ended(self, before: datetime) -> None:
        """Delete sessions that ended before a moment."""
        ended = (_sessions.c.expires_at < before) | (_sessions.c.revoked_at < before)
        self._connection.execute(delete(_sessions).where(ended))


class SignInFailures:
    """Wrong passwords in a row, under keyed hashes that name nobody."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, key_hash: str) -> Failures | None:
        """Return the failures under a key, or None."""
        query = select(_failures.c.count, _failures.c.last_at).where(
            _failures.c.key_hash == key_hash
        )
        return rows.first(self._connection, query.with_for_update(), Failures)

    def set(self, key_hash: str, failures: Failures) -> None:
        """Write the failures under a key."""
        new = {"count": failures.count, "last_at": failures.last_at}
        make = postgresql.insert if self._connection.dialect.name == "postgresql" else sqlite.insert
        query = make(_failures).values(key_hash=key_hash, **new)
        self._connection.execute(
            query.on_conflict_do_update(index_elements=[_failures.c.key_hash], set_=new)
        )

    def forget(self, key_hash: str) -> None:
        """Start from nothing under a key."""
        self._connection.execute(delete(_failures).where(_failures.c.key_hash == key_hash))

    def forget_before(self, moment: datetime) -> None:
        """Delete what is too old to count."""
        self._connection.execute(delete(_failures).where(_failures.c.last_at < moment))


class Invitations:
    """Links into groups."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, invitation: Invitation) -> None:
        """Save a new invitation."""
        self._connection.execute(insert(_invitations).values(rows.values(invitation)))

    def by_token(self, token_sha256: str) -> Invitation | None:
        """Return the invitation of a token's hash, used or not."""
        query = select(_invitations).where(_invitations.c.token_sha256 == token_sha256)
        return rows.first(self._connection, query, Invitation)

    def get(self, invitation_id: str) -> Invitation | None:
        """Return the invitation, used or not."""
        query = select(_invitations).where(_invitations.c.id == invitation_id)
        return rows.first(self._connection, query, Invitation)

    def open_of(self, group_id: str, now: datetime) -> list[Invitation]:
        """Return the invitations of a group that still work, the one that ends first at the top."""
        query = (
            select(_invitations)
            .join(tables.people, tables.people.c.id == _invitations.c.inviter_id)
            .where(
                _invitations.c.group_id == group_id,
                _invitations.c.used_at.is_(None),
                _invitations.c.expires_at > now,
                tables.people.c.disabled_at.is_(None),
            )
            .order_by(_invitations.c.expires_at, _invitations.c.id)
        )
        return rows.every(self._connection, query, Invitation)

    def delete(self, invitation_id: str) -> None:
        """Delete it: its link leads nowhere."""
        self._connection.execute(delete(_invitations).where(_invitations.c.id == invitation_id))

    def count_open(self, inviter_id: str, now: datetime) -> int:
        """Return how many invitations of a person can still be used."""
        query = select(func.count()).where(
            _invitations.c.inviter_id == inviter_id,
            _invitations.c.used_at.is_(None),
            _invitations.c.expires_at > now,
        )
        return self._connection.execute(query).scalar_one()

    def use(self, invitation_id: str, at: datetime) -> bool:
        """Mark it as used; False when somebody was first."""
        query = update(_invitations).where(
            _invitations.c.id == invitation_id, _invitations.c.used_at.is_(None)
        )
        return self._connection.execute(query.values(used_at=at)).rowcount == 1
