"""The shared repertoire: items with passages, vectors and gists; who looks for and tries what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, and the counter of changes that readers watch."""
    _items()
    _parts()
    _people_and_items()
    _loads()
    op.execute("INSERT INTO meta (name, value) VALUES ('repertoire_version', '0')")


def _reference(table: str, column: str, target: str, rule: str = "CASCADE") -> sa.Constraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete=rule
    )


def _items() -> None:
    op.create_table(
        "items",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("audience", sa.String(length=44), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("source_key", sa.LargeBinary(), nullable=False),
        sa.Column("source_hash", sa.String(length=64), nullable=False),
        sa.Column("author_id", sa.String(length=32)),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("superseded_by", sa.String(length=32)),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("told_by", sa.LargeBinary(), nullable=False),
        sa.Column("challenge", sa.LargeBinary(), nullable=False),
        sa.Column("tags", sa.LargeBinary(), nullable=False),
        sa.Column("lesson", sa.LargeBinary(), nullable=False),
        sa.Column("works_when", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        _reference("items", "author_id", "people"),
        _reference("items", "superseded_by", "items", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_items"),
    )
    for column in ("audience", "author_id", "source_hash", "superseded_by"):
        op.create_index(f"ix_items_{column}", "items", [column])


def _parts() -> None:
    op.create_table(
        "passages",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("item_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("headings", sa.LargeBinary(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("tokens", sa.Integer(), nullable=False),
        _reference("passages", "item_id", "items"),
        sa.PrimaryKeyConstraint("id", name="pk_passages"),
        sa.UniqueConstraint("item_id", "position", name="uq_passages_item_id_position"),
    )
    op.create_table(
        "vectors",
        sa.Column("id", sa.String(length=34), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("item_id", sa.String(length=32), nullable=False),
        sa.Column("passage_id", sa.String(length=32)),
        sa.Column("view", sa.String(length=10), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        _reference("vectors", "item_id", "items"),
        _reference("vectors", "passage_id", "passages"),
        sa.PrimaryKeyConstraint("id", "model", name="pk_vectors"),
    )
    for column in ("item_id", "passage_id"):
        op.create_index(f"ix_vectors_{column}", "vectors", [column])
    op.create_table(
        "gists",
        sa.Column("item_id", sa.String(length=32), nullable=False),
        sa.Column("lesson", sa.LargeBinary(), nullable=False),
        sa.Column("situation", sa.LargeBinary(), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("prompt_name", sa.String(length=60), nullable=False),
        sa.Column("prompt_version", sa.String(length=20), nullable=False),
        sa.Column("prompt_sha256", sa.String(length=64), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        _reference("gists", "item_id", "items"),
        sa.PrimaryKeyConstraint("item_id", name="pk_gists"),
    )


def _people_and_items() -> None:
    op.create_table(
        "needs",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("situation", sa.LargeBinary(), nullable=False),
        sa.Column("lesson", sa.LargeBinary(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        _reference("needs", "conversation_id", "conversations"),
        _reference("needs", "owner_id", "people"),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_needs"),
    )
    op.create_index("ix_needs_owner_id", "needs", ["owner_id"])
    op.create_table(
        "reactions",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("item_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _reference("reactions", "person_id", "people"),
        _reference("reactions", "item_id", "items"),
        sa.PrimaryKeyConstraint("person_id", "item_id", name="pk_reactions"),
    )
    op.create_index("ix_reactions_item_id", "reactions", ["item_id"])
    op.create_table(
        "trials",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("item_id", sa.String(length=32), nullable=False),
        sa.Column("commitment_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _reference("trials", "person_id", "people"),
        _reference("trials", "item_id", "items"),
        _reference("trials", "commitment_id", "commitments"),
        sa.PrimaryKeyConstraint("id", name="pk_trials"),
        sa.UniqueConstraint("item_id", "commitment_id", name="uq_trials_item_id_commitment_id"),
    )
    for column in ("person_id", "commitment_id"):
        op.create_index(f"ix_trials_{column}", "trials", [column])


def _loads() -> None:
    op.create_table(
        "loads",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("batch_id", sa.String(length=32), nullable=False),
        sa.Column("filename", sa.LargeBinary(), nullable=False),
        sa.Column("audience", sa.String(length=44), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        sa.Column("item_id", sa.String(length=32)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        _reference("loads", "owner_id", "people"),
        _reference("loads", "item_id", "items", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_loads"),
    )
    for column in ("owner_id", "batch_id", "item_id", "state"):
        op.create_index(f"ix_loads_{column}", "loads", [column])
    op.create_table(
        "staged_documents",
        sa.Column("load_id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        _reference("staged_documents", "load_id", "loads"),
        sa.PrimaryKeyConstraint("load_id", name="pk_staged_documents"),
    )
    op.create_table(
        "staged_passages",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("load_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("passage", sa.LargeBinary(), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        _reference("staged_passages", "load_id", "loads"),
        sa.PrimaryKeyConstraint("id", name="pk_staged_passages"),
        sa.UniqueConstraint("load_id", "position", name="uq_staged_passages_load_id_position"),
    )
