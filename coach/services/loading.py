"""Loading one file, step by step. Every step can be done again: a killed app goes on where it was.

read: the file becomes Markdown in a process of its own, is cut into passages and staged;
embed: the staged passages get vectors, some at a time;
save: the staged document becomes an item, or the new text of one, in a single transaction;
tidy: the uploaded file and what was staged go.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Protocol

from coach.domain.repertoire import Item, ItemKind, ItemStatus, Load, LoadState, Passage
from coach.errors import CoachError, InvalidInput, SetupError, UpstreamError
from coach.repertoire.pieces import cut, embedded_text
from coach.repertoire.reading.reader import ReadDocument, read_file
from coach.services.bugs import log_bug
from coach.services.common import Clock, new_id
from coach.services.indexing import BATCH, Indexer
from coach.services.uploads import Uploads
from coach.storage.database import Database
from coach.storage.records import StagedDocument, StoredVector
from coach.storage.transaction import Transaction

logger = logging.getLogger(__name__)

UNDER_WAY: Final = (LoadState.WAITING, LoadState.READING, LoadState.EMBEDDING)
CAN_RETRY: Final = (LoadState.FAILED, LoadState.CANCELLED)
SOURCE: Final = "document"
_TRIES: Final = 3
_OUR_FAULT: Final = "It could not be loaded because of an error in the program: try it again."

Read = Callable[[Path, str], ReadDocument]
Work = Callable[[str], bool]


class Step(Protocol):
    """Runs one step of a durable job, and knows its answer when the job is taken up again."""

    def __call__(self, name: str, work: Work, key: str) -> bool:
        """Return what the work answered."""
        ...


class FileLoader:
    """Takes a load through its steps; its row says how it ended. Threads may share it."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        uploads: Uploads,
        indexer: Indexer,
        *,
        read: Read = read_file,
        pause_s: float = 1.0,
    ) -> None:
        self._database = database
        self._clock = clock
        self._uploads = uploads
        self._indexer = indexer
        self._read = read
        self._pause_s = pause_s
        self._saving = threading.Lock()

    def run(self, step: Step, load_id: str) -> None:
        """Load a file, from wherever it stands to its end."""
        if step("read", self.read, load_id):
            while step("embed", self.embed, load_id):
                pass
            step("save", self.save, load_id)
        step("tidy", self.tidy, load_id)

    def read(self, load_id: str) -> bool:
        """Read, cut and stage the file; False when nothing more is to be done with it."""
        load = self._under_way(load_id)
        if load is None:
            return False
        return self._tried(load, lambda: not self._is_known(load) and self._read_and_stage(load))

    def embed(self, load_id: str) -> bool:
        """Embed the next passages; False when none is left or the load has been cancelled."""
        load, model = self._under_way(load_id), self._indexer.model
        if load is None or not model:
            return False
        with self._database.reading() as tx:
            passages = tx.staging.without_vector(load_id, model, BATCH)
        if not passages:
            return False
        return self._tried(load, lambda: self._embed(load, passages))

    def save(self, load_id: str) -> bool:
        """Let what is staged be found from now on; False when the load has been cancelled."""
        load = self._under_way(load_id)
        if load is None:
            return False
        return self._tried(load, lambda: self._save(load))

    def tidy(self, load_id: str) -> bool:
        """Remove the file and what is staged, once the load has come to an end."""
        with self._database.transaction() as tx:
            load = tx.loads.get(load_id)
            if load is not None and load.state in UNDER_WAY:
                return False
            tx.staging.clear(load_id)
        if load is None or load.state not in CAN_RETRY:
            self._uploads.drop(load_id)
        return True

    def _under_way(self, load_id: str) -> Load | None:
        with self._database.reading() as tx:
            load = tx.loads.get(load_id)
        return load if load is not None and load.state in UNDER_WAY else None

    def _update(self, load: Load, **facts: object) -> bool:
        """Save facts about a load that is under way; False when it no longer is."""
        with self._database.transaction() as tx:
            return self._note(tx, load, **facts)

    def _note(self, tx: Transaction, load: Load, **facts: object) -> bool:
        changed = load.model_copy(update={**facts, "updated_at": self._clock()})
        return tx.loads.update(changed, only_from=UNDER_WAY)

    def _tried(self, load: Load, work: Callable[[], bool]) -> bool:
        """Do the work; what goes wrong is written into the load's row and stops no other file."""
        try:
            return work()
        except InvalidInput as error:
            self._update(load, state=LoadState.REFUSED, message=str(error))
        except CoachError as error:
            self._update(load, state=LoadState.FAILED, message=str(error))
        except Exception as error:  # noqa: BLE001 - a bug with one file must not stop the others
            log_bug(logger, "loading a file", error)
            self._update(load, state=LoadState.FAILED, message=_OUR_FAULT)
        return False

    def _is_known(self, load: Load) -> bool:
        """Note that the very same content is there already, if it is."""
        with self._database.reading() as tx:
            item = tx.items.by_content(SOURCE, load.sha256, load.audience)
        if item is None:
            return False
        other = item.source_key != load.filename
        message = f"The same content is there already, as {item.title!r}." if other else ""
        self._update(load, state=LoadState.UNCHANGED, item_id=item.id, message=message)
        return True

    def _read_and_stage(self, load: Load) -> bool:
        self._update(load, state=LoadState.READING)
        document = self._document(load)
        passages = cut(new_id(), ItemKind.DOCUMENT, document.text, self._indexer.embedder)
        if not passages:
            raise InvalidInput(f"{load.filename!r} holds no text: choose another file.")
        return self._stage(load, document, passages)

    def _document(self, load: Load) -> ReadDocument:
        path = self._uploads.path(load.id)
        if not path.exists():
            raise SetupError("The uploaded file is no longer in the data folder: load it again.")
        return self._read(path, load.filename)

    def _stage(self, load: Load, document: ReadDocument, passages: Sequence[Passage]) -> bool:
        staged = StagedDocument(
            load_id=load.id,
            title=document.title,
            text=document.text,
            media_type=document.media_type,
        )
        facts = {"state": LoadState.EMBEDDING, "done": 0, "total": len(passages)}
        with self._database.transaction() as tx:
            tx.staging.put(staged, passages)
            return self._note(tx, load, **facts)

    def _embed(self, load: Load, passages: Sequence[Passage]) -> bool:
        """Embed one batch; whether there is more."""
        model = self._indexer.model
        data = self._embedded([embedded_text(passage) for passage in passages])
        vectors = dict(zip((p.id for p in passages), data, strict=True))
        with self._database.transaction() as tx:
            tx.staging.set_vectors(model, vectors)
            done = tx.staging.count(load.id, model)
            return self._note(tx, load, done=done) and done < load.total

    def _save(self, load: Load) -> bool:
        with self._saving:
            with self._database.transaction() as tx:
                item, old = self._take_over(tx, load)
                vectors = tx.vectors.of_item(item.id, self._indexer.model)
            self._indexer.put(vectors, instead_of=old)
        self._uploads.drop(load.id)
        return True

    def _embedded(self, texts: Sequence[str]) -> list[bytes]:
        """Embed, again after a pause when an endpoint fails."""
        for number in range(1, _TRIES):
            try:
                return self._indexer.embed(texts)
            except UpstreamError:
                time.sleep(self._pause_s * number)
        return self._indexer.embed(texts)

    def _take_over(self, tx: Transaction, load: Load) -> tuple[Item, list[str]]:
        """Write item, passages and vectors; return the item and the ids of its old vectors."""
        document = tx.staging.document(load.id)
        if document is None:
            raise SetupError("What was read of the file is gone: try it again.")
        known = tx.items.by_source(SOURCE, load.filename, load.audience)
        item = self._item(load, document, known)
        old = tx.vectors.ids_of_item(item.id)
        if known is None:
            tx.items.add(item)
        else:
            tx.items.update(item)
            gist = tx.gists.get(item.id)
            if gist is not None and gist.origin != "edited":
                tx.gists.delete(item.id)
        staged = tx.staging.passages(load.id)
        passages = [p.model_copy(update={"item_id": item.id}) for p, _, _ in staged]
        tx.passages.replace(item.id, passages)
        tx.vectors.put(
            [
                StoredVector(p.id, item.id, p.id, "text", model, data, item.audience)
                for p, model, data in staged
                if model
            ]
        )
        tx.staging.clear(load.id)
        self._note(tx, load, state=LoadState.LOADED, item_id=item.id, done=load.total)
        return item, old

    def _item(self, load: Load, document: StagedDocument, known: Item | None) -> Item:
        """Return the new item, or the known one with the new text; its title may be an admin's."""
        now = self._clock()
        fresh: dict[str, object] = {
            "text": document.text,
            "status": ItemStatus.ACTIVE,
            "superseded_by": None,
            "content_sha256": load.sha256,
            "media_type": document.media_type,
            "bytes": load.bytes,
            "updated_at": now,
        }
        if known is not None:
            return known.model_copy(update=fresh)
        return Item.model_validate(
            {
                "id": new_id(),
                "kind": ItemKind.DOCUMENT,
                "title": document.title,
                "audience": load.audience,
                "source": SOURCE,
                "source_key": load.filename,
                "created_at": now,
                **fresh,
            }
        )
