"""Terms of leading in place of a role without end, levels of participation, pauses."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_MEMBERSHIPS = sa.table(
    "memberships",
    sa.column("group_id", sa.String),
    sa.column("person_id", sa.String),
    sa.column("role", sa.String),
    sa.column("joined_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    """Create the table, give every facilitator an open term, and replace the role by a level."""
    leads = op.create_table(
        "leads",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("group_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("term", sa.String(length=20), nullable=False),
        sa.Column("through_cycle", sa.Integer()),
        sa.Column("until", sa.Date()),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["group_id", "person_id"],
            ["memberships.group_id", "memberships.person_id"],
            name="fk_leads_group_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_leads"),
    )
    op.create_index("ix_leads_group_id", "leads", ["group_id"])
    op.create_index("ix_leads_person_id", "leads", ["person_id"])
    _give_terms(leads)
    level = sa.Column("level", sa.String(20), nullable=False, server_default="member")
    op.add_column("memberships", level)
    op.drop_column("memberships", "role")  # in place: made anew, SQLite would empty "leads"
    op.drop_column("conversations", "finished_at")  # no page ever set it
    op.add_column("cycles", sa.Column("paused_on", sa.Date()))


def _give_terms(leads: sa.Table) -> None:
    connection = op.get_bind()
    facilitators = sa.select(_MEMBERSHIPS).where(_MEMBERSHIPS.c.role == "facilitator")
    for row in connection.execute(facilitators).all():
        facts = {"id": uuid.uuid4().hex, "term": "open", "since": row.joined_at}
        of = {"group_id": row.group_id, "person_id": row.person_id}
        connection.execute(sa.insert(leads).values(facts | of))
