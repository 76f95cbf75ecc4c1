"""Stories in the making, consents, sets of groups, and what became of what was shared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    _create_stories()
    _create_consents()
    _create_group_sets()
    _create_outcomes()
    _create_thanks()
    _create_flags()


def _create_stories() -> None:
    _create(
        "stories",
        _id(),
        _id("owner_id"),
        sa.Column("kind", sa.String(length=20), nullable=False),
        _id("reflection_id", nullable=True),
        _id("group_id", nullable=True),
        _id("tried_item_id", nullable=True),
        sa.Column("parts", sa.LargeBinary(), nullable=False),
        sa.Column("masks", sa.LargeBinary(), nullable=False),
        _id("item_id", nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        _reference("stories", "owner_id", "people"),
        _reference("stories", "reflection_id", "reflections", "SET NULL"),
        _reference("stories", "group_id", "groups", "SET NULL"),
        _reference("stories", "tried_item_id", "items", "SET NULL"),
        _reference("stories", "item_id", "items", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_stories"),
        indexed=("owner_id", "reflection_id", "group_id", "tried_item_id", "item_id"),
    )


def _create_consents() -> None:
    _create(
        "consents",
        _id(),
        _id("owner_id"),
        _id("story_id"),
        _id("item_id"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=44), nullable=False),
        sa.Column("attribution", sa.String(length=20), nullable=False),
        sa.Column("may_build", sa.Boolean(), nullable=False),
        sa.Column("may_quote", sa.Boolean(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("statement", sa.LargeBinary(), nullable=False),
        sa.Column("given_at", _MOMENT, nullable=False),
        sa.Column("withdrawn_at", _MOMENT),
        sa.Column("cleared_at", _MOMENT),
        _reference("consents", "owner_id", "people"),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
        sa.UniqueConstraint("item_id", "version", name="uq_consents_item_id_version"),
        indexed=("owner_id", "story_id"),
    )
    _create(
        "consent_asks",
        _id("story_id"),
        sa.Column("reason", sa.String(length=10), nullable=False),
        sa.Column("audience", sa.String(length=44), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        _reference("consent_asks", "story_id", "stories"),
        sa.PrimaryKeyConstraint("story_id", name="pk_consent_asks"),
    )


def _create_group_sets() -> None:
    _create(
        "group_sets",
        _id("set_id"),
        _id("group_id"),
        _reference("group_sets", "group_id", "groups"),
        sa.PrimaryKeyConstraint("set_id", "group_id", name="pk_group_sets"),
        indexed=("group_id",),
    )


def _create_outcomes() -> None:
    _create(
        "outcomes",
        _id("trial_id"),
        _id("person_id"),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("line", sa.LargeBinary(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        _reference("outcomes", "trial_id", "trials"),
        _reference("outcomes", "person_id", "people"),
        sa.PrimaryKeyConstraint("trial_id", name="pk_outcomes"),
        indexed=("person_id",),
    )


def _create_thanks() -> None:
    _create(
        "thanks",
        _id("person_id"),
        _id("item_id"),
        sa.Column("created_at", _MOMENT, nullable=False),
        _reference("thanks", "person_id", "people"),
        _reference("thanks", "item_id", "items"),
        sa.PrimaryKeyConstraint("person_id", "item_id", name="pk_thanks"),
        indexed=("item_id",),
    )


def _create_flags() -> None:
    _create(
        "flags",
        _id(),
        _id("item_id"),
        _id("person_id"),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("raised_at", _MOMENT, nullable=False),
        sa.Column("settled_at", _MOMENT),
        sa.Column("settled_as", sa.String(length=20)),
        _reference("flags", "item_id", "items"),
        _reference("flags", "person_id", "people"),
        sa.PrimaryKeyConstraint("id", name="pk_flags"),
        indexed=("item_id", "person_id"),
    )


def _id(name: str = "id", *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=32), nullable=nullable)


def _create(table: str, *parts: sa.schema.SchemaItem, indexed: tuple[str, ...] = ()) -> None:
    op.create_table(table, *parts)
    for column in indexed:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _reference(table: str, column: str, target: str, rule: str = "CASCADE") -> sa.Constraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete=rule
    )
