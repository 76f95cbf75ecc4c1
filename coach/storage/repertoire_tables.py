"""The repertoire's part of the schema: what peers can learn from, and how it is found.

Texts, titles and names of files are private; ids, kinds, audiences and hashes are plain.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, UniqueConstraint

from coach.storage import tables
from coach.storage.schema import (
    changing,
    identity,
    metadata,
    moment,
    owned,
    private_json,
    private_key,
    private_text,
    reference,
)

_AUDIENCE = String(44)
_SHA256 = String(64)

items = Table(
    "items",
    metadata,
    identity(),
    Column("kind", String(20), nullable=False),
    Column("audience", _AUDIENCE, nullable=False),
    Column("source", String(20), nullable=False),
    private_text("items.source_key"),
    private_key("source_hash", "items.source_key"),
    reference("author_id", tables.people.name, nullable=True, goes=True),
    Column("status", String(20), nullable=False),
    reference("superseded_by", "items", nullable=True),
    Column("content_sha256", _SHA256, nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("bytes", Integer, nullable=False),
    private_text("items.title"),
    private_text("items.text"),
    private_text("items.told_by"),
    private_text("items.challenge"),
    private_json("items.tags"),
    private_text("items.lesson"),
    private_text("items.works_when"),
    *changing(),
    Index(None, "audience"),
    Index(None, "author_id"),
    Index(None, "source_hash"),
    Index(None, "superseded_by"),
)

passages = Table(
    "passages",
    metadata,
    identity(),
    reference("item_id", "items"),
    Column("position", Integer, nullable=False),
    private_text("passages.text"),
    private_json("passages.headings"),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("tokens", Integer, nullable=False),
    UniqueConstraint("item_id", "position"),
)

vectors = Table(
    "vectors",
    metadata,
    Column("id", String(34), primary_key=True),
    Column("model", String(200), primary_key=True),
    reference("item_id", "items"),
    reference("passage_id", "passages", nullable=True, goes=True),
    Column("view", String(10), nullable=False),
    Column("data", LargeBinary, nullable=False),
    Index(None, "item_id"),
    Index(None, "passage_id"),
)

gists = Table(
    "gists",
    metadata,
    reference("item_id", "items", key=True),
    private_text("gists.lesson"),
    private_text("gists.situation"),
    Column("origin", String(10), nullable=False),
    Column("prompt_name", String(60), nullable=False),
    Column("prompt_version", String(20), nullable=False),
    Column("prompt_sha256", _SHA256, nullable=False),
    Column("model", String(200), nullable=False),
    Column("content_sha256", _SHA256, nullable=False),
    moment("updated_at"),
)

needs = Table(
    "needs",
    metadata,
    reference("conversation_id", tables.conversations.name, key=True),
    reference("owner_id", tables.people.name),
    Column("position", Integer, nullable=False),
    private_text("needs.text"),
    private_text("needs.situation"),
    private_text("needs.lesson"),
    moment("updated_at"),
    Index(None, "owner_id"),
)

reactions = Table(
    "reactions",
    metadata,
    reference("person_id", tables.people.name, key=True),
    reference("item_id", "items", key=True),
    Column("kind", String(20), nullable=False),
    private_text("reactions.reason"),
    moment("created_at"),
    Index(None, "item_id"),
)

trials = Table(
    "trials",
    metadata,
    identity(),
    reference("person_id", tables.people.name),
    reference("item_id", "items"),
    reference("commitment_id", tables.commitments.name),
    moment("created_at"),
    UniqueConstraint("item_id", "commitment_id"),
    Index(None, "person_id"),
    Index(None, "commitment_id"),
)

loads = Table(
    "loads",
    metadata,
    *owned(),
    Column("batch_id", String(32), nullable=False),
    private_text("loads.filename"),
    Column("audience", _AUDIENCE, nullable=False),
    Column("sha256", _SHA256, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    private_text("loads.message"),
    reference("item_id", "items", nullable=True),
    *changing(),
    Index(None, "batch_id"),
    Index(None, "item_id"),
    Index(None, "state"),
)

staged_documents = Table(
    "staged_documents",
    metadata,
    reference("load_id", "loads", key=True),
    private_text("staged_documents.title"),
    private_text("staged_documents.text"),
    Column("media_type", String(100), nullable=False),
)

staged_passages = Table(
    "staged_passages",
    metadata,
    identity(),
    reference("load_id", "loads"),
    Column("position", Integer, nullable=False),
    private_json("staged_passages.passage"),
    Column("model", String(200), nullable=False),
    Column("data", LargeBinary, nullable=False),
    UniqueConstraint("load_id", "position"),
)
