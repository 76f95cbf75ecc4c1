"""Conversations in the private and the public space of a group."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _create_threads()
    _create_posts()
    op.create_table(
        "thread_marks",
        sa.Column("thread_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _reference("thread_marks", "thread_id", "threads"),
        _reference("thread_marks", "person_id", "people"),
        sa.PrimaryKeyConstraint("thread_id", "person_id", name="pk_thread_marks"),
    )
    op.create_index("ix_thread_marks_person_id", "thread_marks", ["person_id"])


def _create_threads() -> None:
    op.create_table(
        "threads",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("group_id", sa.String(length=32), nullable=False),
        sa.Column("space", sa.String(length=20), nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("opened_by_id", sa.String(length=32)),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        _reference("threads", "group_id", "groups"),
        _reference("threads", "opened_by_id", "people", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_threads"),
    )
    op.create_index("ix_threads_group_id", "threads", ["group_id"])
    op.create_index("ix_threads_opened_by_id", "threads", ["opened_by_id"])


def _create_posts() -> None:
    op.create_table(
        "posts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("thread_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.String(length=32)),
        sa.Column("inside", sa.Boolean(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True)),
        _reference("posts", "thread_id", "threads"),
        _reference("posts", "author_id", "people", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_posts"),
        sa.UniqueConstraint("thread_id", "position", name="uq_posts_thread_id_position"),
    )
    op.create_index("ix_posts_author_id", "posts", ["author_id"])


def _reference(table: str, column: str, target: str, rule: str = "CASCADE") -> sa.Constraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete=rule
    )
