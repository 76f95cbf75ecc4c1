"""Rows to models and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import Connection, Executable, RowMapping

from coach.domain.base import Model

M = TypeVar("M", bound=Model)


def values(model: Model, *, exclude: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return the columns of a model: parts as plain JSON, moments and days as they are."""
    return {
        name: _plain(getattr(model, name))
        for name in type(model).model_fields
        if name not in exclude
    }


def _plain(value: object) -> object:
    if isinstance(value, Model):
        return value.model_dump(mode="json")
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value


def build(kind: type[M], row: Mapping[str, Any] | RowMapping, **more: object) -> M:
    """Return the model of a row; `more` adds what other tables hold."""
    return kind.model_validate({**row, **more})


def first(connection: Connection, query: Executable, kind: type[M]) -> M | None:
    """Return the only row as a model, or None."""
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else build(kind, row)


def every(connection: Connection, query: Executable, kind: type[M]) -> list[M]:
    """Return all rows as models."""
    return [build(kind, row) for row in connection.execute(query).mappings()]
