"""Sessions that groups plan."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "group_sessions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("group_id", sa.String(length=32), nullable=False),
        sa.Column("cycle_id", sa.String(length=32)),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("begins_at", sa.Time()),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        _reference("group_sessions", "group_id", "groups"),
        _reference("group_sessions", "cycle_id", "cycles", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_group_sessions"),
    )
    op.create_index("ix_group_sessions_group_id", "group_sessions", ["group_id"])


def _reference(table: str, column: str, target: str, rule: str = "CASCADE") -> sa.Constraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete=rule
    )
