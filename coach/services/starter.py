"""Brings the starter repertoire in the database up to date with its files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from coach.domain.repertoire import Item, ItemStatus
from coach.repertoire.starter import STARTER_DIR, StarterItem, read_starter
from coach.services.common import Clock, new_id
from coach.services.indexing import Indexer
from coach.storage.database import Database

_SOURCE: Final = "starter"
_FLAG: Final = "starter"
_GONE: Final = ""
"""Content hash of an item without a file, so that the file is news when it comes back."""


@dataclass(frozen=True, slots=True)
class StarterReport:
    """How many items were added, changed or retired, and how many were as they should be."""

    added: int = 0
    changed: int = 0
    retired: int = 0
    unchanged: int = 0


class StarterService:
    """Loads the starter repertoire. Asks nobody: it is the operator's, and open to everybody."""

    def __init__(self, database: Database, clock: Clock, indexer: Indexer) -> None:
        self._database = database
        self._clock = clock
        self._indexer = indexer

    def load_first(self) -> None:
        """Load it into an installation that never had it; what was deleted since stays deleted."""
        with self._database.reading() as tx:
            known = tx.meta.get(_FLAG)
        if known is None:
            self.load()

    def load(self, folder: Path = STARTER_DIR) -> StarterReport:
        """Add, change and retire items until they are what the files say; each in one step.

        SetupError names the first file that is wrong; then nothing is changed. What an admin has
        retired stays retired. Vectors follow with `Indexer.refresh`.
        """
        files = read_starter(folder)
        with self._database.reading() as tx:
            known = {item.source_key: item for item in tx.items.of_source(_SOURCE)}
        added = [file for file in files if file.source_key not in known]
        changed = [
            (known[file.source_key], file)
            for file in files
            if file.source_key in known and _differs(known[file.source_key], file)
        ]
        for file in added:
            self._add(file)
        for item, file in changed:
            self._change(item, file)
        with self._database.transaction() as tx:
            tx.meta.set(_FLAG, "loaded")
        return StarterReport(
            added=len(added),
            changed=len(changed),
            retired=self._retire_others(known.values(), {file.source_key for file in files}),
            unchanged=len(files) - len(added) - len(changed),
        )

    def _add(self, file: StarterItem) -> None:
        now = self._clock()
        facts = {"id": new_id(), "created_at": now, "updated_at": now}
        item = Item.model_validate({**file.fields, **facts})
        passages = self._indexer.cut(item)
        with self._database.transaction() as tx:
            tx.items.add(item)
            tx.passages.replace(item.id, passages)

    def _change(self, item: Item, file: StarterItem) -> None:
        """Take over the file; old passages, their vectors and the old gist go in the same step."""
        status = ItemStatus.ACTIVE if item.content_sha256 == _GONE else item.status
        fields = {k: v for k, v in file.fields.items() if k != "audience"}
        facts = {"updated_at": self._clock(), "status": status}
        changed = item.model_copy(update={**fields, **facts})
        passages = self._indexer.cut(changed)
        with self._database.transaction() as tx:
            tx.items.update(changed)
            tx.passages.replace(item.id, passages)
            gist = tx.gists.get(item.id)
            if gist is not None and gist.origin != "edited":
                tx.gists.delete(item.id)

    def _retire_others(self, known: Iterable[Item], keys: set[str]) -> int:
        gone = [i for i in known if i.source_key not in keys and i.content_sha256 != _GONE]
        now = self._clock()
        for item in gone:
            facts = {"status": ItemStatus.RETIRED, "content_sha256": _GONE, "updated_at": now}
            with self._database.transaction() as tx:
                tx.items.update(item.model_copy(update=facts))
        return len(gone)


def _differs(item: Item, file: StarterItem) -> bool:
    return item.content_sha256 != file.content_sha256
