"""Attempts: the practice log, for its member alone."""

from __future__ import annotations

from datetime import date, timedelta

from coach.domain.access import Action, Kind
from coach.domain.attempt import Attempt, AttemptResult
from coach.domain.commitment import CommitmentStatus
from coach.domain.people import Actor
from coach.errors import InvalidInput
from coach.services import deletion
from coach.services.common import Clock, new_id, own_attempt, own_commitment, tidy
from coach.services.made_stories import StoryFate
from coach.services.sharing import Upkeep
from coach.storage.database import Database
from coach.storage.transaction import Transaction

LONGEST_NOTE = 500


class AttemptService:
    """Works on the actor's own attempts at their own commitments."""

    def __init__(self, database: Database, clock: Clock, upkeep: Upkeep) -> None:
        self._database = database
        self._clock = clock
        self._upkeep = upkeep

    def log(
        self,
        actor: Actor,
        *,
        commitment_id: str,
        happened_on: date,
        cue_occurred: bool,
        result: AttemptResult,
        note: str = "",
    ) -> Attempt:
        """Save an attempt at a commitment that was said yes to."""
        text = tidy(note, name="The note", longest=LONGEST_NOTE)
        now = self._clock()
        with self._database.transaction() as tx:
            self._require_fitting(tx, actor, commitment_id, happened_on)
            attempt = Attempt(
                id=new_id(),
                owner_id=actor.person_id,
                commitment_id=commitment_id,
                happened_on=happened_on,
                cue_occurred=cue_occurred,
                result=_result(result),
                note=text,
                created_at=now,
                updated_at=now,
            )
            tx.attempts.add(attempt)
        return attempt

    def edit(
        self,
        actor: Actor,
        attempt_id: str,
        *,
        commitment_id: str,
        happened_on: date,
        cue_occurred: bool,
        result: AttemptResult,
        note: str = "",
    ) -> Attempt:
        """Save an attempt anew, with every value."""
        text = tidy(note, name="The note", longest=LONGEST_NOTE)
        with self._database.transaction() as tx:
            attempt = own_attempt(tx, actor, attempt_id)
            self._require_fitting(tx, actor, commitment_id, happened_on)
            changes = {
                "commitment_id": commitment_id,
                "happened_on": happened_on,
                "cue_occurred": cue_occurred,
                "result": _result(result),
                "note": text,
                "updated_at": self._clock(),
            }
            changed = attempt.model_copy(update=changes)
            tx.attempts.update(changed)
        return changed

    def get(self, actor: Actor, attempt_id: str) -> Attempt:
        """Return one attempt."""
        with self._database.reading() as tx:
            return own_attempt(tx, actor, attempt_id, Action.READ)

    def of(self, actor: Actor, commitment_id: str) -> list[Attempt]:
        """Return the attempts at one commitment, the latest first."""
        with self._database.reading() as tx:
            own_commitment(tx, actor, commitment_id, Action.READ)
            return tx.attempts.of_commitment(commitment_id, owner_id=actor.person_id)

    def mine(self, actor: Actor) -> list[Attempt]:
        """Return all attempts, the latest first."""
        with self._database.reading() as tx:
            return tx.attempts.of_owner(actor.person_id)

    def delete(self, actor: Actor, attempt_id: str, *, stories: StoryFate | None = None) -> None:
        """Delete it with all that the deletion preview names.

        `stories`: what becomes of those made from it; has to be said where others read one.
        """
        deletion.delete_with_stories(
            self._database, self._clock, self._upkeep, actor, Kind.ATTEMPT, attempt_id, stories
        )

    def _require_fitting(
        self, tx: Transaction, actor: Actor, commitment_id: str, happened_on: date
    ) -> None:
        commitment = own_commitment(tx, actor, commitment_id, Action.READ)
        if commitment.status is CommitmentStatus.DRAFT:
            raise InvalidInput("This commitment is a draft: say yes to it, then log an attempt.")
        latest = self._clock().date() + timedelta(days=1)  # it may be tomorrow there already
        if happened_on > latest:
            raise InvalidInput(
                f"{happened_on.isoformat()} lies ahead: choose the day on which you tried."
            )


def _result(value: AttemptResult | str) -> AttemptResult:
    try:
        return AttemptResult(value)
    except ValueError:
        raise InvalidInput(f"{value!r} is no result: choose 'tried', 'adapted' or 'not'.") from None
