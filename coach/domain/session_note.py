"""What a group writes down in a session: notes, decisions, and a word for whoever leads next."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from coach.domain.base import Model

LONGEST_NOTE = 1000
LONGEST_HAND_OVER = 3000
"""Characters."""


class NoteKind(StrEnum):
    """What a line of the session's notes is."""

    NOTE = "note"
    DECISION = "decision"


class SessionNote(Model):
    """A note or decision; `author_id` is None once the author's account is gone.

    `seen_to_by_id`: the member who sees to a decision, `until`: by which day. None for nobody, for
    no day, and for every note.
    """

    id: str
    session_id: str
    author_id: str | None
    kind: NoteKind
    text: str
    seen_to_by_id: str | None = None
    until: date | None = None
    created_at: datetime
    updated_at: datetime


class HandOver(Model):
    """What whoever led a session leaves to whoever leads next."""

    session_id: str
    author_id: str | None
    text: str
    written_at: datetime
