"""A group, its format and its rules."""

from __future__ import annotations

from datetime import datetime

from coach.domain.base import Model
from coach.domain.rules import Rules


class Group(Model):
    """A group that learns together; `rules` are those of its format until it changes them."""

    id: str
    name: str
    format: str
    rules: Rules
    created_at: datetime
