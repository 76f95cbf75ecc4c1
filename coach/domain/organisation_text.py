"""Texts that an organisation writes for everybody: its privacy notice, its replies to a crisis."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from coach.domain.base import Model
from coach.domain.conversation import ScreenResult


class TextName(StrEnum):
    """Which text; those of a crisis are called as the screen calls it."""

    PRIVACY = "privacy"
    SELF_HARM = "self_harm"
    VIOLENCE = "violence"
    HARASSMENT = "harassment"
    LEGAL = "legal"

    @property
    def crisis(self) -> ScreenResult | None:
        """The crisis that the text answers; None for the privacy notice."""
        return None if self is TextName.PRIVACY else ScreenResult(self.value)


TEXT_TITLES: dict[TextName, str] = {
    TextName.PRIVACY: "Privacy notice",
    TextName.SELF_HARM: "Crisis reply: somebody may harm themselves",
    TextName.VIOLENCE: "Crisis reply: somebody may get hurt",
    TextName.HARASSMENT: "Crisis reply: harassment",
    TextName.LEGAL: "Crisis reply: legal risk",
}


class TextVersion(Model):
    """One version of a text, numbered from 1; versions are added and never changed.

    An empty text says that from then on the one that ships is in force again. `reviewed_by` names
    who has read a reply to a crisis.
    """

    name: TextName
    number: int = Field(ge=1)
    text: str
    reviewed_by: str = ""
    written_by_id: str | None
    written_at: datetime
