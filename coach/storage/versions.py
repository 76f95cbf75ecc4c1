"""The number that changes with whatever search reads: items, passages, vectors and gists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Integer, String, cast, select, update

from coach.storage import tables

_NAME = "repertoire_version"
_CHUNK = 500
_meta = tables.meta


def bump(connection: Connection) -> None:
    """Count up, in the transaction of the change itself."""
    following = cast(cast(_meta.c.value, Integer) + 1, String(200))
    connection.execute(update(_meta).where(_meta.c.name == _NAME).values(value=following))


def current(connection: Connection) -> int:
    """Return the number as this transaction sees it."""
    query = select(_meta.c.value).where(_meta.c.name == _NAME)
    return int(connection.execute(query).scalar_one())


def chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Cut a list of ids into parts that a database takes in one query."""
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]
