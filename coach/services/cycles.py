"""Moving a group through its cycle: by whoever leads, never by a timer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from coach.domain.access import Action, Kind, Resource, allowed, require
from coach.domain.base import Model
from coach.domain.cycle import STAGE_TITLES, Cycle, CycleStage, proposed_dates, stage_after
from coach.domain.groups import Group
from coach.domain.people import Actor
from coach.errors import InvalidInput
from coach.services.common import Clock, group_of, new_id, note_event
from coach.services.leads import begin_cycle
from coach.storage.database import Database


class CycleBoard(Model):
    """Where a group stands, and what whoever leads may do about it."""

    current: Cycle | None
    earlier: tuple[Cycle, ...]
    """The newest first."""
    following: CycleStage | None
    """The stage after this one; None when a new cycle is next."""
    weeks: int
    """Of practice, as the group's rules propose."""
    may_move: bool


class CycleService:
    """Stages are moved in either direction; a cycle that has been closed stays as it is."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def board(self, actor: Actor, group_id: str) -> CycleBoard:
        """Return where the group stands; NotFound for whoever is not in it."""
        with self._database.reading() as tx:
            group = group_of(tx, group_id)
            require(actor, Action.READ, cycle_of(group))
            cycles = tx.cycles.of_group(group_id)
        current = cycles[0] if cycles else None
        return CycleBoard(
            current=current,
            earlier=tuple(cycles[1:]),
            following=stage_after(current.stage) if current else None,
            weeks=group.rules.weeks_usual or 0,
            may_move=allowed(actor, Action.WRITE, cycle_of(group)),
        )

    def move(
        self, actor: Actor, group_id: str, stage: CycleStage, *, ends_on: date | None = None
    ) -> Cycle:
        """Move the current cycle to a stage that ends on a day.

        InvalidInput when there is no cycle or it has no topic yet.
        """
        now = self._clock()
        with self._database.transaction() as tx:
            group = group_of(tx, group_id, lock=True)
            require(actor, Action.WRITE, cycle_of(group))
            current = tx.cycles.current(group_id)
            if current is None:
                raise InvalidInput("There is no cycle yet: choose a topic first.")
            if not current.topic and stage is not CycleStage.TOPIC:
                title = STAGE_TITLES[stage]
                raise InvalidInput(f"{title!r} needs a topic: choose one first.")
            facts = {"stage": stage, "stage_ends_on": ends_on, "paused_on": None}
            moved = current.model_copy(update=facts)
            tx.cycles.update(moved)
            note_event(
                tx,
                now,
                "stage_moved",
                actor_id=actor.person_id,
                kind="group",
                object_id=group_id,
                detail=stage.value,
            )
        return moved

    def pause(self, actor: Actor, group_id: str) -> Cycle:
        """Let the cycle stand still; InvalidInput when there is none, or it is closed."""
        return self._still(actor, group_id, Cycle.paused, "cycle_paused")

    def go_on(self, actor: Actor, group_id: str) -> Cycle:
        """Let the cycle go on; its stage lasts as many days longer as it stood still."""
        return self._still(actor, group_id, Cycle.going_on, "cycle_goes_on")

    def begin(
        self,
        actor: Actor,
        group_id: str,
        *,
        leader_id: str = "",
        topic_until: date | None = None,
    ) -> Cycle:
        """Begin the next cycle with the choice of its topic.

        `leader_id`: who leads it where terms are of a cycle; the actor, if nobody is named.
        InvalidInput while another cycle is not closed, and for a leader who is no member.
        """
        now = self._clock()
        with self._database.transaction() as tx:
            group = group_of(tx, group_id, lock=True)
            require(actor, Action.WRITE, cycle_of(group))
            current = tx.cycles.current(group_id)
            if current is not None and current.stage is not CycleStage.CLOSE:
                raise InvalidInput("The cycle before is not closed: move it to its close first.")
            cycle = Cycle(
                id=new_id(),
                group_id=group_id,
                number=current.number + 1 if current else 1,
                topic="",
                stage=CycleStage.TOPIC,
                stage_ends_on=topic_until,
            )
            begin_cycle(tx, group, cycle, leader_id or actor.person_id, now)
            note_event(
                tx, now, "cycle_begun", actor_id=actor.person_id, kind="group", object_id=group_id
            )
        return cycle

    def _still(
        self, actor: Actor, group_id: str, change: Callable[[Cycle, date], Cycle], event: str
    ) -> Cycle:
        now = self._clock()
        with self._database.transaction() as tx:
            group = group_of(tx, group_id, lock=True)
            require(actor, Action.WRITE, cycle_of(group))
            current = tx.cycles.current(group_id)
            if current is None or current.stage is CycleStage.CLOSE:
                raise InvalidInput("No cycle is under way: begin one first.")
            changed = change(current, now.date())
            tx.cycles.update(changed)
            note_event(tx, now, event, actor_id=actor.person_id, kind="group", object_id=group_id)
        return changed

    def proposal(self, actor: Actor, group_id: str, first_session: date) -> dict[CycleStage, date]:
        """Return the dates that the group's rules propose for a first session on that day."""
        with self._database.reading() as tx:
            group = group_of(tx, group_id)
        require(actor, Action.READ, cycle_of(group))
        return dict(proposed_dates(first_session, group.rules.weeks_usual or 0))


def cycle_of(group: Group) -> Resource:
    """Return the facts that decide who may move a group's cycle."""
    return Resource(kind=Kind.CYCLE, group_id=group.id, led_by_all=group.rules.led_by_all)
