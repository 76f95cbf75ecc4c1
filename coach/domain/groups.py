"""A group and its format."""

from __future__ import annotations

from datetime import datetime

from coach.domain.base import Model


class Group(Model):
    """A peer learning group or one of its cousins; `format` names its set of rule switches."""

    id: str
    name: str
    format: str = "peer_learning_group"
    created_at: datetime
