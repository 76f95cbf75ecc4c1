"""The commitments of a cycle are found without looking at those of all groups."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the index."""
    op.create_index("ix_commitments_cycle_id", "commitments", ["cycle_id"])
