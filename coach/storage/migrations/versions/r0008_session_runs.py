"""Sessions that are run, and what is written down in them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _create_runs()
    _create_notes()
    _create_hand_overs()


def _create_runs() -> None:
    op.create_table(
        "session_runs",
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("run", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        _reference("session_runs", "session_id", "group_sessions"),
        sa.PrimaryKeyConstraint("session_id", name="pk_session_runs"),
    )


def _create_notes() -> None:
    op.create_table(
        "session_notes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("author_id", sa.String(length=32)),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("seen_to_by_id", sa.String(length=32)),
        sa.Column("until", sa.Date()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        _reference("session_notes", "session_id", "group_sessions"),
        _reference("session_notes", "author_id", "people", "SET NULL"),
        _reference("session_notes", "seen_to_by_id", "people", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_session_notes"),
    )
    op.create_index("ix_session_notes_session_id", "session_notes", ["session_id"])
    op.create_index("ix_session_notes_author_id", "session_notes", ["author_id"])


def _create_hand_overs() -> None:
    op.create_table(
        "hand_overs",
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("author_id", sa.String(length=32)),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        _reference("hand_overs", "session_id", "group_sessions"),
        _reference("hand_overs", "author_id", "people", "SET NULL"),
        sa.PrimaryKeyConstraint("session_id", name="pk_hand_overs"),
    )


def _reference(table: str, column: str, target: str, rule: str = "CASCADE") -> sa.Constraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete=rule
    )
