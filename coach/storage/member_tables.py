"""What happened to groups and their members. Names and reasons are private."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table

from coach.storage import tables
from coach.storage.schema import identity, metadata, moment, private_text, reference

group_notices = Table(
    "group_notices",
    metadata,
    identity(),
    reference("group_id", tables.groups.name),
    Column("kind", String(30), nullable=False),
    moment("at"),
    reference("person_id", tables.people.name, nullable=True, goes=True),
    private_text("group_notices.person_name"),
    reference("by_id", tables.people.name, nullable=True),
    private_text("group_notices.reason"),
    Index(None, "group_id"),
    Index(None, "person_id"),
)

group_deletions = Table(
    "group_deletions",
    metadata,
    reference("group_id", tables.groups.name, key=True),
    reference("asked_by_id", tables.people.name),
    moment("asked_at"),
)
