"""Sign-in sessions: one opaque token for each browser, whatever the method of sign-in."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from coach.domain.base import Model
from coach.domain.people import Actor, Person
from coach.errors import NotFound, NotSignedIn
from coach.services.common import Clock, new_id, note_event
from coach.services.participation import actor_of
from coach.storage.database import Database
from coach.storage.records import SignInSession
from coach.storage.transaction import Transaction

TOUCH_EVERY = timedelta(minutes=1)
TELL_AFTER = timedelta(days=1)
"""From this age on, the browser is told the end of a session that use has moved."""
KEEP_ENDED = timedelta(days=30)
_LONGEST_USER_AGENT = 300


class SessionGrant(Model):
    """A new session; the token is told once, to the browser."""

    token: str
    session_id: str
    expires_at: datetime
    person: Person


class SessionView(Model):
    """A live session as its person sees it."""

    id: str
    method: str
    user_agent: str
    created_at: datetime
    last_seen_at: datetime
    current: bool


def token_hash(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def new_token() -> str:
    """Return 32 random bytes, readable."""
    return secrets.token_urlsafe(32)


class SessionGate:
    """Opens sessions, and turns a token or a session into the Actor behind a request."""

    def __init__(self, database: Database, clock: Clock, *, session_days: int) -> None:
        self._database = database
        self._clock = clock
        self._lasts = timedelta(days=session_days)

    def open_session(self, person_id: str, *, method: str, user_agent: str = "") -> SessionGrant:
        """Sign a person in who proved who they are by `method`; NotFound for a shut account."""
        with self._database.transaction() as tx:
            return self._open(tx, person_id, method=method, user_agent=user_agent)

    def actor_for_token(self, token: str) -> Actor:
        """Return who stands behind a token; NotSignedIn unless its session is live."""
        with self._database.reading() as tx:
            session = tx.sessions.by_token(token_hash(token))
            actor = self._actor(tx, session)
        if session is not None:
            self._touch(session)
        return actor

    def actor_for_session(self, session_id: str) -> Actor:
        """Return who stands behind a session id that the gate gave; NotSignedIn once it ended."""
        with self._database.reading() as tx:
            return self._actor(tx, tx.sessions.get(session_id))

    def moved_end(self, actor: Actor) -> datetime | None:
        """Return when the actor's session ends now, if its browser knows an earlier end only."""
        with self._database.reading() as tx:
            session = tx.sessions.get(actor.session_id)
        told_after = min(TELL_AFTER, self._lasts / 2)
        if session is None or self._clock() - session.created_at < told_after:
            return None
        return session.expires_at

    def sign_out(self, token: str) -> None:
        """End the session of a token; nothing happens when it has none."""
        now = self._clock()
        with self._database.transaction() as tx:
            session = tx.sessions.by_token(token_hash(token))
            if session is not None and session.revoked_at is None:
                tx.sessions.revoke(session.id, now)
                note_event(tx, now, "sign_out", actor_id=session.person_id)

    def sign_out_everywhere(self, actor: Actor) -> None:
        """End every session of the person, this one too."""
        now = self._clock()
        with self._database.transaction() as tx:
            tx.sessions.revoke_all(actor.person_id, now)
            note_event(tx, now, "sign_out_everywhere", actor_id=actor.person_id)

    def sessions(self, actor: Actor) -> list[SessionView]:
        """Return the person's live sessions, the last used first."""
        with self._database.reading() as tx:
            found = tx.sessions.live_of(actor.person_id, self._clock())
        return [
            SessionView(
                id=s.id,
                method=s.method,
                user_agent=s.user_agent,
                created_at=s.created_at,
                last_seen_at=s.last_seen_at,
                current=s.id == actor.session_id,
            )
            for s in found
        ]

    def _open(
        self, tx: Transaction, person_id: str, *, method: str, user_agent: str
    ) -> SessionGrant:
        person = tx.people.get(person_id)
        if person is None or person.disabled_at is not None:
            raise NotFound
        now, token = self._clock(), new_token()
        session = SignInSession(
            id=new_id(),
            token_sha256=token_hash(token),
            person_id=person_id,
            method=method,
            user_agent="".join(c for c in user_agent if c.isprintable())[:_LONGEST_USER_AGENT],
            created_at=now,
            last_seen_at=now,
            expires_at=now + self._lasts,
        )
        tx.sessions.forget_ended(now - KEEP_ENDED)
        tx.sessions.add(session)
        note_event(tx, now, "sign_in", actor_id=person_id, detail=method)
        return SessionGrant(
            token=token, session_id=session.id, expires_at=session.expires_at, person=person
        )

    def _actor(self, tx: Transaction, session: SignInSession | None) -> Actor:
        if session is None or session.revoked_at or session.expires_at <= self._clock():
            raise NotSignedIn
        person = tx.people.get(session.person_id)
        if person is None or person.disabled_at is not None:
            raise NotSignedIn
        return actor_of(tx, person, self._clock(), session_id=session.id)

    def _touch(self, session: SignInSession) -> None:
        now = self._clock()
        if now - session.last_seen_at >= TOUCH_EVERY:
            with self._database.transaction() as tx:
                tx.sessions.touch(session.id, seen_at=now, expires_at=now + self._lasts)
