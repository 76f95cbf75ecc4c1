"""What members contribute to themes, the reports on them, and who said no or go on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    _create_contributions()
    _create_reports()
    _create_answers()


def _create_contributions() -> None:
    op.create_table(
        "contributions",
        _id("reflection_id"),
        _id("owner_id"),
        _id("group_id"),
        _id("cycle_id", nullable=True),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("quotes", sa.LargeBinary(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("beyond", sa.Boolean(), nullable=False),
        sa.Column("given_at", _MOMENT, nullable=False),
        _reference("contributions", "reflection_id", "reflections"),
        _reference("contributions", "owner_id", "people"),
        _reference("contributions", "group_id", "groups"),
        _reference("contributions", "cycle_id", "cycles", "SET NULL"),
        sa.PrimaryKeyConstraint("reflection_id", name="pk_contributions"),
    )
    op.create_index("ix_contributions_owner_id", "contributions", ["owner_id"])
    op.create_index("ix_contributions_group_id", "contributions", ["group_id"])


def _create_reports() -> None:
    op.create_table(
        "theme_reports",
        _id("id"),
        _id("group_id", nullable=True),
        _id("cycle_id", nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        _id("asked_by_id", nullable=True),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.Column("made_by", sa.String(length=10)),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(length=300), nullable=False),
        sa.Column("preview_ends_at", _MOMENT),
        sa.Column("released_at", _MOMENT),
        sa.Column("found", sa.LargeBinary(), nullable=False),
        sa.Column("pool", sa.LargeBinary(), nullable=False),
        sa.Column("release", sa.LargeBinary()),
        sa.Column("work", sa.LargeBinary()),
        _reference("theme_reports", "group_id", "groups"),
        _reference("theme_reports", "cycle_id", "cycles", "SET NULL"),
        _reference("theme_reports", "asked_by_id", "people", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_theme_reports"),
    )
    op.create_index("ix_theme_reports_group_id", "theme_reports", ["group_id"])


def _create_answers() -> None:
    op.create_table(
        "theme_vetoes",
        _id("report_id"),
        _id("theme_id"),
        _id("person_id"),
        sa.Column("at", _MOMENT, nullable=False),
        _reference("theme_vetoes", "report_id", "theme_reports"),
        _reference("theme_vetoes", "person_id", "people"),
        sa.PrimaryKeyConstraint("report_id", "theme_id", "person_id", name="pk_theme_vetoes"),
    )
    op.create_table(
        "theme_assents",
        _id("report_id"),
        _id("person_id"),
        sa.Column("at", _MOMENT, nullable=False),
        _reference("theme_assents", "report_id", "theme_reports"),
        _reference("theme_assents", "person_id", "people"),
        sa.PrimaryKeyConstraint("report_id", "person_id", name="pk_theme_assents"),
    )


def _id(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=32), nullable=nullable)


def _reference(table: str, column: str, target: str, rule: str = "CASCADE") -> sa.Constraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete=rule
    )
