"""One text field: how a text is put into it through a service, and how it is read back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from coach.evaluation.strings.kept import Kept
from coach.evaluation.strings.scene import Scene

Put = Callable[[Scene, str], str]
"""Writes a text and returns what a reader gets; empty for what is not stored."""


@dataclass(frozen=True, slots=True)
class Field:
    """`covers`: the parameters of services, as "service.method.parameter", that it goes through."""

    name: str
    put: Put
    covers: tuple[str, ...]
    kept: Kept = Kept.TEXT
    every: int = 1
    """Only each so many-th string is tried: for fields that take long."""
