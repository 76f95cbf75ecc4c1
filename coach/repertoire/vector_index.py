"""The index of this installation: exact ranking in memory, and Chroma for what is too much for it.

Exact ranking holds every row and serves at any time. Chroma is a candidate generator on top: it is
checked in a process of its own when the app starts, made anew when it is missing or damaged, and
asked only when a member may see more rows than are ranked exactly.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final, Literal

from coach.errors import SetupError
from coach.repertoire.chroma_index import BATCH, ChromaIndex, IndexBroken, copy_rows
from coach.repertoire.exact_index import ExactIndex
from coach.repertoire.index_check import Report, check_in_child
from coach.repertoire.index_home import IndexHome, Target, build_home
from coach.repertoire.ports import Hit, IndexRow, Vectors, View
from coach.settings import Settings

log = logging.getLogger(__name__)

EXACT_UP_TO: Final = 100_000
"""Visible rows that are ranked exactly; above that Chroma proposes (decision 0004)."""

_OVER_FETCH: Final = 10
_BACKGROUND_S: Final = 600.0
_AT_LEAST: Final = 100
_SAMPLE: Final = 500
_FAILED: Final = (
    "The Chroma index could not be made; exact search serves: look at the free disk space or at "
    "COACH_CHROMA_URL, then run `coach index rebuild`."
)

Phase = Literal["exact", "checking", "building", "ready"]


@dataclass(frozen=True, slots=True)
class IndexState:
    """How the index stands, for the admin's page. `detail` is a sentence when something is off."""

    phase: Phase
    rows: int
    detail: str = ""


def build_index(settings: Settings, embedder_name: str, dimensions: int) -> HybridIndex:
    """Return the index of the settings, empty: `load` the database's rows, then `start`.

    SetupError when an address does not fit. Nothing is opened yet: a second process that finds the
    embedded index taken searches exactly, and says so in `state`.
    """
    return HybridIndex(build_home(settings, embedder_name, dimensions), dimensions)


