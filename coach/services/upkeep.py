"""The jobs of the repertoire: load files, keep passages, gists and vectors complete, tidy up."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from coach.domain.repertoire import Load
from coach.errors import CoachError, UpstreamError
from coach.repertoire.reading.reader import remove_leftovers
from coach.services.bugs import log_bug
from coach.services.chores import Chore, Queue
from coach.services.common import Clock
from coach.services.distilling import GistMaker
from coach.services.indexing import FillableIndex, Indexer
from coach.services.jobs import JobKind, State
from coach.services.loading import CAN_RETRY, FileLoader, Step
from coach.services.uploads import Uploads
from coach.storage.database import Database

logger = logging.getLogger(__name__)

_ALL: Final = "all"
_FILES_AT_ONCE: Final = 2
_KEPT_FOR_RETRY: Final = timedelta(days=7)
_FOLLOW_S: Final = 10.0
_JOIN_S: Final = 15.0
_WAIT_S: Final = 60.0
_LOOK_AGAIN_S: Final = 0.5
_VACUUM_LOOK_S: Final = 5.0
_STILL_READ: Final = (
    "The log of the database could not be emptied while somebody read from it: run this again."
)
_NOT_DISTILLED: Final = (
    "The language model stopped answering while lessons were distilled: check it, then run this "
    "again."
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a kind of job did not come to its end when it last ran; nobody's words are in it."""

    kind: str
    at: datetime
    sentence: str


class OwnIndex(FillableIndex, Protocol):
    """An index with files of its own."""

    def start(self) -> None:
        """Check the files in the background."""
        ...

    def vacuum(self) -> None:
        """Remove deleted vectors from the files. SetupError."""
        ...


