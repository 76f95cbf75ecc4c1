"""Column types: encrypted text and JSON, keyed hashes, and moments in UTC."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import cast

from sqlalchemy import DateTime, Dialect, Engine, LargeBinary, String
from sqlalchemy.types import TypeDecorator

from coach.storage.crypto import Cipher

_ATTRIBUTE = "repertoire_cipher"


def bind_cipher(engine: Engine, cipher: Cipher) -> None:
    """Let the encrypted columns of this engine, and of no other, use the cipher."""
    setattr(engine.dialect, _ATTRIBUTE, cipher)


def _cipher(dialect: Dialect) -> Cipher:
    return cast("Cipher", getattr(dialect, _ATTRIBUTE))


class EncryptedText(TypeDecorator[str]):
    """Text that only the key opens; `place` is "table.column" and is bound to every value."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Encrypt on the way in."""
        return None if value is None else _cipher(dialect).encrypt(value, self.place)

    def process_result_value(self, value: object, dialect: Dialect) -> str | None:
        """Decrypt on the way out."""
        return None if value is None else _cipher(dialect).decrypt(cast("bytes", value), self.place)


class EncryptedJSON(TypeDecorator[object]):
    """A JSON value that only the key opens."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: object, dialect: Dialect) -> bytes | None:
        """Encrypt on the way in."""
        if value is None:
            return None
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return _cipher(dialect).encrypt(text, self.place)

    def process_result_value(self, value: object, dialect: Dialect) -> object:
        """Decrypt on the way out."""
        if value is None:
            return None
        return json.loads(_cipher(dialect).decrypt(cast("bytes", value), self.place))


class KeyedHash(TypeDecorator[str]):
    """Finds a private text that is equal, without storing it; comes back as a digest.

    Only holders of the key can tell whether a guess is right.
    """

    impl = String(64)
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Hash on the way in, and what it is compared with."""
        return None if value is None else _cipher(dialect).keyed_hash(self.place, value)


class Moment(TypeDecorator[datetime]):
    """An aware datetime in UTC; a naive one is refused before it is stored."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn into UTC; SQLite stores it without the zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(
        self,
        value: object,
        dialect: Dialect,  # noqa: ARG002 - the base class calls it so
    ) -> datetime | None:
        """Return it aware, in UTC."""
        if value is None:
            return None
        moment = cast("datetime", value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
