"""What groups have agreed on: rules with their changes, charters with who accepted them."""

from __future__ import annotations

import json
from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_RULES: Final = {
    "size_least": 5,
    "size_most": 6,
    "attendance": "everyone",
    "commitment": "required",
    "practice": "behaviour",
    "sessions_in_cycle": 2,
    "session_minutes": 90,
    "weeks_least": 2,
    "weeks_usual": 4,
    "weeks_most": 6,
    "cadence_days": None,
    "topics": "one",
    "topic_choice": "vote",
    "leading": "rotation",
    "term": "cycle",
    "levels": ["member"],
    "spaces": "private",
    "default_audience": "group",
    "widest_audience": "group",
    "release_inside": 3,
    "release_outside": 5,
    "release_groups": 2,
    "charter_binds": "once_written",
}
"""A peer learning group's on the day of this revision: there was no other format before."""


def upgrade() -> None:
    """Create the tables, and give every group that there is its rules."""
    _rules()
    _changes()
    _charters()


def _reference(table: str, column: str, target: str, rule: str = "CASCADE") -> sa.Constraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete=rule
    )


def _rules() -> None:
    op.create_table(
        "group_rules",
        sa.Column("group_id", sa.String(length=32), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        _reference("group_rules", "group_id", "groups"),
        sa.PrimaryKeyConstraint("group_id", name="pk_group_rules"),
    )
    text = sa.literal(json.dumps(_RULES), sa.Text())
    rules = sa.cast(text, sa.JSON()) if op.get_bind().dialect.name == "postgresql" else text
    groups = sa.table("groups", sa.column("id"))
    into = sa.table("group_rules", sa.column("group_id"), sa.column("rules"))
    op.execute(into.insert().from_select(["group_id", "rules"], sa.select(groups.c.id, rules)))


def _changes() -> None:
    op.create_table(
        "rule_changes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("group_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("format_before", sa.String(length=40), nullable=False),
        sa.Column("format_after", sa.String(length=40), nullable=False),
        sa.Column("differences", sa.JSON(), nullable=False),
        sa.Column("decided_by", sa.LargeBinary(), nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        sa.Column("proposed_by_id", sa.String(length=32)),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        _reference("rule_changes", "group_id", "groups"),
        _reference("rule_changes", "proposed_by_id", "people", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_rule_changes"),
    )
    op.create_index("ix_rule_changes_group_id", "rule_changes", ["group_id"])
    op.create_table(
        "rule_answers",
        sa.Column("change_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("yes", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        _reference("rule_answers", "change_id", "rule_changes"),
        _reference("rule_answers", "person_id", "people"),
        sa.PrimaryKeyConstraint("change_id", "person_id", name="pk_rule_answers"),
    )
    op.create_index("ix_rule_answers_person_id", "rule_answers", ["person_id"])


def _charters() -> None:
    op.create_table(
        "charters",
        sa.Column("group_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reads_since", sa.Integer(), nullable=False),
        sa.Column("joined_before", sa.DateTime(timezone=True)),
        sa.Column("sections", sa.LargeBinary(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("written_by_id", sa.String(length=32)),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        _reference("charters", "group_id", "groups"),
        _reference("charters", "written_by_id", "people", "SET NULL"),
        sa.PrimaryKeyConstraint("group_id", "number", name="pk_charters"),
    )
    op.create_table(
        "charter_acceptances",
        sa.Column("group_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(length=40), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        _reference("charter_acceptances", "group_id", "groups"),
        _reference("charter_acceptances", "person_id", "people"),
        sa.PrimaryKeyConstraint(
            "group_id", "person_id", "number", "format", name="pk_charter_acceptances"
        ),
    )
    op.create_index("ix_charter_acceptances_person_id", "charter_acceptances", ["person_id"])
