"""Formats of groups (METHOD §1): named sets of rules that a group begins with and can change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field, StringConstraints

from coach.domain.base import Model
from coach.domain.rules import Rules
from coach.errors import InvalidInput

FormatKey = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]


class Format(Model):
    """A kind of group; `purpose` is one plain sentence on what it is for."""

    key: FormatKey
    name: str = Field(min_length=1)
    purpose: str = Field(min_length=1)
    rules: Rules


def find_format(formats: Iterable[Format], key: str) -> Format:
    """Return the format of that key; InvalidInput names those that there are."""
    known = {one.key: one for one in formats}
    if key not in known:
        raise InvalidInput(f"There is no format {key[:40]!r}: choose one of {', '.join(known)}.")
    return known[key]
