"""Notes and decisions of a session: written by whoever takes part, read by all of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from coach.domain.access import Action, Kind, Resource, allowed, require
from coach.domain.base import Model
from coach.domain.groups import Group
from coach.domain.people import Actor
from coach.domain.session_note import LONGEST_NOTE, NoteKind, SessionNote
from coach.errors import InvalidInput, NotFound
from coach.services.agenda_sheet import SOMEBODY
from coach.services.common import Clock, new_id, note_event, tidy
from coach.services.session_sheets import facts_of, names_in, session_of
from coach.storage.database import Database
from coach.storage.transaction import Transaction


class NoteView(Model):
    """A note as one member sees it."""

    note: SessionNote
    author: str
    seen_to_by: str
    """Empty for nobody."""
    mine: bool
    """Whether this member may change it."""
    may_delete: bool


class NoteBoard(Model):
    """What is written down in a session, and who can be asked to see to a decision."""

    notes: tuple[NoteView, ...]
    """In the order in which they were written."""
    members: Mapping[str, str]
    """Names by id."""


class SessionNoteService:
    """The author changes and deletes what is theirs; whoever leads may delete any."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def board(self, actor: Actor, session_id: str) -> NoteBoard:
        """Return what the actor sees; NotFound for whoever does not take part."""
        with self._database.reading() as tx:
            _, group = session_of(tx, session_id)
            require(actor, Action.READ, facts_of(group, Kind.SESSION_NOTE))
            names = names_in(tx, group.id)
            notes = tx.session_notes.of_session(session_id)
        return NoteBoard(
            notes=tuple(_view(actor, group, note, names) for note in notes), members=names
        )

    def add(
        self,
        actor: Actor,
        session_id: str,
        kind: NoteKind,
        text: str,
        *,
        seen_to_by_id: str | None = None,
        until: date | None = None,
    ) -> SessionNote:
        """Write a note or decision down. InvalidInput when it is empty or too long."""
        now = self._clock()
        with self._database.transaction() as tx:
            _, group = session_of(tx, session_id)
            require(actor, Action.WRITE, facts_of(group, Kind.SESSION_NOTE, actor.person_id))
            note = SessionNote(
                id=new_id(),
                session_id=session_id,
                author_id=actor.person_id,
                kind=kind,
                text=_text(text),
                created_at=now,
                updated_at=now,
            )
            note = _promised(tx, group, note, seen_to_by_id, until)
            tx.session_notes.add(note)
        return note

    def edit(
        self,
        actor: Actor,
        note_id: str,
        text: str,
        *,
        seen_to_by_id: str | None = None,
        until: date | None = None,
    ) -> SessionNote:
        """Change a note of the actor's own."""
        with self._database.transaction() as tx:
            note, group = _found(tx, note_id)
            require(actor, Action.WRITE, _resource(group, note))
            changed = note.model_copy(update={"text": _text(text), "updated_at": self._clock()})
            changed = _promised(tx, group, changed, seen_to_by_id, until)
            tx.session_notes.update(changed)
        return changed

    def delete(self, actor: Actor, note_id: str) -> None:
        """Delete a note of the actor's own, or any where the actor leads."""
        with self._database.transaction() as tx:
            note, group = _found(tx, note_id)
            require(actor, Action.DELETE, _resource(group, note))
            tx.session_notes.delete(note_id)
            note_event(
                tx,
                self._clock(),
                "deletion",
                actor_id=actor.person_id,
                kind=Kind.SESSION_NOTE.value,
                object_id=note_id,
                detail="own" if note.author_id == actor.person_id else "another's",
            )
        self._database.scrub()


def _found(tx: Transaction, note_id: str) -> tuple[SessionNote, Group]:
    note = tx.session_notes.get(note_id)
    if note is None:
        raise NotFound
    return note, session_of(tx, note.session_id)[1]


def _resource(group: Group, note: SessionNote) -> Resource:
    return facts_of(group, Kind.SESSION_NOTE, note.author_id)


def _view(actor: Actor, group: Group, note: SessionNote, names: Mapping[str, str]) -> NoteView:
    who = note.seen_to_by_id
    return NoteView(
        note=note,
        author=names.get(note.author_id or "", SOMEBODY),
        seen_to_by=names.get(who, SOMEBODY) if who else "",
        mine=allowed(actor, Action.WRITE, _resource(group, note)),
        may_delete=allowed(actor, Action.DELETE, _resource(group, note)),
    )


def _text(text: str) -> str:
    words = tidy(text, name="The note", longest=LONGEST_NOTE)
    if not words:
        raise InvalidInput("There is nothing in it yet: write a sentence.")
    return words


def _promised(
    tx: Transaction, group: Group, note: SessionNote, who: str | None, until: date | None
) -> SessionNote:
    """Return a decision with who sees to it and until when; a note has neither."""
    if note.kind is not NoteKind.DECISION:
        return note
    if who and who != note.seen_to_by_id and who not in names_in(tx, group.id):
        raise InvalidInput("Only a member of the group can see to it: choose one of the list.")
    return note.model_copy(update={"seen_to_by_id": who or None, "until": until})
