"""Gives each item its gist: distilled by the model when there is one, else as its author put it."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from typing import Final

from coach.domain.repertoire import Gist, Item, ItemKind, ItemStatus
from coach.errors import Cancelled, UpstreamError
from coach.repertoire.distil import Distiller
from coach.storage.database import Database

logger = logging.getLogger(__name__)

_KINDS: Final = frozenset({ItemKind.STORY, ItemKind.TOOL, ItemKind.WAY})
"""A document has no lesson of its own: its passages are found by what they say."""

_LOOK_AGAIN_S: Final = 0.5
_FLAG_S: Final = 0.1

Ask = Callable[[], bool]


class GistMaker:
    """Makes the gists that are missing or no longer fit, one at a time, and never beside a reply.

    `model_answers` tells whether there is a language model now; `busy` whether it is needed for
    somebody who waits.
    """

    def __init__(self, database: Database, distiller: Distiller, *, model_answers: Ask) -> None:
        self._database = database
        self._distiller = distiller
        self._model_answers = model_answers
        self.busy: Ask = lambda: False

    def make_missing(self, go_on: Ask) -> bool:
        """Make gists as long as `go_on` says so; False when the model stopped answering.

        The author's own lessons come first: they need no model.
        """
        self._take_lessons()
        for item in self._missing():
            gist = None
            while gist is None:
                if not self._is_free(go_on):
                    return True
                try:
                    gist = self._distiller.item(item, _Flag(self.busy, go_on))
                except Cancelled:
                    continue
                except UpstreamError as error:
                    logger.info("an item was not distilled: %s", type(error).__name__)
                    return False
            self._save(item, gist)
        return True

    def _take_lessons(self) -> None:
        with self._database.reading() as tx:
            items = [i for i in tx.items.every() if i.kind in _KINDS and i.lesson]
            known = tx.gists.of_items([item.id for item in items])
        for item in items:
            if item.status is ItemStatus.ACTIVE and item.id not in known:
                self._save(item, self._distiller.by_author(item))

    def _is_free(self, go_on: Ask) -> bool:
        """Wait while somebody is answered; False when the app closes."""
        while go_on() and self.busy():
            time.sleep(_LOOK_AGAIN_S)
        return go_on()

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
        if gist.origin == "edited":
            return False
        old = gist.content_sha256 != item.content_sha256
        return old or (self._model_answers() and self._distiller.outdated(gist))

    def _save(self, item: Item, gist: Gist) -> None:
        """Save it unless the item has changed or a person has written one meanwhile."""
        with self._database.transaction() as tx:
            now, known = tx.items.get(item.id, lock=True), tx.gists.get(item.id)
            edited = known is not None and known.origin == "edited"
            fits = now is not None and now.text == item.text and not edited
            if fits and not _same(gist, known):
                tx.gists.put(gist)


def _same(gist: Gist, known: Gist | None) -> bool:
    return known is not None and gist.model_copy(update={"updated_at": known.updated_at}) == known


class _Flag:
    """Set as soon as the model is needed elsewhere, or the app closes."""

    def __init__(self, busy: Ask, go_on: Ask) -> None:
        self._busy = busy
        self._go_on = go_on

    def is_set(self) -> bool:
        return self._busy() or not self._go_on()

    def wait(self, timeout: float | None = None) -> bool:
        until = math.inf if timeout is None else time.monotonic() + timeout
        while not self.is_set() and time.monotonic() < until:
            time.sleep(_FLAG_S)
        return self.is_set()
