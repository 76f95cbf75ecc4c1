"""The words of a mail, found when it is sent: dates, counts and links, nobody's private text.

The one exception is a member's own label of their own reminder, if they chose so. A mail that
nobody wants any more, because it was switched off or has come too late, has no words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import Final

from coach.domain.base import Model
from coach.domain.people import Person
from coach.domain.reminders import STREAM_OF, MailKind, Reminder, Rhythm, Stream, comes_on
from coach.services.digest import digest_lines
from coach.services.mail_links import MailLinks, Off
from coach.services.participation import actor_of
from coach.services.session_mails import reads_sessions, session_event
from coach.services.zones import find_zone
from coach.storage.records import OutboxMail
from coach.storage.transaction import Transaction

LATEST: Final[Mapping[MailKind, timedelta]] = {
    MailKind.REMINDER: timedelta(hours=6),
    MailKind.EVE: timedelta(hours=14),
    MailKind.DIGEST: timedelta(hours=36),
}
"""After so long a mail of this kind is of no use any more."""
_USUAL_LATEST: Final = timedelta(days=4)


class Letter(Model):
    """A mail as it is sent."""

    to: str
    subject: str
    text: str
    headers: dict[str, str]


class Words(Model):
    """What a mail says, and the page that it leads to."""

    subject: str
    lines: tuple[str, ...]
    page: str


class Letters:
    """Writes mails; `own_url` is the app's address, `domain` the one that mails come from."""

    def __init__(self, links: MailLinks, *, own_url: str, domain: str) -> None:
        self._links = links
        self._own_url = own_url
        self._domain = domain

    def write(
        self, tx: Transaction, mail: OutboxMail, rhythm: Rhythm, now: datetime
    ) -> Letter | None:
        """Return the mail as it is sent now; None when it is not wanted any more."""
        person = tx.people.get(mail.person_id)
        too_late = now > mail.meant_for + LATEST.get(mail.kind, _USUAL_LATEST)
        if person is None or person.disabled_at is not None or rhythm.is_paused or too_late:
            return None
        words = _WRITERS[mail.kind](tx, mail, person, rhythm, now)
        return None if words is None else self._letter(mail, person, words)

    def _letter(self, mail: OutboxMail, person: Person, words: Words) -> Letter:
        stream = STREAM_OF[mail.kind]
        about = mail.subject_id if stream is Stream.REMINDER else ""
        token = self._links.token(Off(stream=stream, person_id=mail.person_id, reminder_id=about))
        off = f"{self._own_url}/mail/off/{token}"
        text = [*words.lines, f"{self._own_url}{words.page}", "", "--"]
        text += [f"{_OFF[stream]}: {off}", f"All your reminders: {self._own_url}/rhythm"]
        return Letter(
            to=person.email,
            subject=words.subject,
            text="\n".join(text) + "\n",
            headers={
                "Message-ID": f"<{mail.id}@{self._domain}>",
                "List-Unsubscribe": f"<{off}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Auto-Submitted": "auto-generated",
            },
        )


def _still_comes(tx: Transaction, reminder: Reminder, mail: OutboxMail) -> bool:
    """Return whether a reminder is on, and its commitment, if it has one, still open that day."""
    if not reminder.is_on or mail.day is None:
        return False
    if reminder.commitment_id is None:
        return True
    commitment = tx.commitments.get(reminder.commitment_id)
    return commitment is not None and comes_on(mail.day, commitment)


def _reminder(
    tx: Transaction, mail: OutboxMail, _person: Person, _rhythm: Rhythm, _now: datetime
) -> Words | None:
    reminder = tx.reminders.get(mail.subject_id)
    if reminder is None or not _still_comes(tx, reminder, mail):
        return None
    label = (f"    {reminder.shown}", "") if reminder.shown else ()
    about = reminder.commitment_id
    return Words(
        subject="You asked to be reminded",
        lines=("You asked to be reminded.", "", *label, "Log how it went, in seconds:"),
        page=f"/practice?commitment={about}" if about else "/practice",
    )


def _session(
    tx: Transaction, mail: OutboxMail, person: Person, rhythm: Rhythm, now: datetime
) -> Words | None:
    session = tx.group_sessions.get(mail.subject_id)
    if session is None or not rhythm.session_mails:
        return None
    if not reads_sessions(actor_of(tx, person, now), session.group_id):
        return None
    if mail.event != session_event(mail.kind, session, person.id):
        return None  # moved since then: another mail says so
    left = (session.held_on - now.astimezone(find_zone(rhythm.timezone)).date()).days
    if left < 0 or (mail.kind is MailKind.EVE and left != 1):
        return None
    day = f"{session.held_on:%A, %-d %B %Y}"
    return Words(
        subject=_SUBJECTS[mail.kind],
        lines=(f"{_SAYS[mail.kind]} {day}{_o_clock(session.begins_at)}.", "", "Its agenda:"),
        page=f"/session?id={session.id}",
    )


def _cancelled(
    tx: Transaction, mail: OutboxMail, person: Person, rhythm: Rhythm, now: datetime
) -> Words | None:
    may_read = reads_sessions(actor_of(tx, person, now), mail.subject_id)
    if mail.day is None or not rhythm.session_mails or not may_read:
        return None
    return Words(
        subject="A session is cancelled",
        lines=(f"Your group does not meet on {mail.day:%A, %-d %B %Y}.", "", "What is planned:"),
        page=f"/group?group={mail.subject_id}",
    )


def _digest(
    tx: Transaction, _mail: OutboxMail, person: Person, rhythm: Rhythm, now: datetime
) -> Words | None:
    if rhythm.digest_weekday is None:
        return None
    today = now.astimezone(find_zone(rhythm.timezone)).date()
    lines = digest_lines(tx, actor_of(tx, person, now), now=now, today=today)
    return Words(subject="Your week", lines=(*lines, "", "Go on here:"), page="/")


def _o_clock(at: time | None) -> str:
    return "" if at is None else f", {at:%H:%M}"


_Writer = Callable[[Transaction, OutboxMail, Person, Rhythm, datetime], Words | None]
_WRITERS: Final[Mapping[MailKind, _Writer]] = {
    MailKind.REMINDER: _reminder,
    MailKind.PLANNED: _session,
    MailKind.MOVED: _session,
    MailKind.EVE: _session,
    MailKind.CANCELLED: _cancelled,
    MailKind.DIGEST: _digest,
}
_SUBJECTS: Final = {
    MailKind.PLANNED: "A session is planned",
    MailKind.MOVED: "A session has a new date",
    MailKind.EVE: "Your group meets tomorrow",
}
_SAYS: Final = {
    MailKind.PLANNED: "Your group has planned a session:",
    MailKind.MOVED: "A session of your group is now on",
    MailKind.EVE: "Your group meets tomorrow:",
}
_OFF: Final = {
    Stream.REMINDER: "Turn this reminder off",
    Stream.SESSIONS: "No more mails about sessions",
    Stream.DIGEST: "No more weekly mails",
}
