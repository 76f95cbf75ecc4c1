"""The conversations of groups. What people wrote is private; who wrote when is plain."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, UniqueConstraint

from coach.storage import tables
from coach.storage.schema import identity, metadata, moment, private_text, reference

threads = Table(
    "threads",
    metadata,
    identity(),
    reference("group_id", tables.groups.name),
    Column("space", String(20), nullable=False),
    private_text("threads.title"),
    reference("opened_by_id", tables.people.name, nullable=True),
    moment("opened_at"),
    Column("last", Integer, nullable=False),
    moment("last_at"),
    moment("closed_at", nullable=True),
    Index(None, "group_id"),
    Index(None, "opened_by_id"),
)

posts = Table(
    "posts",
    metadata,
    identity(),
    reference("thread_id", "threads"),
    Column("position", Integer, nullable=False),
    reference("author_id", tables.people.name, nullable=True),
    Column("inside", Boolean, nullable=False),
    private_text("posts.text"),
    Column("state", String(20), nullable=False),
    moment("posted_at"),
    moment("edited_at", nullable=True),
    UniqueConstraint("thread_id", "position"),
    Index(None, "author_id"),
)

thread_marks = Table(
    "thread_marks",
    metadata,
    reference("thread_id", "threads", key=True),
    reference("person_id", tables.people.name, key=True),
    Column("position", Integer, nullable=False),
    Index(None, "person_id"),
)
