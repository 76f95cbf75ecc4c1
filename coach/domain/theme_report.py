"""A report on the themes of a group in a cycle, or of the organisation: from its making on.

What contributors may see first, and what everybody in the group may read once it is released, is
`release`; the rest is nobody's to read.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

from pydantic import Field

from coach.domain.base import Model
from coach.domain.theme import MadeBy, Theme
from coach.domain.theme_release import Pool, Release


class ReportState(StrEnum):
    """Where a report stands."""

    MAKING = "making"
    PREVIEW = "preview"
    """Those whom its themes come from read them first, and may veto."""
    RELEASED = "released"
    STOPPED = "stopped"
    FAILED = "failed"


SHOWN: Final = frozenset({ReportState.PREVIEW, ReportState.RELEASED})
"""States in which somebody else may read of it."""
UNDER_WAY: Final = frozenset({ReportState.MAKING, ReportState.PREVIEW})
"""States in which no other report of the same group is begun."""


class ThemeReport(Model):
    """One version. `group_id`: None for the organisation; `cycle_id`: None without cycles.

    done, steps: how far its making is. trouble: why it failed, in a sentence without anybody's
    words. `found`: all themes, `pool`: what they were found in; neither is ever shown.
    """

    id: str
    group_id: str | None
    cycle_id: str | None
    number: int = Field(ge=1)
    state: ReportState = ReportState.MAKING
    asked_by_id: str | None
    asked_at: datetime
    updated_at: datetime
    made_by: MadeBy | None = None
    model: str = ""
    done: int = Field(default=0, ge=0)
    steps: int = Field(default=0, ge=0)
    trouble: str = ""
    preview_ends_at: datetime | None = None
    released_at: datetime | None = None
    found: tuple[Theme, ...] = ()
    pool: Pool = Pool()
    release: Release | None = None
    """In preview: what could be released if nobody vetoes; from its release on: what is."""

    @property
    def was_shown(self) -> bool:
        """Whether somebody else may have read of it, also before it was stopped.

        Later versions are compared with these.
        """
        return self.state in SHOWN or self.preview_ends_at is not None
