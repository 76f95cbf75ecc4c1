"""The rhythm of practice: reminders, how people want to be written to, mails, calendar feeds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _rhythms()
    _reminders()
    _outbox()
    _calendar_feeds()


def _rhythms() -> None:
    op.create_table(
        "rhythms",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("quiet_starts", sa.Time()),
        sa.Column("quiet_ends", sa.Time()),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        sa.Column("session_mails", sa.Boolean(), nullable=False),
        sa.Column("digest_weekday", sa.Integer()),
        _moment("since"),
        _reference("rhythms", "person_id", "people"),
        sa.PrimaryKeyConstraint("person_id", name="pk_rhythms"),
    )


def _reminders() -> None:
    op.create_table(
        "reminders",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("commitment_id", sa.String(length=32)),
        sa.Column("weekdays", sa.JSON(), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("label", sa.LargeBinary(), nullable=False),
        sa.Column("shows_label", sa.Boolean(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        _moment("created_at"),
        _moment("updated_at"),
        _reference("reminders", "owner_id", "people"),
        _reference("reminders", "commitment_id", "commitments"),
        sa.PrimaryKeyConstraint("id", name="pk_reminders"),
    )
    op.create_index("ix_reminders_owner_id", "reminders", ["owner_id"])
    op.create_index("ix_reminders_commitment_id", "reminders", ["commitment_id"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("event", sa.String(length=160), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date()),
        sa.Column("state", sa.String(length=10), nullable=False),
        _moment("meant_for"),
        _moment("next_try_at"),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("claim", sa.String(length=32), nullable=False),
        _moment("claimed_until", nullable=True),
        _reference("outbox", "person_id", "people"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("event", name="uq_outbox_event"),
    )
    op.create_index("ix_outbox_person_id", "outbox", ["person_id"])
    op.create_index("ix_outbox_state_next_try_at", "outbox", ["state", "next_try_at"])


def _calendar_feeds() -> None:
    op.create_table(
        "calendar_feeds",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        _moment("created_at"),
        _reference("calendar_feeds", "person_id", "people"),
        sa.PrimaryKeyConstraint("person_id", name="pk_calendar_feeds"),
        sa.UniqueConstraint("token_sha256", name="uq_calendar_feeds_token_sha256"),
    )


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _reference(table: str, column: str, target: str) -> sa.Constraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete="CASCADE"
    )
