"""Home: where a member is, the one next step, and what is unfinished."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from coach.domain.attempt import Attempt
from coach.domain.base import Model
from coach.domain.commitment import SLOT_ORDER, Commitment, CommitmentStatus, Slot
from coach.domain.cycle import Cycle
from coach.domain.groups import Group
from coach.domain.home import NextStep, Standing, next_step
from coach.domain.people import Actor
from coach.domain.reflection import STEP_ORDER, Reflection
from coach.services.commitments import SharedCommitment, shared_commitments
from coach.services.formats_file import Charters
from coach.storage.database import Database
from coach.storage.transaction import Transaction

__all__ = [
    "CommitmentProgress",
    "HomeService",
    "HomeView",
    "NextStep",
    "SharedCommitment",
    "Unfinished",
    "commitment_title",
    "reflection_title",
    "shortened",
]

_LONGEST_TITLE = 80


class CommitmentProgress(Model):
    """An open commitment and its attempts, the earliest first."""

    commitment: Commitment
    attempts: tuple[Attempt, ...]


class Unfinished(Model):
    """Something begun and not finished; `title` holds the member's own words, if any."""

    kind: Literal["commitment", "reflection"]
    id: str
    title: str
    updated_at: datetime


class HomeView(Model):
    """All that the home page draws."""

    name: str
    group: Group | None
    cycle: Cycle | None
    days_left: int | None
    step: NextStep
    commitments: tuple[CommitmentProgress, ...]
    unfinished: tuple[Unfinished, ...]
    shared: tuple[SharedCommitment, ...]
    """What the other members share: what they are working on, and how this cycle's ended."""


class HomeService:
    """Reads one consistent state and lets the domain decide the step."""

    def __init__(self, database: Database, charters: Charters) -> None:
        self._database = database
        self._charters = charters

    def overview(self, actor: Actor, today: date) -> HomeView:
        """Return the actor's home on a day of their calendar."""
        with self._database.reading() as tx:
            group = next(iter(tx.groups.of_person(actor.person_id)), None)
            cycle = tx.cycles.current(group.id) if group else None
            standing = _standing(tx, actor, cycle, today)
            shared = shared_commitments(tx, actor, group.id, self._charters) if group else []
        return HomeView(
            name=actor.name,
            group=group,
            cycle=cycle,
            days_left=cycle.days_left(today) if cycle else None,
            step=next_step(standing),
            commitments=tuple(
                CommitmentProgress(commitment=c, attempts=tuple(reversed(standing.tried(c))))
                for c in standing.open()
            ),
            unfinished=_unfinished(standing),
            shared=tuple(
                view
                for c, view in shared
                if c.owner_id != actor.person_id
                and (c.status is CommitmentStatus.OPEN or (cycle and c.cycle_id == cycle.id))
            ),
        )


def _standing(tx: Transaction, actor: Actor, cycle: Cycle | None, today: date) -> Standing:
    spoken_of = tx.conversations.spoken_of(actor.person_id)
    return Standing(
        today=today,
        stage=cycle.stage if cycle and cycle.paused_on is None else None,
        commitments=tuple(
            c
            for c in tx.commitments.of_owner(actor.person_id)
            if c.status is not CommitmentStatus.DRAFT
            or c.draft.slots
            or c.sentence
            or c.id in spoken_of
        ),
        attempts=tuple(tx.attempts.of_owner(actor.person_id)),
        reflections=tuple(tx.reflections.of_owner(actor.person_id)),
    )


def _unfinished(standing: Standing) -> tuple[Unfinished, ...]:
    found = [
        Unfinished(kind="commitment", id=c.id, title=commitment_title(c), updated_at=c.updated_at)
        for c in standing.drafts()
    ]
    found += [
        Unfinished(kind="reflection", id=r.id, title=reflection_title(r), updated_at=r.updated_at)
        for r in standing.unfinished_reflections()
    ]
    return tuple(sorted(found, key=lambda u: u.updated_at, reverse=True))


def commitment_title(commitment: Commitment) -> str:
    """Return its sentence or the first words that there are for it."""
    slots = commitment.draft.slots
    first = (Slot.ACTION, *SLOT_ORDER)
    words = commitment.sentence or next((slots[s].text for s in first if s in slots), "")
    return shortened(words) or "A new commitment"


def reflection_title(reflection: Reflection) -> str:
    """Return the first words that were said in it."""
    words = next((t for s in STEP_ORDER if (t := reflection.draft.text(s))), "")
    return shortened(words) or "A new reflection"


def shortened(text: str) -> str:
    """Return one line of at most 80 characters."""
    line = " ".join(text.split())
    if len(line) <= _LONGEST_TITLE:
        return line
    return line[: _LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"