class HybridIndex:
    """A VectorIndex. Threads may share it; close() at the end."""

    def __init__(
        self, home: IndexHome | None, dimensions: int, *, exact_up_to: int = EXACT_UP_TO
    ) -> None:
        self._home = home
        self._exact = ExactIndex(dimensions)
        self._exact_up_to = exact_up_to
        self._lock = threading.RLock()
        self._building = threading.Lock()
        self._chroma: ChromaIndex | None = None
        self._touched: set[str] = set()
        self._recording = False
        self._phase: Phase = "exact"
        self._detail = ""
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def exact(self) -> ExactIndex:
        """All rows in memory."""
        return self._exact

    def load(self, rows: Iterable[IndexRow]) -> None:
        """Take the database's rows into memory; Chroma is not touched."""
        self._exact.load(rows)

    def sync(self, rows: Iterable[IndexRow]) -> None:
        """Become exactly these rows, touching only what differs.

        For what another process has written to the database meanwhile.
        """
        gone, changed = set(self._exact.ids()), []
        for row in rows:
            gone.discard(row.id)
            if not self._exact.holds(row):
                changed.append(row)
        self.put(changed)
        self.remove(sorted(gone))

    def start(self) -> None:
        """Check Chroma's copy in the background and make it anew if need be."""
        self._run_in_background(self._check_and_open)

    def state(self) -> IndexState:
        """Say how the index stands; never blocks."""
        return IndexState(self._phase, self._exact.count(), self._detail)

    def wait(self, timeout_s: float) -> IndexState:
        """Wait for what runs in the background, at most so long; return the state."""
        if self._thread is not None:
            self._thread.join(timeout_s)
        return self.state()

    def put(self, rows: Sequence[IndexRow]) -> None:
        """See VectorIndex."""
        self._exact.put(rows)
        self._pass_on([row.id for row in rows])

    def remove(self, ids: Sequence[str]) -> None:
        """See VectorIndex. At once in memory; the files keep the bytes until `vacuum`."""
        self._exact.remove(ids)
        self._pass_on(ids)

    def search(
        self, vector: Vectors, audiences: frozenset[str], view: View, limit: int
    ) -> list[Hit]:
        """See VectorIndex. Similarities are exact, whoever proposed the rows."""
        chroma = self._chroma
        if chroma is None or self._exact.visible(audiences, view) <= self._exact_up_to:
            return self._exact.search(vector, audiences, view, limit)
        try:
            wanted = max(limit * _OVER_FETCH, _AT_LEAST)
            proposed = chroma.search(vector, audiences, view, wanted)
        except IndexBroken:
            self._give_up(chroma)
            proposed = []
        hits = self._exact.among((hit.id for hit in proposed), vector, audiences, view)
        if len(hits) < limit:
            return self._exact.search(vector, audiences, view, limit)
        return hits[:limit]

    def count(self) -> int:
        """See VectorIndex."""
        return self._exact.count()

    def verify(self, *, sample: int | None = None) -> Report:
        """Compare Chroma's copy with memory in a process of its own. Not after `start`.

        SetupError when another process has the index open.
        """
        home = self._needed_home()
        home.take()
        try:
            return check_in_child(home.current(), self._exact.rows(), self._closed, sample=sample)
        except (IndexBroken, OSError):
            return Report(problem="The Chroma index cannot be opened.")

    def rebuild(self) -> None:
        """Fill a successor from memory and let it take over; searches go on meanwhile.

        SetupError when Chroma fails, or another process has the index open.
        """
        try:
            self._rebuild(self._needed_home())
        except (IndexBroken, OSError) as error:
            self._fail()
            raise SetupError(_FAILED) from error

    def vacuum(self) -> None:
        """Remove the vectors of deleted rows from the files of an embedded index. SetupError.

        What runs in the background ends first: it must not bring older files back.
        """
        self.wait(_BACKGROUND_S)
        self.rebuild()

    def close(self) -> None:
        """End background work and release everything."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join()
        with self._lock:
            chroma, self._chroma = self._chroma, None
        if chroma is not None:
            chroma.close()
        if self._home is not None:
            self._home.leave()
        self._exact.close()

    def _check_and_open(self, home: IndexHome) -> None:
        self._phase = "checking"
        home.take()
        target = home.current()
        if target.is_new:
            self._build(home, target)
            return
        report = check_in_child(target, self._exact.rows(), self._closed, sample=_SAMPLE)
        if self._closed.is_set():
            return
        if not report.mendable:
            log.warning("The Chroma index is made anew: %s", report.sentence())
            self._rebuild(home)
            return
        chroma = target.open()
        self._apply(chroma, report.stale)
        self._install(chroma)

    def _rebuild(self, home: IndexHome) -> None:
        home.take()
        self._build(home, home.successor())

    def _build(self, home: IndexHome, target: Target) -> None:
        """Fill an empty index from memory, let it take over, and delete all others."""
        with self._building:
            self._phase, self._detail = "building", ""
            with self._lock:
                self._touched.clear()
                self._recording = True
            successor = target.open()
            try:
                copy_rows(self._until_closed(), successor)
                if self._closed.is_set():
                    successor.close()
                    return
                self._install(successor)
            except IndexBroken:
                successor.close()
                raise
            home.replace(target)

    def _install(self, chroma: ChromaIndex) -> None:
        """Bring what changed meanwhile, then serve from this one."""
        while len(self._touched) > BATCH:
            with self._lock:
                changed, self._touched = self._touched, set()
            self._apply(chroma, changed)
        with self._lock:
            self._apply(chroma, self._touched)
            self._touched.clear()
            self._recording = False
            old, self._chroma = self._chroma, chroma
            self._phase, self._detail = "ready", ""
        if old is not None:
            old.close()

    def _pass_on(self, ids: Sequence[str]) -> None:
        with self._lock:
            chroma = self._chroma
            if chroma is None or self._recording:
                self._touched.update(ids)
            if chroma is None:
                return
            try:
                self._apply(chroma, ids)
            except IndexBroken:
                self._give_up(chroma)

    def _apply(self, chroma: ChromaIndex, ids: Iterable[str]) -> None:
        """Make these rows in Chroma what they are in memory."""
        wanted = sorted(set(ids))
        rows = list(self._exact.rows(wanted))
        chroma.put(rows)
        chroma.remove(sorted(set(wanted) - {row.id for row in rows}))

    def _give_up(self, chroma: ChromaIndex) -> None:
        """Serve exactly from now on, and make the broken index anew in the background."""
        with self._lock:
            if self._chroma is not chroma:
                return
            self._chroma = None
            self._phase = "exact"
        log.warning("The Chroma index failed and is made anew; exact search serves.")
        self._run_in_background(self._rebuild)

    def _fail(self, detail: str = _FAILED) -> None:
        log.warning(detail)
        self._phase, self._detail = "exact", detail

    def _run_in_background(self, work: Callable[[IndexHome], None]) -> None:
        home = self._home
        if home is None or self._closed.is_set():
            return

        def run() -> None:
            try:
                work(home)
            except SetupError as error:
                self._fail(str(error))
            except (IndexBroken, OSError):
                self._fail()

        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=run, name="index", daemon=True)
                self._thread.start()

    def _until_closed(self) -> Iterator[IndexRow]:
        return takewhile(lambda _: not self._closed.is_set(), self._exact.rows())

    def _needed_home(self) -> IndexHome:
        if self._home is None:
            raise SetupError("This index is in memory alone: it has no files to make anew.")
        return self._home
