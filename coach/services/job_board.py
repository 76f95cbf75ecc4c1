"""What the queue of an installation does, for its admins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from coach.domain.access import Action, Kind, Resource, require
from coach.domain.people import Actor
from coach.domain.repertoire import Load, LoadState
from coach.errors import InvalidInput
from coach.services.common import Clock, note_event
from coach.services.indexing import Indexer
from coach.services.jobs import State
from coach.services.loading import UNDER_WAY
from coach.services.upkeep import Trouble, Upkeep
from coach.storage.database import Database
from coach.storage.holdings import Held

_ENDED_BADLY: Final = (LoadState.FAILED, LoadState.REFUSED, LoadState.CANCELLED)
_RECENT: Final = 200


@dataclass(frozen=True, slots=True)
class JobBoard:
    """What waits, what runs, what failed and why."""

    queue: State
    """Whether jobs run, here or in another process."""
    under_way: tuple[Load, ...]
    """Files that wait, are read or embedded, the oldest first."""
    ended_badly: tuple[Load, ...]
    """Files that were not loaded, the newest first, each with its reason."""
    refreshing: bool
    """Whether splitting, distilling and embedding waits or runs."""
    rebuilding: bool
    """Whether the index is to be made anew."""
    left: Held
    """How much is still to be split, distilled and embedded."""
    troubles: tuple[Trouble, ...]
    """What went wrong last, while this process has been running."""

    @property
    def is_busy(self) -> bool:
        """Whether something waits or runs."""
        return bool(self.under_way) or self.refreshing or self.rebuilding


class JobService:
    """Files are cancelled and tried again by the library's service."""

    def __init__(self, database: Database, clock: Clock, indexer: Indexer, upkeep: Upkeep) -> None:
        self._database = database
        self._clock = clock
        self._indexer = indexer
        self._upkeep = upkeep

    def board(self, actor: Actor) -> JobBoard:
        """Return how the queue stands; NotFound for anybody but an admin."""
        _require(actor, Action.READ)
        with self._database.reading() as tx:
            under_way, recent = tx.loads.under_way(), tx.loads.recent(_RECENT)
            left = tx.holdings.of_model(self._indexer.model)
        waiting = self._upkeep.waiting()
        return JobBoard(
            queue=self._upkeep.state,
            under_way=tuple(load for load in under_way if load.state in UNDER_WAY),
            ended_badly=tuple(load for load in recent if load.state in _ENDED_BADLY),
            refreshing="refresh" in waiting,
            rebuilding="vacuum" in waiting,
            left=left,
            troubles=self._upkeep.troubles(),
        )

    def refresh(self, actor: Actor) -> None:
        """Split, distil and embed what has not been; InvalidInput while that waits or runs."""
        _require(actor, Action.WRITE)
        if "refresh" in self._upkeep.waiting():
            raise InvalidInput("This waits or runs already: there is nothing to begin.")
        with self._database.transaction() as tx:
            note_event(
                tx,
                self._clock(),
                "jobs_refresh",
                actor_id=actor.person_id,
                kind=Kind.INSTALLATION.value,
            )
        self._upkeep.refresh()


def _require(actor: Actor, action: Action) -> None:
    require(actor, action, Resource(kind=Kind.INSTALLATION))
