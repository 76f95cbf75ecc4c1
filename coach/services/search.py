"""Search for a member: the shelf kept up to date, and every hit asked of the database again."""

from __future__ import annotations

import threading
from collections.abc import Collection

from coach.domain.people import Actor
from coach.domain.repertoire import Item, ItemKind, ItemStatus, visible_to
from coach.repertoire.fusion import Mode
from coach.repertoire.search import Found, Query, Searcher
from coach.repertoire.shelf import Shelf, load_shelf
from coach.repertoire.why import Why, why
from coach.services.common import tidy
from coach.storage.database import Database
from coach.storage.transaction import Transaction

_LONGEST = 20_000


class SearchService:
    """Finds items that the actor may see. Threads may share it."""

    def __init__(self, database: Database, searcher: Searcher) -> None:
        self._database = database
        self._searcher = searcher
        self._lock = threading.Lock()
        self._shelf: Shelf | None = None

    @property
    def by_meaning(self) -> bool:
        """Whether there is an embedding model; without one words alone decide."""
        return bool(self._searcher.model)

    def search(
        self,
        actor: Actor,
        text: str,
        *,
        limit: int = 10,
        kinds: Collection[ItemKind] | None = None,
        mode: Mode = "words",
        situation: str = "",
        lesson: str = "",
        leave_out: frozenset[str] = frozenset(),
        abstain: bool = False,
        explain: bool = False,
    ) -> list[Found]:
        """Return the items that fit best; those that the actor said are not for them are left out.

        `mode`: "account" for what is like the thing that the text tells of; only then `situation`
        and `lesson` count, which were distilled from it. `leave_out`: ids of further items that
        must not come.
        With `abstain` only what fits well enough to be suggested. With `explain` neither is left
        out. InvalidInput when the text is too long.
        """
        words = tidy(text, name="What you look for", longest=_LONGEST)
        audiences = visible_to(actor)
        with self._database.reading() as tx:
            shelf = self._current(tx)
            hidden = frozenset() if explain else tx.reactions.hidden_for(actor.person_id)
            found = self._searcher.search(
                shelf,
                audiences,
                Query(words, mode, situation, lesson),
                limit,
                kinds=None if kinds is None else frozenset(kinds),
                hidden=hidden | leave_out,
                abstain=abstain and not explain,
            )
            return _still_open(tx, found, audiences)

    def browse(self, actor: Actor) -> list[Item]:
        """Return every item that the actor may see now, in no particular order."""
        with self._database.reading() as tx:
            shards = self._current(tx).open(visible_to(actor))
        return [item for shard in shards for item in shard.items]

    def why(self, found: Found, member_words: str) -> Why | None:
        """Return which span of the item answers which of the member's words, if any does."""
        return why(found, member_words, self._searcher.embedder)

    def _current(self, tx: Transaction) -> Shelf:
        """Return the shelf as the database holds it now, loaded anew only after a change."""
        version = tx.items.version()
        with self._lock:
            if self._shelf is None or self._shelf.version != version:
                self._shelf = load_shelf(tx, self._searcher.model)
            return self._shelf


def _still_open(tx: Transaction, found: list[Found], audiences: frozenset[str]) -> list[Found]:
    """Keep what the database says, at this moment, is active and meant for one of the audiences."""
    items = tx.items.get_many([hit.item.id for hit in found])
    return [
        hit
        for hit in found
        if (item := items.get(hit.item.id)) is not None
        and item.status is ItemStatus.ACTIVE
        and item.audience in audiences
    ]
