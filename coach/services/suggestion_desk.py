"""Looks for peers' experience in the background: one search a piece of work, kept per person.

A search waits for no language model. What the words come to in general (situation and lesson) is
read once the member pauses, and counts from their next words on: cards do not change under the eyes
of somebody who reads them.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TypeVar

from coach.domain.people import Actor
from coach.domain.repertoire import ItemKind, Need
from coach.errors import Cancelled, CoachError, UpstreamError
from coach.repertoire.distil import Distilled, Distiller
from coach.repertoire.search import Found
from coach.repertoire.why import Why
from coach.services.bugs import log_bug
from coach.services.common import Clock
from coach.services.search import SearchService
from coach.storage.database import Database

logger = logging.getLogger(__name__)
KEPT = 400
"""Searches whose results are kept; the one that was not asked for the longest goes first."""
FRESH_S = 10.0
"""How long a change of the repertoire alone does not mean another search."""
CANDIDATES = 8
"""Items of a search that are asked for a reason; at most three are shown."""
PEERS = frozenset({ItemKind.STORY, ItemKind.TOOL, ItemKind.WAY})
"""What peers have tried; guides and documents are for looking up."""
_WORKERS = 2
_LOOK_AGAIN_S = 0.5

_V = TypeVar("_V")


@dataclass(frozen=True, slots=True)
class Basis:
    """What a search rests on: another basis means another search.

    Another `version` of the repertoire alone means one in good time: while items are loaded it
    changes every second. What is shown is read from the database all the same.

    `key`: the conversation's id, or the draft's where there is no conversation (then
    `conversation_id` is None). `position`: of the last turn.
    """

    person_id: str
    key: str
    conversation_id: str | None
    words: str
    position: int
    audiences: frozenset[str]
    hidden: frozenset[str]
    version: int

    @property
    def of(self) -> tuple[str, str]:
        """Whose work, and which: under this the results are kept."""
        return self.person_id, self.key

    def asks_like(self, other: Basis) -> bool:
        """Whether the same is looked for, in the repertoire as it was or has become."""
        return replace(self, version=other.version) == other


@dataclass(frozen=True, slots=True)
class Candidate:
    """A found item with its reason: characters of its text, as it was then, and of the words.

    `story`: None when its lesson is the reason.

    Nothing of the item's own words is kept here: a card is drawn from the database.
    """

    item_id: str
    text_sha256: str
    story: tuple[int, int] | None
    member: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Result:
    """What a search came to."""

    basis: Basis
    candidates: tuple[Candidate, ...] = ()
    failed: bool = False
    at: float = field(default_factory=time.monotonic)
    """When the search ended."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """A cancel flag that is up while the coach answers somebody, or once the app ends."""

    busy: Callable[[], bool]
    closing: threading.Event = field(default_factory=threading.Event)

    def is_set(self) -> bool:
        """Whether to give way."""
        return self.closing.is_set() or self.busy()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for the end of the app, then say whether to give way."""
        self.closing.wait(timeout)
        return self.is_set()


