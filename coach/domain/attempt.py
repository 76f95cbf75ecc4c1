"""An attempt at a commitment: what was tried, on which day, in one line."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from coach.domain.base import Model


class AttemptResult(StrEnum):
    """What became of it; "not" is as welcome as the others."""

    TRIED = "tried"
    ADAPTED = "adapted"
    NOT = "not"


RESULT_TITLES: dict[AttemptResult, str] = {
    AttemptResult.TRIED: "Tried it",
    AttemptResult.ADAPTED: "Adapted it",
    AttemptResult.NOT: "Did not",
}


class Attempt(Model):
    """One entry of the practice log."""

    id: str
    owner_id: str
    commitment_id: str
    happened_on: date
    cue_occurred: bool
    result: AttemptResult
    note: str = Field(default="", max_length=500)
    created_at: datetime
    updated_at: datetime
