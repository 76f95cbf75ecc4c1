"""What happens to groups and their members, and requests to delete a group."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "group_notices",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("group_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.String(length=32)),
        sa.Column("person_name", sa.LargeBinary(), nullable=False),
        sa.Column("by_id", sa.String(length=32)),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        _reference("group_notices", "group_id", "groups"),
        _reference("group_notices", "person_id", "people"),
        _reference("group_notices", "by_id", "people", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_group_notices"),
    )
    op.create_index("ix_group_notices_group_id", "group_notices", ["group_id"])
    op.create_index("ix_group_notices_person_id", "group_notices", ["person_id"])
    op.create_table(
        "group_deletions",
        sa.Column("group_id", sa.String(length=32), nullable=False),
        sa.Column("asked_by_id", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        _reference("group_deletions", "group_id", "groups"),
        _reference("group_deletions", "asked_by_id", "people"),
        sa.PrimaryKeyConstraint("group_id", name="pk_group_deletions"),
    )


def _reference(table: str, column: str, target: str, rule: str = "CASCADE") -> sa.Constraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete=rule
    )
