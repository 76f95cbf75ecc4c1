"""Records of sign-in, audit, vectors and loading, which the domain does not know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

from coach.domain.base import Model
from coach.domain.cycle import CycleStage
from coach.domain.reminders import MailKind


class SignInSession(Model):
    """One signed-in browser. The token itself is known to that browser only."""

    id: str
    token_sha256: str
    person_id: str
    method: str
    user_agent: str = ""
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None


class Failures(Model):
    """Wrong passwords from one place: how many in a row, and when the last one came."""

    count: int
    last_at: datetime


class Invitation(Model):
    """A link into a group, good for one person and some days."""

    id: str
    token_sha256: str
    group_id: str
    inviter_id: str
    email: str = ""
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


class AccountLink(Model):
    """A link by which somebody opens an account of their own, or sets a new password.

    An invitation is good for `email` alone if there is one, and makes an admin with `as_admin`; a
    link for a password is for the person `person_id`.
    """

    id: str
    token_sha256: str
    purpose: Literal["invitation", "password"]
    maker_id: str
    person_id: str | None = None
    email: str = ""
    as_admin: bool = False
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


class PersonLine(NamedTuple):
    """Enough of a person to find them among all."""

    id: str
    name: str
    email: str
    is_admin: bool
    disabled_at: datetime | None


class RegisteredPerson(Model):
    """What an admin knows of a person; `signed_in_at` is None for whoever never has."""

    id: str
    email: str
    name: str
    is_admin: bool
    created_at: datetime
    disabled_at: datetime | None
    signed_in_at: datetime | None
    groups: tuple[str, ...]


class RegisteredGroup(Model):
    """What an admin knows of a group; `meets_on` is the day of its next planned session."""

    id: str
    name: str
    format: str
    created_at: datetime
    members: int
    stage: CycleStage | None
    meets_on: date | None


class AuditEvent(Model):
    """A security event: who did what to which thing; never a private text."""

    id: str
    at: datetime
    event: str
    actor_id: str = ""
    kind: str = ""
    object_id: str = ""
    detail: str = ""


class CalendarFeed(Model):
    """The address of a person's calendar. The token itself is known to its holders only."""

    person_id: str
    token_sha256: str
    created_at: datetime


class OutboxMail(Model):
    """The occasion for a mail to one person; its words are found when it is sent."""

    id: str
    event: str
    """By which it is known again: the same event never makes two mails."""
    person_id: str
    kind: MailKind
    subject_id: str
    day: date | None = None
    """Of what the mail is about, where that can be gone when it is sent."""
    meant_for: datetime
    next_try_at: datetime
    tries: int = 0
    """How many failed."""


@dataclass(frozen=True, slots=True)
class StoredVector:
    """A vector as the database holds it; `data` is float32, little endian.

    The id is the passage's for the view "text", with "-c" behind it for "course"; the item's with
    the view's first letter behind it for "situation", "lesson" and "about". `audience` is the
    item's, and not stored twice.
    """

    id: str
    item_id: str
    passage_id: str | None
    view: str
    model: str
    data: bytes
    audience: str


class StagedDocument(Model):
    """A file as it was read, until its passages have vectors and it becomes an item."""

    load_id: str
    title: str
    text: str
    media_type: str
