"""A peer's story as the coach's answer to "what would you do?": found, kept by its id, shown anew.

The turn keeps a sentence of ours and the story's id. Title and lines are read when the turn is
shown, so that a story which is withdrawn, retired or hidden is not quoted any more.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from datetime import datetime
from typing import Final

from coach.dialogue.described import asked_words, is_enough, own_words
from coach.domain.commitment import Draft
from coach.domain.conversation import Turn
from coach.domain.excerpt import opening
from coach.domain.people import Actor
from coach.domain.reflection import ReflectionDraft
from coach.domain.repertoire import Item, ItemKind
from coach.domain.suggestion import Citation, may_read, shows
from coach.errors import CoachError, NotFound
from coach.services.common import Clock
from coach.services.participation import actor_of
from coach.services.search import SearchService
from coach.storage.database import Database
from coach.storage.transaction import Transaction

logger = logging.getLogger(__name__)
PATIENCE_S: Final = 1.0
"""A search takes some 50 ms; a slow one must not hold up the reply."""
_STORIES: Final = frozenset({ItemKind.STORY})
_LIMIT: Final = 3
_WORKERS: Final = 2


class Citing:
    """Finds the story that the coach offers before any opinion."""

    def __init__(self, database: Database, clock: Clock, search: SearchService) -> None:
        self._database = database
        self._clock = clock
        self._peers = search
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="cite")

    def find(
        self,
        owner_id: str,
        draft: Draft | ReflectionDraft,
        turns: Sequence[Turn],
        avoid: frozenset[str],
    ) -> str | None:
        """Return the id of a story for the question that ends `turns`; "" if none fits.

        None where nothing could be looked for: too little was said, or no search in time. It is a
        story that the owner may see and has not been offered in this conversation; `avoid`: further
        ids that must not come.
        """
        words = "\n\n".join(filter(None, [own_words(draft, turns[:-1]), asked_words(turns)]))
        if not is_enough(words):
            return None
        future = self._pool.submit(self._search, owner_id, turns, words, avoid)
        try:
            return future.result(PATIENCE_S)
        except TooLate:
            future.cancel()
            logger.info("no story was found in time")
        except CoachError as error:
            logger.info("no story was found: %s", type(error).__name__)
        return None

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _search(
        self, owner_id: str, turns: Sequence[Turn], words: str, avoid: frozenset[str]
    ) -> str:
        with self._database.reading() as tx:
            actor = _actor(tx, owner_id, self._clock())
            need = tx.needs.get(turns[-1].conversation_id)
            own = frozenset(item.id for item in tx.items.of_author(owner_id))
            hidden = tx.reactions.hidden_for(owner_id) | own | avoid | _offered(turns)
        found = self._peers.search(
            actor,
            words,
            limit=_LIMIT,
            kinds=_STORIES,
            mode="account",
            situation=need.situation if need else "",
            lesson=need.lesson if need else "",
            leave_out=hidden,
            abstain=True,
        )
        with self._database.reading() as tx:
            items = tx.items.get_many([f.item.id for f in found])
        fitting = (items[f.item.id] for f in found if f.item.id in items)
        return next((item.id for item in fitting if shows(actor, item)), "")


def visible_item(tx: Transaction, actor: Actor, item_id: str) -> Item:
    """Return an item that the actor may see now; NotFound gives nothing away of any other."""
    item = tx.items.get(item_id)
    if item is None or not may_read(actor, item):
        raise NotFound
    return item


def citation(tx: Transaction, actor: Actor, item_id: str) -> Citation | None:
    """Return how an item is named in a conversation; None if it is not for the actor to see.

    That may be so since it was cited: withdrawn, retired, for others alone, or hidden by them.
    """
    item = tx.items.get(item_id)
    if item is None or not may_read(actor, item):
        return None
    if item_id in tx.reactions.hidden_for(actor.person_id):
        return None
    return Citation(item=item, lines=opening(item))


def _offered(turns: Sequence[Turn]) -> frozenset[str]:
    ids = (turn.provenance.item_id for turn in turns if turn.provenance)
    return frozenset(item_id for item_id in ids if item_id)


def _actor(tx: Transaction, person_id: str, now: datetime) -> Actor:
    """Return the person with the groups that they belong to now."""
    person = tx.people.get(person_id)
    if person is None or person.disabled_at is not None:
        raise NotFound
    return actor_of(tx, person, now)
