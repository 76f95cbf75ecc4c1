"""What became of a story: who tried it and what happened with it, thanks, and what is wrong."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from coach.domain.base import Model


class Verdict(StrEnum):
    """What somebody says of what they tried."""

    WORKED = "worked"
    PARTLY = "partly"
    NOT = "not"


class Outcome(Model):
    """ "Here is what happened with it": one a trial, and its teller's alone unless they agree.

    `told`: whether the author of the item reads `line`, under the teller's name with `named`.
    """

    trial_id: str
    person_id: str
    verdict: Verdict
    line: str = ""
    told: bool = False
    named: bool = False
    updated_at: datetime


class FlagReason(StrEnum):
    """What somebody says is wrong with an item."""

    WRONG = "wrong"
    HARMFUL = "harmful"
    RECOGNISABLE = "recognisable"
    """Somebody can be recognised in it."""
    ME = "me"
    """The one who flags it recognises themselves and asks for its removal."""

    @property
    def hides(self) -> bool:
        """Whether the item is hidden until the flag is settled."""
        return self in {FlagReason.RECOGNISABLE, FlagReason.ME}

    @property
    def is_settled_by_others(self) -> bool:
        """Whether others may say that the item stands; never to one who recognises themselves."""
        return self is not FlagReason.ME


class Settled(StrEnum):
    """How a flag came to its end."""

    CHANGED = "changed"
    """The author shared another text, or took it back."""
    STANDS = "stands"
    TAKEN_BACK = "taken_back"
    """By whoever raised it."""
    RETIRED = "retired"
    """An admin took what the organisation read out of use."""


class Flag(Model):
    """What a reader says is wrong; its author and whoever leads are told, and not by whom."""

    id: str
    item_id: str
    person_id: str
    reason: FlagReason
    words: str = ""
    raised_at: datetime
    settled_at: datetime | None = None
    settled_as: Settled | None = None
