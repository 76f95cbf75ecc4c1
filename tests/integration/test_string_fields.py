"""Every text that a person can give a service goes through the odd strings, or is said not to."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Iterator

from pydantic import BaseModel

from coach.bootstrap import Services
from coach.domain.people import Actor
from coach.evaluation.strings.fields import FIELDS, NOT_TYPED

OURS = ("_id", "_ids", "_sha256", "_key")
"""Endings of names of what nobody types: a page takes them from what it has drawn."""


def text_parameters() -> Iterator[str]:
    """Yield "service.method.parameter" for each parameter of a service that may hold a text."""
    for name, service in typing.get_type_hints(Services).items():
        if not service.__module__.startswith("coach.services"):
            continue
        for method, function in inspect.getmembers(service, inspect.isfunction):
            if method.startswith("_"):
                continue
            hints = typing.get_type_hints(function, vars(inspect.getmodule(function)))
            for parameter, kind in hints.items():
                if parameter != "return" and not parameter.endswith(OURS) and holds_text(kind):
                    yield f"{name}.{method}.{parameter}"


def holds_text(kind: object) -> bool:
    if kind is str:
        return True
    if inspect.isclass(kind) and issubclass(kind, BaseModel):
        fields = kind.model_fields.items()
        return kind is not Actor and any(
            not name.endswith(OURS) and holds_text(field.annotation) for name, field in fields
        )
    origin = typing.get_origin(kind)
    return origin is not typing.Literal and any(holds_text(one) for one in typing.get_args(kind))


def test_the_tables_name_every_text_that_a_service_takes_and_no_other() -> None:
    covered = {one for field in FIELDS for one in field.covers}
    assert not covered & set(NOT_TYPED)
    assert set(text_parameters()) == covered | set(NOT_TYPED)