class Upkeep:
    """Adds jobs at any time, and runs them once it has been started."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        uploads: Uploads,
        indexer: Indexer,
        loader: FileLoader,
        gists: GistMaker,
        index: OwnIndex | None,
        queue: Callable[[Mapping[str, JobKind]], Queue],
        ready: Callable[[OwnIndex], None] = lambda _: None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._uploads = uploads
        self._indexer = indexer
        self._gists = gists
        self._index = index
        self._ready = ready
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._troubles: dict[str, Trouble] = {}
        self._chores: dict[str, Chore] = {}
        self._kinds = {
            "load": JobKind(loader.run, _FILES_AT_ONCE),
            "refresh": JobKind(self._run_refresh),
            "vacuum": JobKind(self._run_vacuum, look_s=_VACUUM_LOOK_S),
        }
        self._queue = queue(self._kinds)

    @property
    def state(self) -> State:
        """Whether jobs run, here or in another process."""
        return self._queue.state

    def waiting(self) -> frozenset[str]:
        """Return which of "refresh" and "vacuum" waits or runs; none before the start."""
        if self.state not in {"running", "elsewhere"}:
            return frozenset()
        return frozenset(kind for kind in ("refresh", "vacuum") if self._queue.live(kind))

    def troubles(self) -> tuple[Trouble, ...]:
        """Return what went wrong when it last ran in this process."""
        return tuple(self._troubles.values())

    @property
    def closing(self) -> bool:
        """Whether the app is closing: long steps ask it."""
        return not self._goes_on()

    def take(self, kind: str, chore: Chore) -> None:
        """Run jobs of a further kind too; before the start."""
        self._chores[kind] = chore
        self._kinds[kind] = chore.job

    def add(self, kind: str, key: str) -> None:
        """Add a job of a kind that was taken."""
        self._queue.add(kind, key)

    def load(self, load_id: str) -> None:
        """Load a file whose row and bytes are saved."""
        self._queue.add("load", load_id)

    def refresh(self) -> None:
        """Split, distil and embed whatever has not been."""
        self._queue.add("refresh", _ALL)

    def vacuum(self) -> None:
        """Remove what has been deleted from the files."""
        self._queue.add("vacuum", _ALL)

    def changed(self) -> None:
        """Bring the index in step with the items now, and complete it in the background."""
        self._indexer.sync()
        self.refresh()

    def removed(self) -> None:
        """Let nobody find what has been deleted, and clear its bytes: the files' own soon after."""
        self._indexer.sync()
        self._database.scrub()
        self.vacuum()

    def start(self, *, delay_s: float = 0.0) -> None:
        """Fill the index and run jobs, in the background and after a while."""

        def run() -> None:
            if not self._ending.wait(delay_s):
                try:
                    self.start_now()
                    self._follow()
                except Exception as error:  # noqa: BLE001 - the app serves without its jobs
                    log_bug(logger, "the upkeep", error)

        self._thread = threading.Thread(target=run, name="upkeep", daemon=True)
        self._thread.start()

    def start_now(self, *, searching: bool = True) -> bool:
        """Fill the index and run jobs; False when another process of this installation does.

        Without `searching` the index is left alone: whoever searches fills it from the database.
        """
        if self._index is not None and searching:
            self._indexer.attach(self._index)
            self._ready(self._index)
        if not self._queue.launch():
            return False
        if self._index is not None and searching:
            self._index.start()
        self._resume()
        return True

    def close(self) -> None:
        """Let each job end its step; the next start goes on."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join(_JOIN_S)
        self._queue.close()

    def _follow(self) -> None:
        """Bring into the index what other processes, and people who left, have changed."""
        seen = self._version()
        while not self._ending.wait(_FOLLOW_S):
            self._tick()
            now = self._version()
            if now != seen:
                self._indexer.sync()
                seen = now

    def _tick(self) -> None:
        for kind, chore in self._chores.items():
            try:
                chore.tick()
            except Exception as error:  # noqa: BLE001 - the next time may fare better
                log_bug(logger, f"the clock of {kind}", error)

    def _version(self) -> int:
        with self._database.reading() as tx:
            return tx.items.version()

    def _resume(self) -> None:
        """Take up what was under way, clear up what a killed process has left, and refresh."""
        remove_leftovers()
        with self._database.reading() as tx:
            under_way, recent = tx.loads.under_way(), tx.loads.recent(10_000)
        self._uploads.sweep({x.id for x in [*under_way, *filter(self._may_retry, recent)]})
        live = self._queue.live("load")
        for load in under_way:
            if load.id not in live:
                self.load(load.id)
        for kind, chore in self._chores.items():
            live = self._queue.live(kind)
            for key in chore.under_way():
                if key not in live:
                    self.add(kind, key)
        if _ALL not in self._queue.live("refresh"):
            self.refresh()

    def _may_retry(self, load: Load) -> bool:
        return load.state in CAN_RETRY and self._clock() - load.updated_at < _KEPT_FOR_RETRY

    def _run_refresh(self, step: Step, key: str) -> None:
        step("refresh", self._refresh, key)

    def _refresh(self, _key: str) -> bool:
        try:
            self._indexer.refresh(self._goes_on)
            distilled = self._gists.make_missing(self._goes_on)
            self._indexer.refresh(self._goes_on)
        except UpstreamError as error:
            logger.warning("Texts could not be embedded: %s", type(error).__name__)
            self._trouble("refresh", str(error))
            return False
        self._trouble("refresh", "" if distilled else _NOT_DISTILLED)
        return True

    def _trouble(self, kind: str, sentence: str) -> None:
        """Remember why a kind of job did not come to its end; nothing when it did."""
        self._troubles.pop(kind, None)
        if sentence:
            self._troubles[kind] = Trouble(kind, self._clock(), sentence)

    def _goes_on(self) -> bool:
        return not (self._queue.stopping or self._ending.is_set())

    def _run_vacuum(self, step: Step, key: str) -> None:
        step("vacuum", self._vacuum, key)

    def _vacuum(self, _key: str) -> bool:
        began = self._clock()
        self._indexer.sync()
        gone = self._compacted()
        try:
            if self._index is not None and self._indexer.has_index:
                self._index.vacuum()
        except CoachError as error:
            logger.warning("The index was not vacuumed: %s", type(error).__name__)
            self._trouble("vacuum", str(error))
            return False
        if gone:
            with self._database.transaction() as tx:
                tx.consents.clear(withdrawn_before=began, now=self._clock())
        self._trouble("vacuum", "" if gone else _STILL_READ)
        return gone

    def _compacted(self) -> bool:
        """Compact the database; wait a while for those who read, who keep its log from emptying."""
        end = time.monotonic() + _WAIT_S
        while not self._database.compact():
            if time.monotonic() > end or not self._goes_on():
                return False
            self._ending.wait(_LOOK_AGAIN_S)
        return True
