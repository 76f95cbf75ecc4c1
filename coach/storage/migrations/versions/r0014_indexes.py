"""Indexes for what would read a whole table as the installation grows."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_INDEXES = (
    ("commitments", "cycle_id"),
    ("charters", "written_by_id"),
    ("audit", "actor_id"),
)


def upgrade() -> None:
    """Create them."""
    for table, column in _INDEXES:
        op.create_index(f"ix_{table}_{column}", table, [column])
