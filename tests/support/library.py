"""A library whose jobs run when told, with the scripted embedder and a reader of plain text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from coach.domain.people import Actor
from coach.domain.repertoire import ORGANISATION, Item, Load
from coach.errors import InvalidInput
from coach.repertoire.distil import Distiller
from coach.repertoire.exact_index import ExactIndex
from coach.repertoire.reading.reader import ReadDocument
from coach.repertoire.scripted_embedder import ScriptedEmbedder
from coach.services.distilling import GistMaker
from coach.services.indexing import Indexer
from coach.services.jobs import JobKind, State
from coach.services.library import LibraryService
from coach.services.loading import FileLoader, Work
from coach.services.upkeep import Upkeep
from coach.services.uploads import Uploads
from tests.support.world import World


class LocalQueue:
    """Runs a job when `run` is called; `between` is called before each of its steps."""

    state: State = "running"
    stopping = False

    def __init__(self, kinds: Mapping[str, JobKind]) -> None:
        self._kinds = kinds
        self.waiting: list[tuple[str, str]] = []
        self.between: Callable[[str], None] = lambda _: None

    def add(self, kind: str, key: str) -> None:
        self.waiting.append((kind, key))

    def live(self, kind: str) -> frozenset[str]:
        return frozenset(key for known, key in self.waiting if known == kind)

    def launch(self) -> bool:
        return True

    def close(self) -> None:
        self.stopping = True

    def run(self) -> None:
        """Run everything that waits."""
        while self.waiting:
            kind, key = self.waiting.pop(0)
            self._kinds[kind].run(self._step, key)

    def _step(self, name: str, work: Work, key: str) -> bool:
        self.between(name)
        return work(key)


class Killed(BaseException):
    """Stands for the end of the process: nothing of ours catches it."""


class VacuumedIndex(ExactIndex):
    """An index that remembers what it was asked to do with its files."""

    def __init__(self, dimensions: int) -> None:
        super().__init__(dimensions)
        self.done: list[str] = []

    def start(self) -> None:
        self.done.append("start")

    def vacuum(self) -> None:
        self.done.append("vacuum")


def read_text(path: Path, filename: str) -> ReadDocument:
    """Read a file as text; "refuse me" is refused."""
    text = path.read_text(encoding="utf-8")
    if text == "refuse me":
        raise InvalidInput(f"{filename!r} is refused.")
    return ReadDocument(Path(filename).stem, text, "text/plain")


class Library:
    """The service with all that it stands on."""

    def __init__(self, world: World, read: Callable[[Path, str], ReadDocument]) -> None:
        services = world.services
        self.world = world
        self.database = services.database
        self.embedder = ScriptedEmbedder()
        self.index = VacuumedIndex(self.embedder.dimensions)
        self.indexer = Indexer(self.database, self.embedder)
        self.uploads = Uploads(services.settings.home)
        self.loader = FileLoader(
            self.database, world.clock, self.uploads, self.indexer, read=read, pause_s=0.0
        )
        self.gists = GistMaker(
            self.database, Distiller(services.model, {}, world.clock), model_answers=lambda: False
        )
        self.queue = LocalQueue({})
        self.upkeep = Upkeep(
            self.database,
            world.clock,
            uploads=self.uploads,
            indexer=self.indexer,
            loader=self.loader,
            gists=self.gists,
            index=self.index,
            queue=self._queue,
        )
        self.service = LibraryService(
            self.database, world.clock, self.uploads, self.indexer, self.upkeep
        )
        self.indexer.attach(self.index)

    def _queue(self, kinds: Mapping[str, JobKind]) -> LocalQueue:
        self.queue = LocalQueue(kinds)
        return self.queue

    def take(
        self, actor: Actor, name: str, text: str, audience: str = ORGANISATION, batch: str = ""
    ) -> Load:
        """Upload a text and load it."""
        load = self.service.upload(actor, name, text.encode("utf-8"), audience, batch)
        self.queue.run()
        return self.load(load.id)

    def load(self, load_id: str) -> Load:
        """Return a load as it stands."""
        with self.database.reading() as tx:
            found = tx.loads.get(load_id)
        assert found is not None
        return found

    def item(self, item_id: str | None) -> Item:
        """Return an item as it stands."""
        with self.database.reading() as tx:
            found = tx.items.get(str(item_id))
        assert found is not None
        return found

    def finds(self, words: str, audience: str = ORGANISATION) -> list[str]:
        """Return the items whose passages are nearest to the words, for one audience."""
        vector = self.embedder.embed([words])[0]
        hits = self.index.search(vector, frozenset({audience}), "text", 5)
        return [hit.item_id for hit in hits if hit.similarity > 0.5]
