"""The hand-over: written by whoever led a session, read by whoever leads the group now."""

from __future__ import annotations

from datetime import date

from coach.domain.access import Action, Kind, require
from coach.domain.agenda import SessionKind
from coach.domain.base import Model
from coach.domain.people import Actor
from coach.domain.session_note import LONGEST_HAND_OVER, HandOver
from coach.services.agenda_sheet import SOMEBODY
from coach.services.common import Clock, group_of, note_event, tidy
from coach.services.session_sheets import facts_of, session_of
from coach.storage.database import Database


class HandOverView(Model):
    """A hand-over with the session that it comes from."""

    text: str
    author: str
    kind: SessionKind
    held_on: date


class HandOverService:
    """Nobody reads one who does not lead: neither members nor who led when it was written."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def of_session(self, actor: Actor, session_id: str) -> str:
        """Return the text of a session, empty when there is none; NotFound for who leads not."""
        with self._database.reading() as tx:
            _, group = session_of(tx, session_id)
            require(actor, Action.READ, facts_of(group, Kind.HAND_OVER))
            found = tx.hand_overs.get(session_id)
        return found.text if found else ""

    def latest(self, actor: Actor, group_id: str) -> HandOverView | None:
        """Return the one of the latest session that has one; NotFound for who leads not."""
        with self._database.reading() as tx:
            group = group_of(tx, group_id)
            require(actor, Action.READ, facts_of(group, Kind.HAND_OVER))
            found = tx.hand_overs.newest_of(group_id)
            if found is None:
                return None
            session, _ = session_of(tx, found.session_id)
            author = tx.people.get(found.author_id) if found.author_id else None
        return HandOverView(
            text=found.text,
            author=author.name if author else SOMEBODY,
            kind=session.request.kind,
            held_on=session.held_on,
        )

    def write(self, actor: Actor, session_id: str, text: str) -> None:
        """Put a text in the place of the one before; an empty one deletes it."""
        words = tidy(text, name="The hand-over", longest=LONGEST_HAND_OVER)
        now = self._clock()
        with self._database.transaction() as tx:
            _, group = session_of(tx, session_id)
            require(actor, Action.WRITE, facts_of(group, Kind.HAND_OVER))
            if words:
                tx.hand_overs.save(
                    HandOver(
                        session_id=session_id,
                        author_id=actor.person_id,
                        text=words,
                        written_at=now,
                    )
                )
            elif tx.hand_overs.get(session_id) is not None:
                tx.hand_overs.delete(session_id)
                note_event(
                    tx,
                    now,
                    "deletion",
                    actor_id=actor.person_id,
                    kind=Kind.HAND_OVER.value,
                    object_id=session_id,
                )
        if not words:
            self._database.scrub()
