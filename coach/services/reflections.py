"""Reflections on real attempts: always private to their member."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from coach.domain import reflection_life as life
from coach.domain.access import Action, Kind
from coach.domain.people import Actor
from coach.domain.reflection import STEP_TITLES, Reflection, ReflectionStep
from coach.errors import InvalidInput
from coach.services import deletion
from coach.services.common import Clock, new_id, own_attempt, own_reflection, tidy
from coach.services.contributions import drop_changed
from coach.services.made_stories import StoryFate
from coach.services.sharing import Upkeep
from coach.storage.database import Database
from coach.storage.transaction import Transaction

LONGEST_STEP = 8000


class ReflectionService:
    """Works on the actor's own reflections."""

    def __init__(self, database: Database, clock: Clock, upkeep: Upkeep) -> None:
        self._database = database
        self._clock = clock
        self._upkeep = upkeep

    def mine(self, actor: Actor) -> list[Reflection]:
        """Return the actor's reflections, the newest first."""
        with self._database.reading() as tx:
            return tx.reflections.of_owner(actor.person_id)

    def get(self, actor: Actor, reflection_id: str) -> Reflection:
        """Return one reflection."""
        with self._database.reading() as tx:
            return own_reflection(tx, actor, reflection_id, Action.READ)

    def start(self, actor: Actor, attempt_ids: Sequence[str]) -> Reflection:
        """Open an empty reflection on one or more of the actor's own attempts."""
        unique = tuple(dict.fromkeys(attempt_ids))
        if not unique:
            raise InvalidInput("Choose at least one attempt to look back on.")
        now = self._clock()
        with self._database.transaction() as tx:
            for attempt_id in unique:
                own_attempt(tx, actor, attempt_id, Action.READ)
            reflection = Reflection(
                id=new_id(),
                owner_id=actor.person_id,
                attempt_ids=unique,
                created_at=now,
                updated_at=now,
            )
            tx.reflections.add(reflection)
        return reflection

    def set_step(
        self, actor: Actor, reflection_id: str, step: ReflectionStep, text: str
    ) -> Reflection:
        """Save what the member typed for a step, in place of what was there; empty clears it."""
        value = tidy(text, name=f"{STEP_TITLES[step]!r}", longest=LONGEST_STEP)
        return self._change(actor, reflection_id, lambda r: life.with_step(r, step, value))

    def keep(self, actor: Actor, reflection_id: str) -> Reflection:
        """Take the member's word that it is finished; it can be reopened."""
        return self._change(actor, reflection_id, lambda r: life.kept(r, self._clock()))

    def reopen(self, actor: Actor, reflection_id: str) -> Reflection:
        """Make a kept reflection a draft again."""
        return self._change(actor, reflection_id, life.reopened)

    def delete(self, actor: Actor, reflection_id: str, *, stories: StoryFate | None = None) -> None:
        """Delete it with all that the deletion preview names.

        `stories`: what becomes of those made from it; has to be said where others read one.
        """
        deletion.delete_with_stories(
            self._database,
            self._clock,
            self._upkeep,
            actor,
            Kind.REFLECTION,
            reflection_id,
            stories,
        )

    def _change(
        self, actor: Actor, reflection_id: str, change: Callable[[Reflection], Reflection]
    ) -> Reflection:
        with self._database.transaction() as tx:
            reflection = own_reflection(tx, actor, reflection_id)
            return self._save(tx, reflection, change(reflection))

    def _save(self, tx: Transaction, before: Reflection, after: Reflection) -> Reflection:
        if after == before:
            return before
        saved = after.model_copy(update={"updated_at": self._clock()})
        tx.reflections.update(saved)
        drop_changed(tx, saved)
        return saved
