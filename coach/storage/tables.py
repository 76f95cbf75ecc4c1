"""The schema. Private text is in encrypted columns; ids, owners, statuses and dates are plain.

The repertoire's tables are in `repertoire_tables`. A change here needs a new revision under
migrations/versions; those that exist are never edited.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table, UniqueConstraint

from coach.storage.schema import (
    by_token,
    changing,
    identity,
    metadata,
    moment,
    owned,
    private_json,
    private_text,
    reference,
)

meta = Table(
    "meta",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("value", String(200), nullable=False),
)

people = Table(
    "people",
    metadata,
    identity(),
    Column("email", String(254), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("is_admin", Boolean, nullable=False),
    moment("created_at"),
    moment("disabled_at", nullable=True),
)

sign_in_sessions = Table(
    "sign_in_sessions",
    metadata,
    identity(),
    *by_token(),
    reference("person_id", "people"),
    Column("method", String(20), nullable=False),
    Column("user_agent", String(300), nullable=False),
    moment("last_seen_at"),
    moment("revoked_at", nullable=True),
    Index(None, "person_id"),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("key_hash", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
    moment("last_at"),
)

groups = Table(
    "groups",
    metadata,
    identity(),
    Column("name", String(120), nullable=False),
    Column("format", String(40), nullable=False),
    moment("created_at"),
)

memberships = Table(
    "memberships",
    metadata,
    reference("group_id", "groups", key=True),
    reference("person_id", "people", key=True),
    moment("joined_at"),
    Column("level", String(20), nullable=False),
    Index(None, "person_id"),
)

invitations = Table(
    "invitations",
    metadata,
    identity(),
    *by_token(),
    reference("group_id", "groups"),
    reference("inviter_id", "people"),
    Column("email", String(254), nullable=False),
    moment("used_at", nullable=True),
)

cycles = Table(
    "cycles",
    metadata,
    identity(),
    reference("group_id", "groups"),
    Column("number", Integer, nullable=False),
    private_text("cycles.topic"),
    Column("stage", String(20), nullable=False),
    Column("stage_ends_on", Date),
    Column("paused_on", Date),
    UniqueConstraint("group_id", "number"),
)

commitments = Table(
    "commitments",
    metadata,
    *owned(),
    reference("group_id", "groups", nullable=True),
    reference("cycle_id", "cycles", nullable=True),
    Column("status", String(20), nullable=False),
    Column("audience", String(20), nullable=False),
    private_json("commitments.draft"),
    private_text("commitments.sentence"),
    private_text("commitments.reason"),
    *changing(),
    moment("committed_at", nullable=True),
    moment("closed_at", nullable=True),
    Index(None, "group_id"),
    Index(None, "cycle_id"),
)

commitment_revisions = Table(
    "commitment_revisions",
    metadata,
    reference("commitment_id", "commitments", key=True),
    Column("number", Integer, primary_key=True),
    private_text("commitment_revisions.sentence"),
    private_json("commitment_revisions.draft"),
    moment("created_at"),
)

attempts = Table(
    "attempts",
    metadata,
    *owned(),
    reference("commitment_id", "commitments"),
    Column("happened_on", Date, nullable=False),
    Column("cue_occurred", Boolean, nullable=False),
    Column("result", String(20), nullable=False),
    private_text("attempts.note"),
    *changing(),
    Index(None, "commitment_id"),
)

reflections = Table(
    "reflections",
    metadata,
    *owned(),
    Column("status", String(20), nullable=False),
    private_json("reflections.draft"),
    *changing(),
    moment("kept_at", nullable=True),
)

reflection_attempts = Table(
    "reflection_attempts",
    metadata,
    reference("reflection_id", "reflections", key=True),
    reference("attempt_id", "attempts", key=True),
    Column("position", Integer, nullable=False),
    Index(None, "attempt_id"),
)

conversations = Table(
    "conversations",
    metadata,
    *owned(),
    Column("kind", String(20), nullable=False),
    Column("subject_id", String(32), nullable=False),
    *changing(),
    Index(None, "subject_id"),
)

turns = Table(
    "turns",
    metadata,
    identity(),
    reference("conversation_id", "conversations"),
    Column("position", Integer, nullable=False),
    Column("role", String(10), nullable=False),
    Column("state", String(20), nullable=False),
    private_text("turns.text"),
    private_text("turns.sent"),
    private_json("turns.labels", nullable=True),
    private_json("turns.plan", nullable=True),
    private_json("turns.provenance", nullable=True),
    private_json("turns.feedback", nullable=True),
    moment("created_at"),
    UniqueConstraint("conversation_id", "position"),
    Index(None, "state"),
)

audit = Table(
    "audit",
    metadata,
    identity(),
    moment("at"),
    Column("event", String(40), nullable=False),
    Column("actor_id", String(32), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("object_id", String(32), nullable=False),
    Column("detail", String(60), nullable=False),
    Index(None, "at"),
    Index(None, "actor_id"),
)
