"""When members want to hear from the app, the mails that wait, and addresses of calendars.

Of a mail only the occasion is stored: its words and its address are looked up when it is sent.
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, Index, Integer, String, Table, Time

from coach.storage import tables
from coach.storage.schema import changing, metadata, moment, owned, private_text, reference

rhythms = Table(
    "rhythms",
    metadata,
    reference("person_id", tables.people.name, key=True),
    Column("timezone", String(64), nullable=False),
    Column("quiet_starts", Time),
    Column("quiet_ends", Time),
    Column("is_paused", Boolean, nullable=False),
    Column("session_mails", Boolean, nullable=False),
    Column("digest_weekday", Integer),
    moment("since"),
)

reminders = Table(
    "reminders",
    metadata,
    *owned(),
    reference("commitment_id", tables.commitments.name, nullable=True, goes=True),
    Column("weekdays", JSON, nullable=False),
    Column("at", Time, nullable=False),
    private_text("reminders.label"),
    Column("shows_label", Boolean, nullable=False),
    Column("is_on", Boolean, nullable=False),
    *changing(),
    Index(None, "commitment_id"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("event", String(160), nullable=False, unique=True),
    reference("person_id", tables.people.name),
    Column("kind", String(20), nullable=False),
    Column("subject_id", String(32), nullable=False),
    Column("day", Date),
    Column("state", String(10), nullable=False),
    moment("meant_for"),
    moment("next_try_at"),
    Column("tries", Integer, nullable=False),
    Column("claim", String(32), nullable=False),
    moment("claimed_until", nullable=True),
    Index(None, "person_id"),
    Index(None, "state", "next_try_at"),
)

calendar_feeds = Table(
    "calendar_feeds",
    metadata,
    reference("person_id", tables.people.name, key=True),
    Column("token_sha256", String(64), nullable=False, unique=True),
    moment("created_at"),
)
