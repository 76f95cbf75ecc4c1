"""What the tables are made of: one metadata object and the columns that many of them share."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, MetaData, String
from sqlalchemy.schema import SchemaItem

from coach.storage.columns import EncryptedJSON, EncryptedText, KeyedHash, Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def identity() -> Column[str]:
    """Return the column of a thing's own id."""
    return Column("id", String(32), primary_key=True)


def reference(
    column: str, target: str, *, nullable: bool = False, key: bool = False, goes: bool = False
) -> Column[str]:
    """Return a reference that goes with its target when that is deleted.

    A nullable one is emptied instead, unless it `goes` too.
    """
    rule = "SET NULL" if nullable and not goes else "CASCADE"
    target_key = ForeignKey(f"{target}.id", ondelete=rule)
    return Column(column, String(32), target_key, nullable=nullable, primary_key=key)


def owned() -> tuple[SchemaItem, ...]:
    """Return the columns by which a thing is found: its own id and its owner's."""
    return identity(), reference("owner_id", "people"), Index(None, "owner_id")


def moment(name: str, *, nullable: bool = False) -> Column[datetime]:
    """Return the column of a moment in UTC."""
    return Column(name, Moment, nullable=nullable)


def changing() -> tuple[SchemaItem, ...]:
    """Return the moments of a thing that its owner can change."""
    return moment("created_at"), moment("updated_at")


def by_token() -> tuple[SchemaItem, ...]:
    """Return the columns of what only the holder of a token finds, until it expires."""
    return (
        Column("token_sha256", String(64), nullable=False, unique=True),
        moment("created_at"),
        moment("expires_at"),
    )


def private_text(place: str) -> Column[str]:
    """Return the column of private text at "table.column"."""
    return Column(place.partition(".")[2], EncryptedText(place), nullable=False)


def private_json(place: str, *, nullable: bool = False) -> Column[object]:
    """Return the column of a private JSON value at "table.column"."""
    return Column(place.partition(".")[2], EncryptedJSON(place), nullable=nullable)


def private_key(name: str, place: str) -> Column[str]:
    """Return the column by which the private text at "table.column" is found when it is equal."""
    return Column(name, KeyedHash(place), nullable=False)