class SuggestionDesk:
    """Results of this process, by person and piece of work: nobody is given another's.

    `busy`: whether the coach is answering somebody; then no search begins and no model is asked.
    `pausing`: whether nobody has been answered for a while, so that the model is free.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        search: SearchService,
        distiller: Distiller,
        busy: Callable[[], bool],
        pausing: Callable[[], bool],
    ) -> None:
        self._database = database
        self._clock = clock
        self._peers = search
        self._distiller = distiller
        self._quiet = Quiet(busy)
        self._pausing = pausing
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="suggest")
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="need")
        self._lock = threading.Lock()
        self._results: OrderedDict[tuple[str, str], Result] = OrderedDict()
        self._running: set[tuple[str, str]] = set()
        self._wanted: dict[tuple[str, str], tuple[Actor, Basis]] = {}
        self._unread: OrderedDict[tuple[str, str], Basis] = OrderedDict()
        self._needs: OrderedDict[tuple[str, str], Need] = OrderedDict()

    def look(self, actor: Actor, basis: Basis) -> Result | None:
        """Return the last result for this work, and see to one for this basis; never waits.

        What is returned may rest on an older basis, or be none yet. A search begins once the coach
        answers nobody, with the newest basis.
        """
        key = basis.of
        with self._lock:
            last = self._results.get(key)
            if last is not None:
                self._results.move_to_end(key)
            if _settles(last, basis):
                return last
            self._wanted[key] = actor, basis
            if key in self._running:
                return last
            self._running.add(key)
        self._pool.submit(self._run, key)
        return last

    def searches_for(self, person_id: str) -> bool:
        """Whether a search for a person is under way, or about to begin."""
        with self._lock:
            return any(person_id == owner for owner, _ in self._running)

    def last(self, basis: Basis) -> Result | None:
        """Return the last result for this work, and begin nothing."""
        with self._lock:
            return self._results.get(basis.of)

    def close(self) -> None:
        """End the threads; what is under way gives way."""
        self._quiet.closing.set()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._reader.shutdown(wait=True, cancel_futures=True)

    def _run(self, key: tuple[str, str]) -> None:
        """Search for what is wanted of a work by the time at which the coach answers nobody."""
        while self._quiet.wait(_LOOK_AGAIN_S if self._quiet.is_set() else 0):
            if self._quiet.closing.is_set():
                return
        with self._lock:
            actor, basis = self._wanted.pop(key)
        try:
            self._keep(self._search(actor, basis))
        except CoachError as error:
            logger.info("no suggestions: %s", type(error).__name__)
            self._keep(Result(basis, failed=True))
        except Exception as error:  # noqa: BLE001 - a bug here must not repeat with every look
            log_bug(logger, "suggestions", error)
            self._keep(Result(basis, failed=True))
        finally:
            with self._lock:
                self._running.discard(key)
                self._wanted.pop(key, None)  # of newer words: whoever looks again wants them anew

    def _search(self, actor: Actor, basis: Basis) -> Result:
        """Search with what has been read of the member's words so far."""
        need = self._known(basis)
        if need is None or need.text != basis.words:
            self._read_later(basis)
        found = self._peers.search(
            actor,
            basis.words,
            limit=CANDIDATES,
            kinds=PEERS,
            mode="account",
            situation=need.situation if need else "",
            lesson=need.lesson if need else "",
            leave_out=basis.hidden,
            abstain=True,
        )
        reasons = ((hit, self._peers.why(hit, basis.words)) for hit in found)
        return Result(basis, tuple(_candidate(hit, why) for hit, why in reasons if why is not None))

    def _keep(self, result: Result) -> None:
        with self._lock:
            _put(self._results, result.basis.of, result)

    def _known(self, basis: Basis) -> Need | None:
        """Return what was read of this work before, of fewer words perhaps."""
        with self._lock:
            need = self._needs.get(basis.of)
        if need is not None or basis.conversation_id is None:
            return need
        with self._database.reading() as tx:
            return tx.needs.get(basis.conversation_id)

    def _read_later(self, basis: Basis) -> None:
        """Have the model read the words in the next pause, unless there are others by then."""
        with self._lock:
            _put(self._unread, basis.of, basis)
        with contextlib.suppress(RuntimeError):  # the app ends
            self._reader.submit(self._read_one)

    def _read_one(self) -> None:
        while not self._quiet.closing.is_set():
            if self._pausing():
                with self._lock:
                    basis = self._unread.popitem(last=False)[1] if self._unread else None
                if basis is None or self._read(basis):
                    return
                with self._lock:
                    self._unread.setdefault(basis.of, basis)
            self._quiet.closing.wait(_LOOK_AGAIN_S)

    def _read(self, basis: Basis) -> bool:
        """Distil the words and keep it; False when the model was needed elsewhere."""
        try:
            distilled = self._distiller.need(basis.words, self._quiet)
        except Cancelled:
            return False
        except UpstreamError as error:
            logger.info("a need was not distilled: %s", type(error).__name__)
            return True
        except Exception as error:  # noqa: BLE001 - the next words are read all the same
            log_bug(logger, "reading a need", error)
            return True
        if distilled != Distilled():
            self._save(basis, distilled)
        return True

    def _save(self, basis: Basis, distilled: Distilled) -> None:
        need = Need(
            conversation_id=basis.conversation_id or basis.key,
            owner_id=basis.person_id,
            position=basis.position,
            text=basis.words,
            situation=distilled.situation,
            lesson=distilled.lesson,
            updated_at=self._clock(),
        )
        if basis.conversation_id is None:
            with self._lock:
                _put(self._needs, basis.of, need)
            return
        with self._database.transaction() as tx:
            if tx.conversations.get(need.conversation_id) is not None:
                tx.needs.put(need)


def _put(kept: OrderedDict[tuple[str, str], _V], key: tuple[str, str], value: _V) -> None:
    """Keep the newest, and no more than KEPT."""
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > KEPT:
        kept.popitem(last=False)


def _settles(last: Result | None, basis: Basis) -> bool:
    """Whether a result is all that can be had for this basis now."""
    if last is None or not last.basis.asks_like(basis):
        return False
    return last.basis == basis or time.monotonic() - last.at < FRESH_S


def sha256(text: str) -> str:
    """Return what tells one wording of an item from another."""
    return hashlib.sha256(text.encode()).hexdigest()


def _candidate(found: Found, why: Why) -> Candidate:
    return Candidate(
        found.item.id,
        sha256(found.item.text),
        (why.story.start, why.story.end) if why.story is not None else None,
        (why.member.start, why.member.end),
    )
