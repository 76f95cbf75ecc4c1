"""How a group chooses its challenge: proposals and secret ballots."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "proposals",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("group_id", sa.String(length=32), nullable=False),
        sa.Column("author_id", sa.String(length=32)),
        sa.Column("question", sa.LargeBinary(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("voters", sa.Integer(), nullable=False),
        _reference("proposals", "group_id", "groups"),
        _reference("proposals", "author_id", "people", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_proposals"),
    )
    op.create_index("ix_proposals_group_id", "proposals", ["group_id"])
    op.create_table(
        "ballots",
        sa.Column("group_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("votes", sa.LargeBinary(), nullable=False),
        _reference("ballots", "group_id", "groups"),
        _reference("ballots", "person_id", "people"),
        sa.PrimaryKeyConstraint("group_id", "person_id", name="pk_ballots"),
    )
    op.create_index("ix_ballots_person_id", "ballots", ["person_id"])


def _reference(table: str, column: str, target: str, rule: str = "CASCADE") -> sa.Constraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete=rule
    )
