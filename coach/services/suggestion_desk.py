"""Looks for peers' experience in the background: one search a piece of work, kept per person."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

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

    def asks_like(self, other: Basis) -> bool:
        """Whether the same is looked for, in the repertoire as it was or has become."""
        return replace(self, version=other.version) == other


@dataclass(frozen=True, slots=True)
class Candidate:
    """A found item with its reason: characters of its text, as it was then, and of the words.

    Nothing of the item's own words is kept here: a card is drawn from the database.
    """

    item_id: str
    text_sha256: str
    story: tuple[int, int]
    member: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Result:
    """What a search came to. `whole` is False until situation and lesson were looked for too."""

    basis: Basis
    candidates: tuple[Candidate, ...] = ()
    whole: bool = True
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
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        search: SearchService,
        distiller: Distiller,
        busy: Callable[[], bool],
    ) -> None:
        self._database = database
        self._clock = clock
        self._peers = search
        self._distiller = distiller
        self._quiet = Quiet(busy)
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="suggest")
        self._lock = threading.Lock()
        self._results: OrderedDict[tuple[str, str], Result] = OrderedDict()
        self._running: set[tuple[str, str]] = set()

    def look(self, actor: Actor, basis: Basis) -> Result | None:
        """Return the last result for this work, and see to one for this basis; never waits.

        What is returned may rest on an older basis, or be none yet.
        """
        key = (basis.person_id, basis.key)
        with self._lock:
            last = self._results.get(key)
            if last is not None:
                self._results.move_to_end(key)
            if _settles(last, basis) or key in self._running or self._quiet.is_set():
                return last
            self._running.add(key)
        self._pool.submit(self._run, actor, basis)
        return last

    def last(self, basis: Basis) -> Result | None:
        """Return the last result for this work, and begin nothing."""
        with self._lock:
            return self._results.get((basis.person_id, basis.key))

    def close(self) -> None:
        """End the threads; what is under way gives way."""
        self._quiet.closing.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _run(self, actor: Actor, basis: Basis) -> None:
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
                self._running.discard((basis.person_id, basis.key))

    def _search(self, actor: Actor, basis: Basis) -> Result:
        """Search with the distilled situation and lesson; with what is known while coaching."""
        try:
            need, whole = self._distilled(basis), True
        except Cancelled:
            need, whole = self._known(basis), False
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
        candidates = tuple(_candidate(hit, why) for hit, why in reasons if why is not None)
        return Result(basis, candidates, whole)

    def _keep(self, result: Result) -> None:
        with self._lock:
            key = (result.basis.person_id, result.basis.key)
            self._results[key] = result
            self._results.move_to_end(key)
            while len(self._results) > KEPT:
                self._results.popitem(last=False)

    def _known(self, basis: Basis) -> Need | None:
        """Return what was distilled from this conversation before, from fewer words perhaps."""
        if basis.conversation_id is None:
            return None
        with self._database.reading() as tx:
            return tx.needs.get(basis.conversation_id)

    def _distilled(self, basis: Basis) -> Need | None:
        """Return the need in these very words, asking a model once for them; may be Cancelled."""
        known = self._known(basis)
        if known is not None and known.text == basis.words:
            return known
        distilled = self._asked(basis.words)
        if distilled == Distilled():
            return known
        need = Need(
            conversation_id=basis.conversation_id or basis.key,
            owner_id=basis.person_id,
            position=basis.position,
            text=basis.words,
            situation=distilled.situation,
            lesson=distilled.lesson,
            updated_at=self._clock(),
        )
        if basis.conversation_id is not None:
            self._save(need)
        return need

    def _asked(self, words: str) -> Distilled:
        try:
            return self._distiller.need(words, self._quiet)
        except UpstreamError as error:
            logger.info("a need was not distilled: %s", type(error).__name__)
            return Distilled()

    def _save(self, need: Need) -> None:
        with self._database.transaction() as tx:
            if tx.conversations.get(need.conversation_id) is not None:
                tx.needs.put(need)


def _settles(last: Result | None, basis: Basis) -> bool:
    """Whether a result is all that can be had for this basis now."""
    if last is None or not last.whole or not last.basis.asks_like(basis):
        return False
    return last.basis == basis or time.monotonic() - last.at < FRESH_S


def sha256(text: str) -> str:
    """Return what tells one wording of an item from another."""
    return hashlib.sha256(text.encode()).hexdigest()


def _candidate(found: Found, why: Why) -> Candidate:
    return Candidate(
        found.item.id,
        sha256(found.item.text),
        (why.story.start, why.story.end),
        (why.member.start, why.member.end),
    )
