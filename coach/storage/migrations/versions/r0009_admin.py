"""What admins write: texts of the organisation, and links by which accounts are opened."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "account_links",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("maker_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32)),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("as_admin", sa.Boolean(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        _reference("account_links", "maker_id", "people"),
        _reference("account_links", "person_id", "people"),
        sa.PrimaryKeyConstraint("id", name="pk_account_links"),
        sa.UniqueConstraint("token_sha256", name="uq_account_links_token_sha256"),
    )
    op.create_index("ix_account_links_maker_id", "account_links", ["maker_id"])
    op.create_index("ix_account_links_person_id", "account_links", ["person_id"])
    op.create_table(
        "organisation_texts",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("reviewed_by", sa.LargeBinary(), nullable=False),
        sa.Column("written_by_id", sa.String(length=32)),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        _reference("organisation_texts", "written_by_id", "people", "SET NULL"),
        sa.PrimaryKeyConstraint("name", "number", name="pk_organisation_texts"),
    )
    op.create_index("ix_organisation_texts_written_by_id", "organisation_texts", ["written_by_id"])


def _reference(table: str, column: str, target: str, rule: str = "CASCADE") -> sa.Constraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete=rule
    )
