"""A member's own reminders, and how they want to be written to."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from typing import Final

from coach.domain.base import Model
from coach.domain.commitment import Commitment, CommitmentStatus
from coach.domain.recurrence import Cue, QuietHours, Weekday

LONGEST_LABEL: Final = 120


class MailKind(StrEnum):
    """What a mail is about."""

    REMINDER = "reminder"
    PLANNED = "planned"
    MOVED = "moved"
    CANCELLED = "cancelled"
    EVE = "eve"
    """A session is tomorrow."""
    DIGEST = "digest"


class Stream(StrEnum):
    """What a member switches on and off as a whole."""

    REMINDER = "reminder"
    """One reminder, by its id; the others by their person's."""
    SESSIONS = "sessions"
    DIGEST = "digest"


STREAM_OF: Final = dict.fromkeys(MailKind, Stream.SESSIONS) | {
    MailKind.REMINDER: Stream.REMINDER,
    MailKind.DIGEST: Stream.DIGEST,
}


class Reminder(Model):
    """A cue that a member set for themselves, for one of their commitments or for none."""

    id: str
    owner_id: str
    commitment_id: str | None = None
    weekdays: tuple[Weekday, ...]
    at: time
    label: str = ""
    """The member's own words, such as "before my one-to-one"."""
    shows_label: bool = False
    """Whether mails and the calendar may carry these words."""
    is_on: bool = True
    created_at: datetime
    updated_at: datetime

    @property
    def cue(self) -> Cue:
        """When it comes."""
        return Cue(weekdays=self.weekdays, at=self.at)

    @property
    def shown(self) -> str:
        """The words that may leave the app; empty when none may."""
        return self.label if self.shows_label else ""


class Rhythm(Model):
    """How one person wants to be written to. Nothing is sent before they have chosen it."""

    person_id: str
    timezone: str
    """An IANA name, such as Europe/Berlin."""
    quiet_starts: time | None = None
    quiet_ends: time | None = None
    is_paused: bool = False
    session_mails: bool = False
    """Whether they are told of their groups' sessions."""
    digest_weekday: Weekday | None = None
    since: datetime
    """What came before is not sent any more: the first choice, or the end of the last pause."""

    @property
    def quiet(self) -> QuietHours | None:
        """When no mail arrives."""
        if self.quiet_starts is None or self.quiet_ends is None:
            return None
        return QuietHours(starts=self.quiet_starts, ends=self.quiet_ends)


def comes_on(day: date, commitment: Commitment) -> bool:
    """Return whether a reminder for a commitment still comes on a day.

    It ends with the day on which the member looks back, or when the commitment is closed.
    """
    if commitment.status is not CommitmentStatus.OPEN:
        return False
    review_on = commitment.draft.review_on
    return review_on is None or day <= review_on
