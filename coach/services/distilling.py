"""Gives each item its gist: distilled by the model when there is one, else as its author put it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from coach.domain.repertoire import Gist, Item, ItemKind, ItemStatus
from coach.errors import UpstreamError
from coach.repertoire.distil import Distiller
from coach.storage.database import Database

logger = logging.getLogger(__name__)

_KINDS: Final = frozenset({ItemKind.STORY, ItemKind.TOOL, ItemKind.WAY})
"""A document has no lesson of its own: its passages are found by what they say."""

GoOn = Callable[[], bool]


class GistMaker:
    """Makes the gists that are missing or no longer fit, one at a time."""

    def __init__(self, database: Database, distiller: Distiller) -> None:
        self._database = database
        self._distiller = distiller

    def make_missing(self, go_on: GoOn) -> bool:
        """Make gists as long as `go_on` says so; False when the model stopped answering."""
        for item in self._missing():
            if not go_on():
                return True
            try:
                gist = self._distiller.item(item)
            except UpstreamError as error:
                logger.info("an item was not distilled: %s", type(error).__name__)
                return False
            self._save(item, gist)
        return True

    def _missing(self) -> list[Item]:
        with self._database.reading() as tx:
            items = [i for i in tx.items.every() if i.status is ItemStatus.ACTIVE]
            items = [i for i in items if i.kind in _KINDS]
            gists = tx.gists.of_items([i.id for i in items])
        return [item for item in items if self._wanted(item, gists.get(item.id))]

    def _wanted(self, item: Item, gist: Gist | None) -> bool:
        """Whether a gist is to be made: never over one that a person has written."""
        if gist is None:
            return True
        return gist.origin != "edited" and gist.content_sha256 != item.content_sha256

    def _save(self, item: Item, gist: Gist) -> None:
        """Save it unless the item has changed or a person has written one meanwhile."""
        with self._database.transaction() as tx:
            now, known = tx.items.get(item.id, lock=True), tx.gists.get(item.id)
            edited = known is not None and known.origin == "edited"
            if now is not None and now.text == item.text and not edited:
                tx.gists.put(gist)
