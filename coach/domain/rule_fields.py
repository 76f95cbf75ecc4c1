"""The rules under the headings by which people look for them, and what each can be set to."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import UnionType
from typing import Final, get_args, get_origin

from coach.domain.base import Model
from coach.domain.rules import Rules

HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "People": ("size_least", "size_most", "attendance", "levels"),
    "Practice": ("commitment", "practice", "weeks_least", "weeks_usual", "weeks_most"),
    "Sessions": ("sessions_in_cycle", "session_minutes", "cadence_days"),
    "Topics": ("topics", "topic_choice"),
    "Leading": ("leading", "term"),
    "Sharing": (
        "spaces",
        "default_audience",
        "widest_audience",
        "release_inside",
        "release_outside",
        "release_groups",
        "theme_preview_hours",
        "charter_binds",
    ),
}


class Choice(Model):
    """A rule that is one of some values, or several of them."""

    values: tuple[str, ...]
    several: bool


class Number(Model):
    """A rule that is a whole number from `least` to `most`, or, if it `may_lack`, none at all."""

    least: int
    most: int
    may_lack: bool


_HIGHEST: Final = 100_000


def field_of(rule: str) -> Choice | Number:
    """Return what a rule can be set to, as `Rules` has it; KeyError for one that there is not."""
    field = Rules.model_fields[rule]
    kinds = get_args(field.annotation) or (field.annotation,)
    enum = next((k for k in kinds if isinstance(k, type) and issubclass(k, StrEnum)), None)
    if enum is not None:
        several = get_origin(field.annotation) is tuple
        return Choice(values=tuple(str(one) for one in enum), several=several)
    bounds = {
        name: getattr(limit, name)
        for limit in field.metadata
        for name in ("ge", "le")
        if hasattr(limit, name)
    }
    return Number(
        least=bounds.get("ge", 1),
        most=bounds.get("le", _HIGHEST),
        may_lack=isinstance(field.annotation, UnionType),
    )
