"""A member's reminders, and how they want to be written to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Final

from coach.domain.access import Action, Kind
from coach.domain.base import Model
from coach.domain.commitment import Commitment, CommitmentStatus
from coach.domain.people import Actor
from coach.domain.recurrence import next_occurrences
from coach.domain.reminders import LONGEST_LABEL, Reminder, Rhythm, Stream, comes_on
from coach.errors import InvalidInput
from coach.services.common import Clock, new_id, own_commitment, owned, tidy_line
from coach.services.home import commitment_title
from coach.services.mail_links import MailLinks
from coach.services.zones import find_zone
from coach.storage.database import Database
from coach.storage.transaction import Transaction

MOST_REMINDERS: Final = 20


class Wish(Model):
    """A reminder as its member wants it."""

    commitment_id: str | None = None
    weekdays: tuple[int, ...] = ()
    at: time
    label: str = ""
    shows_label: bool = False


class Choices(Model):
    """How a member wants to be written to; quiet hours have both ends or none."""

    timezone: str
    quiet_starts: time | None = None
    quiet_ends: time | None = None
    session_mails: bool = False
    digest_weekday: int | None = None


class ReminderView(Model):
    """A reminder as its member sees it."""

    reminder: Reminder
    about: str
    """The first words of its commitment; empty without one."""
    next_at: datetime | None
    """In the member's time zone; None when it is off, paused or over."""
    is_over: bool
    """Whether its commitment is closed or its day of looking back has passed."""


class RhythmView(Model):
    """All that a member's page of reminders shows."""

    rhythm: Rhythm
    mails: bool
    """Whether this installation sends any."""
    reminders: tuple[ReminderView, ...]
    commitments: Mapping[str, str]
    """First words of open commitments, by id."""


