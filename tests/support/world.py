"""A small world to test services in: a real database, a clock that obeys, people and a group."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from coach.bootstrap import Services, build
from coach.domain.attempt import Attempt, AttemptResult
from coach.domain.commitment import Commitment, Slot
from coach.domain.conversation import Conversation, ConversationKind, Turn
from coach.domain.cycle import CycleStage
from coach.domain.formats import find_format
from coach.domain.groups import Group
from coach.domain.people import Actor
from coach.domain.provenance import Entry, Span
from coach.evaluation.people import cheap_passwords
from coach.services.common import new_id
from coach.services.formats_file import FIRST_FORMAT, read_formats
from coach.settings import Settings
from tests.support.blank import begin

PASSWORD = "nine wet umbrellas"
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class FakeClock:
    """Stands still until it is told to move."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **delta: float) -> None:
        """Move on by a timedelta."""
        self.now += timedelta(**delta)


@dataclass
class World:
    """The services and short ways to fill them."""

    services: Services
    clock: FakeClock

    @property
    def today(self) -> date:
        """The day on the clock."""
        return self.clock.now.date()

    def group(
        self,
        name: str = "Northside",
        stage: CycleStage = CycleStage.PRACTICE,
        format_key: str = FIRST_FORMAT,
    ) -> Group:
        """Make a group in a cycle."""
        group = new_group(new_id(), name, self.clock(), format_key)
        with self.services.database.transaction() as tx:
            tx.groups.add(group)
        self.services.groups.set_cycle(
            group_id=group.id, topic=f"Topic of {name}", stage=stage, stage_ends_on=self.today
        )
        return group

    def actor(
        self, name: str, *groups: Group, leads: bool = False, is_admin: bool = False
    ) -> Actor:
        """Make a person, let them into groups and sign them in."""
        email = f"{name.lower()}@example.org"
        person = self.services.accounts.create_person(
            email=email, name=name, password=PASSWORD, is_admin=is_admin
        )
        for group in groups:
            self.services.groups.add_member(group_id=group.id, email=email, leads=leads)
        return self.signed_in(person.id)

    def signed_in(self, person_id: str) -> Actor:
        """Open one more session and return its actor."""
        accounts = self.services.accounts
        return accounts.actor_for_token(accounts.open_session(person_id, method="test").token)

    def commitment(
        self, actor: Actor, *, words: str = "ask first", open_: bool = True
    ) -> Commitment:
        """Make a commitment, said yes to unless `open_` is False."""
        commitments = self.services.commitments
        commitment = commitments.start(actor)
        commitment = commitments.set_slot(actor, commitment.id, Slot.ACTION, words)
        return commitments.commit(actor, commitment.id, f"I will {words}.") if open_ else commitment

    def attempt(self, actor: Actor, commitment: Commitment, note: str = "") -> Attempt:
        """Log an attempt of today."""
        return self.services.attempts.log(
            actor,
            commitment_id=commitment.id,
            happened_on=self.today,
            cue_occurred=True,
            result=AttemptResult.TRIED,
            note=note,
        )

    def conversation(
        self, actor: Actor, subject_id: str, *texts: str, kind: str = "commit"
    ) -> tuple[Conversation, list[Turn]]:
        """Save a conversation in which the member says these texts."""
        now = self.clock()
        conversation = Conversation(
            id=new_id(),
            owner_id=actor.person_id,
            kind=ConversationKind(kind),
            subject_id=subject_id,
            created_at=now,
            updated_at=now,
        )
        turns = [
            Turn(
                id=new_id(),
                conversation_id=conversation.id,
                position=position,
                role="member",
                text=text,
                created_at=now,
            )
            for position, text in enumerate(texts)
        ]
        with self.services.database.transaction() as tx:
            tx.conversations.add(conversation)
            for turn in turns:
                tx.turns.add_turn(turn)
        return conversation, turns


def new_group(
    group_id: str, name: str, created_at: datetime, format_key: str = FIRST_FORMAT
) -> Group:
    """Return a group with the rules of its format."""
    rules = find_format(read_formats(), format_key).rules
    return Group(id=group_id, name=name, format=format_key, rules=rules, created_at=created_at)


def said(turn: Turn, words: str) -> Entry:
    """Return the entry for words that stand in a turn."""
    start = turn.text.index(words)
    span = Span(turn_id=turn.id, start=start, end=start + len(words))
    return Entry(text=words, origin="chat", span=span)


@contextmanager
def open_world(home: Path, **more: object) -> Iterator[World]:
    """Open a world on SQLite in a folder, with no model; keywords are more settings."""
    clock = FakeClock()
    settings = Settings.model_validate({"home": home, "llm": "none", "embed": "scripted", **more})
    begin(settings)
    services = build(settings, clock=clock, passwords=cheap_passwords())
    try:
        yield World(services, clock)
    finally:
        services.close()
