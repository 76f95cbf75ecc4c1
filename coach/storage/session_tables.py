"""Sessions that are run, and what is written down in them. What members wrote is private."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, String, Table

from coach.storage import group_tables, tables
from coach.storage.schema import (
    changing,
    identity,
    metadata,
    moment,
    private_json,
    private_text,
    reference,
)

_SESSIONS = group_tables.group_sessions.name

session_runs = Table(
    "session_runs",
    metadata,
    reference("session_id", _SESSIONS, key=True),
    Column("version", Integer, nullable=False),
    private_json("session_runs.run"),
    moment("changed_at"),
)

session_notes = Table(
    "session_notes",
    metadata,
    identity(),
    reference("session_id", _SESSIONS),
    reference("author_id", tables.people.name, nullable=True),
    Column("kind", String(20), nullable=False),
    private_text("session_notes.text"),
    reference("seen_to_by_id", tables.people.name, nullable=True),
    Column("until", Date),
    *changing(),
    Index(None, "session_id"),
    Index(None, "author_id"),
)

hand_overs = Table(
    "hand_overs",
    metadata,
    reference("session_id", _SESSIONS, key=True),
    reference("author_id", tables.people.name, nullable=True),
    private_text("hand_overs.text"),
    moment("written_at"),
)