class RhythmService:
    """Everything here is the actor's own. What switches off by a link asks its signature."""

    def __init__(self, database: Database, clock: Clock, links: MailLinks, *, mails: bool) -> None:
        self._database = database
        self._clock = clock
        self._links = links
        self._mails = mails

    def overview(self, actor: Actor, timezone: str) -> RhythmView:
        """Return what the actor has set; `timezone` is proposed where they have chosen none."""
        with self._database.reading() as tx:
            rhythm = tx.rhythms.get(actor.person_id) or self._first(actor, timezone)
            commitments = {c.id: c for c in tx.commitments.of_owner(actor.person_id)}
            reminders = tx.reminders.of_owner(actor.person_id)
        return RhythmView(
            rhythm=rhythm,
            mails=self._mails,
            reminders=tuple(
                self._view(one, rhythm, commitments.get(one.commitment_id or ""))
                for one in reminders
            ),
            commitments={
                id_: commitment_title(c)
                for id_, c in commitments.items()
                if c.status is CommitmentStatus.OPEN
            },
        )

    def add(self, actor: Actor, wish: Wish, timezone: str) -> Reminder:
        """Save a reminder; `timezone` holds where the actor has chosen none yet. InvalidInput."""
        now, label = self._clock(), _checked(wish)
        reminder = Reminder(
            **{**wish.model_dump(), "label": label},
            id=new_id(),
            owner_id=actor.person_id,
            created_at=now,
            updated_at=now,
        )
        with self._database.transaction() as tx:
            if len(tx.reminders.of_owner(actor.person_id)) >= MOST_REMINDERS:
                raise InvalidInput(f"You have {MOST_REMINDERS} reminders: delete one first.")
            _require_open(tx, actor, wish.commitment_id)
            if tx.rhythms.get(actor.person_id) is None:
                tx.rhythms.set(self._first(actor, timezone))
            tx.reminders.add(reminder)
        return reminder

    def change(self, actor: Actor, reminder_id: str, wish: Wish) -> Reminder:
        """Save another wish for a reminder; what was due before is not sent again."""
        label = _checked(wish)
        with self._database.transaction() as tx:
            reminder = _own(tx, actor, reminder_id)
            if wish.commitment_id != reminder.commitment_id:
                _require_open(tx, actor, wish.commitment_id)
            changes = {**dict(wish), "label": label, "updated_at": self._clock()}
            changed = reminder.model_copy(update=changes)
            tx.reminders.update(changed)
        return changed

    def switch(self, actor: Actor, reminder_id: str, *, on: bool) -> None:
        """Switch a reminder on or off; it stays either way."""
        with self._database.transaction() as tx:
            self._switch(tx, _own(tx, actor, reminder_id), on=on)

    def delete(self, actor: Actor, reminder_id: str) -> None:
        """Delete a reminder."""
        with self._database.transaction() as tx:
            tx.reminders.delete(_own(tx, actor, reminder_id, Action.DELETE).id)

    def choose(self, actor: Actor, choices: Choices) -> Rhythm:
        """Save how the actor wants to be written to. InvalidInput."""
        find_zone(choices.timezone)
        starts, ends = choices.quiet_starts, choices.quiet_ends
        if (starts is None) != (ends is None) or (starts is not None and starts == ends):
            raise InvalidInput("Quiet hours need two different times: when they begin and end.")
        with self._database.transaction() as tx:
            before = tx.rhythms.get(actor.person_id, lock=True)
            rhythm = (before or self._first(actor, choices.timezone)).model_copy(
                update=dict(choices)
            )
            if before is not None and before.digest_weekday != choices.digest_weekday:
                rhythm = rhythm.model_copy(update={"since": self._clock()})
            tx.rhythms.set(rhythm)
        return rhythm

    def pause(self, actor: Actor, timezone: str, *, paused: bool) -> None:
        """Hold back every mail, or send them again; what came meanwhile is not made up for."""
        with self._database.transaction() as tx:
            rhythm = tx.rhythms.get(actor.person_id, lock=True) or self._first(actor, timezone)
            tx.rhythms.set(self._paused(rhythm, paused=paused))

    def what_stops(self, token: str) -> Stream:
        """Return what the link of a mail switches off; NotFound for one that is not ours."""
        return self._links.read(token).stream

    def stop(self, token: str, *, everything: bool = False) -> Stream:
        """Switch off what a link names, or pause all mails to its person. NotFound as above.

        What has been switched off or deleted already is fine.
        """
        off = self._links.read(token)
        with self._database.transaction() as tx:
            reminder = tx.reminders.get(off.reminder_id)
            if reminder is not None:
                self._switch(tx, reminder, on=False)
            rhythm = tx.rhythms.get(off.person_id, lock=True)
            if rhythm is not None:
                tx.rhythms.set(self._stopped(rhythm, off.stream, everything=everything))
        return off.stream

    def _stopped(self, rhythm: Rhythm, stream: Stream, *, everything: bool) -> Rhythm:
        if everything:
            return self._paused(rhythm, paused=True)
        off: dict[Stream, dict[str, object]] = {
            Stream.SESSIONS: {"session_mails": False},
            Stream.DIGEST: {"digest_weekday": None},
        }
        return rhythm.model_copy(update=off.get(stream, {}))

    def _paused(self, rhythm: Rhythm, *, paused: bool) -> Rhythm:
        return rhythm.model_copy(update={"is_paused": paused, "since": self._clock()})

    def _switch(self, tx: Transaction, reminder: Reminder, *, on: bool) -> None:
        if reminder.is_on != on:
            changes = {"is_on": on, "updated_at": self._clock()}
            tx.reminders.update(reminder.model_copy(update=changes))

    def _first(self, actor: Actor, timezone: str) -> Rhythm:
        """Return what holds for whoever has chosen nothing: no mail but reminders of their own."""
        find_zone(timezone)
        return Rhythm(person_id=actor.person_id, timezone=timezone, since=self._clock())

    def _view(
        self, reminder: Reminder, rhythm: Rhythm, commitment: Commitment | None
    ) -> ReminderView:
        zone, now = find_zone(rhythm.timezone), self._clock()
        [moment] = next_occurrences(reminder.cue, zone, after=now, count=1)
        next_at = moment.astimezone(zone)
        is_over = commitment is not None and not comes_on(next_at.date(), commitment)
        comes = reminder.is_on and not rhythm.is_paused and not is_over
        return ReminderView(
            reminder=reminder,
            about=commitment_title(commitment) if commitment else "",
            next_at=next_at if comes else None,
            is_over=is_over,
        )


def _checked(wish: Wish) -> str:
    """Return the label as it is kept; InvalidInput for what cannot be a reminder."""
    if not wish.weekdays:
        raise InvalidInput("The reminder has no day: choose at least one weekday.")
    if not wish.label.strip():
        return ""
    return tidy_line(wish.label, name="Your words", longest=LONGEST_LABEL)


def _own(
    tx: Transaction, actor: Actor, reminder_id: str, action: Action = Action.WRITE
) -> Reminder:
    return owned(actor, Kind.REMINDER, tx.reminders.get(reminder_id), action)


def _require_open(tx: Transaction, actor: Actor, commitment_id: str | None) -> None:
    if commitment_id is None:
        return
    if own_commitment(tx, actor, commitment_id, Action.READ).status is not CommitmentStatus.OPEN:
        raise InvalidInput("This commitment is not open: choose an open one, or none.")
