"""What admins write: texts of the organisation, and links by which accounts are opened."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table

from coach.storage import tables
from coach.storage.schema import by_token, identity, metadata, moment, private_text, reference

account_links = Table(
    "account_links",
    metadata,
    identity(),
    *by_token(),
    Column("purpose", String(20), nullable=False),
    reference("maker_id", tables.people.name),
    reference("person_id", tables.people.name, nullable=True, goes=True),
    Column("email", String(254), nullable=False),
    Column("as_admin", Boolean, nullable=False),
    moment("used_at", nullable=True),
    Index(None, "maker_id"),
    Index(None, "person_id"),
)

organisation_texts = Table(
    "organisation_texts",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("number", Integer, primary_key=True),
    private_text("organisation_texts.text"),
    private_text("organisation_texts.reviewed_by"),
    reference("written_by_id", tables.people.name, nullable=True),
    moment("written_at"),
    Index(None, "written_by_id"),
)
