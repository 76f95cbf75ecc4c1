"""The schema. Private text is in encrypted columns; ids, owners, statuses and dates are plain.

A change here needs a new revision under migrations/versions; those that exist are never edited.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

from coach.storage.columns import EncryptedJSON, EncryptedText, Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> Column[str]:
    return Column("id", String(32), primary_key=True)


def _of(column: str, target: str, *, nullable: bool = False, key: bool = False) -> Column[str]:
    """Return a reference that goes with its target when that is deleted."""
    rule = "SET NULL" if nullable else "CASCADE"
    reference = ForeignKey(f"{target}.id", ondelete=rule)
    return Column(column, String(32), reference, nullable=nullable, primary_key=key)


meta = Table(
    "meta",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("value", String(200), nullable=False),
)

people = Table(
    "people",
    metadata,
    _id(),
    Column("email", String(254), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("is_admin", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("disabled_at", Moment),
)

sign_in_sessions = Table(
    "sign_in_sessions",
    metadata,
    _id(),
    Column("token_sha256", String(64), nullable=False, unique=True),
    _of("person_id", "people"),
    Column("method", String(20), nullable=False),
    Column("user_agent", String(300), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("last_seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    Index(None, "person_id"),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("key_hash", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
)

groups = Table(
    "groups",
    metadata,
    _id(),
    Column("name", String(120), nullable=False),
    Column("format", String(40), nullable=False),
    Column("created_at", Moment, nullable=False),
)

memberships = Table(
    "memberships",
    metadata,
    _of("group_id", "groups", key=True),
    _of("person_id", "people", key=True),
    Column("role", String(20), nullable=False),
    Column("joined_at", Moment, nullable=False),
    Index(None, "person_id"),
)

invitations = Table(
    "invitations",
    metadata,
    _id(),
    Column("token_sha256", String(64), nullable=False, unique=True),
    _of("group_id", "groups"),
    _of("inviter_id", "people"),
    Column("email", String(254), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
)

cycles = Table(
    "cycles",
    metadata,
    _id(),
    _of("group_id", "groups"),
    Column("number", Integer, nullable=False),
    Column("topic", EncryptedText("cycles.topic"), nullable=False),
    Column("stage", String(20), nullable=False),
    Column("stage_ends_on", Date),
    UniqueConstraint("group_id", "number"),
)

commitments = Table(
    "commitments",
    metadata,
    _id(),
    _of("owner_id", "people"),
    _of("group_id", "groups", nullable=True),
    _of("cycle_id", "cycles", nullable=True),
    Column("status", String(20), nullable=False),
    Column("audience", String(20), nullable=False),
    Column("draft", EncryptedJSON("commitments.draft"), nullable=False),
    Column("sentence", EncryptedText("commitments.sentence"), nullable=False),
    Column("reason", EncryptedText("commitments.reason"), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("committed_at", Moment),
    Column("closed_at", Moment),
    Index(None, "owner_id"),
    Index(None, "group_id"),
)

commitment_revisions = Table(
    "commitment_revisions",
    metadata,
    _of("commitment_id", "commitments", key=True),
    Column("number", Integer, primary_key=True),
    Column("sentence", EncryptedText("commitment_revisions.sentence"), nullable=False),
    Column("draft", EncryptedJSON("commitment_revisions.draft"), nullable=False),
    Column("created_at", Moment, nullable=False),
)

attempts = Table(
    "attempts",
    metadata,
    _id(),
    _of("owner_id", "people"),
    _of("commitment_id", "commitments"),
    Column("happened_on", Date, nullable=False),
    Column("cue_occurred", Boolean, nullable=False),
    Column("result", String(20), nullable=False),
    Column("note", EncryptedText("attempts.note"), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Index(None, "owner_id"),
    Index(None, "commitment_id"),
)

reflections = Table(
    "reflections",
    metadata,
    _id(),
    _of("owner_id", "people"),
    Column("status", String(20), nullable=False),
    Column("draft", EncryptedJSON("reflections.draft"), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("kept_at", Moment),
    Index(None, "owner_id"),
)

reflection_attempts = Table(
    "reflection_attempts",
    metadata,
    _of("reflection_id", "reflections", key=True),
    _of("attempt_id", "attempts", key=True),
    Column("position", Integer, nullable=False),
    Index(None, "attempt_id"),
)

conversations = Table(
    "conversations",
    metadata,
    _id(),
    _of("owner_id", "people"),
    Column("kind", String(20), nullable=False),
    Column("subject_id", String(32), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Index(None, "owner_id"),
    Index(None, "subject_id"),
)

turns = Table(
    "turns",
    metadata,
    _id(),
    _of("conversation_id", "conversations"),
    Column("position", Integer, nullable=False),
    Column("role", String(10), nullable=False),
    Column("state", String(20), nullable=False),
    Column("text", EncryptedText("turns.text"), nullable=False),
    Column("sent", EncryptedText("turns.sent"), nullable=False),
    Column("labels", EncryptedJSON("turns.labels")),
    Column("plan", EncryptedJSON("turns.plan")),
    Column("provenance", EncryptedJSON("turns.provenance")),
    Column("feedback", EncryptedJSON("turns.feedback")),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("conversation_id", "position"),
    Index(None, "state"),
)

audit = Table(
    "audit",
    metadata,
    _id(),
    Column("at", Moment, nullable=False),
    Column("event", String(40), nullable=False),
    Column("actor_id", String(32), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("object_id", String(32), nullable=False),
    Column("detail", String(60), nullable=False),
    Index(None, "at"),
)
