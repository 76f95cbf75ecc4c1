"""What an installation runs on, for its admins: models, prompts, index, database and disk."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import text

from coach import __version__
from coach.domain.access import Action, Kind, Resource, require
from coach.domain.people import Actor
from coach.errors import CoachError, InvalidInput
from coach.llm.ports import CancelFlag, ChatModel, Message, ModelRequest, ModelStatus
from coach.llm.prompts import Prompt
from coach.services.common import Clock, note_event
from coach.services.repertoire import Repertoire
from coach.settings import Settings
from coach.storage.database import Database
from coach.storage.holdings import Held

_LIMIT_S: Final = 20.0
_ASKED: Final = (Message("user", "Answer with one word: ready."),)
_POSTGRESQL: Final = "SELECT pg_database_size(current_database())"
_SQLITE: Final = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
_WORDS: Final = "A sentence to see whether texts are embedded."


@dataclass(frozen=True, slots=True)
class Overview:
    """The version of the app, and how many people and groups there are."""

    version: str
    people: int
    groups: int


@dataclass(frozen=True, slots=True)
class PromptFacts:
    """A prompt in use; `sha256` is that of its file, in hex."""

    name: str
    version: int
    sha256: str
    description: str


@dataclass(frozen=True, slots=True)
class State:
    """How the installation stands. Sizes are bytes; `free` is None where nobody can tell."""

    model: ModelStatus
    embedder: str
    search_problem: str
    """Why search goes by words alone; empty when it goes by meaning too."""
    prompts: tuple[PromptFacts, ...]
    held: Held
    index: str
    """Its phase, see `coach.repertoire.vector_index`; empty without one."""
    index_problem: str
    database: str
    database_bytes: int
    free: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether one model answers: in how many seconds, or why not."""

    what: str
    works: bool
    seconds: float
    problem: str = ""


class InstallationService:
    """Tells admins how things stand. Nobody's words are in it."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        clock: Clock,
        *,
        model: ChatModel,
        repertoire: Repertoire,
        prompts: Iterable[Prompt],
        limit_s: float = _LIMIT_S,
    ) -> None:
        self._settings = settings
        self._database = database
        self._clock = clock
        self._model = model
        self._repertoire = repertoire
        self._prompts = tuple(
            PromptFacts(p.name, p.version, p.sha256, p.description) for p in prompts
        )
        self._limit_s = limit_s

    def overview(self, actor: Actor) -> Overview:
        """Return the first facts; NotFound for anybody but an admin."""
        _require(actor, Action.READ)
        with self._database.reading() as tx:
            return Overview(__version__, *tx.register.counts())

    def state(self, actor: Actor) -> State:
        """Return how everything stands; asks no model."""
        _require(actor, Action.READ)
        repertoire = self._repertoire
        with self._database.reading() as tx:
            held = tx.holdings.of_model(repertoire.indexer.model)
        index = repertoire.index.state() if repertoire.index is not None else None
        return State(
            model=self._model.status(),
            embedder=repertoire.indexer.model,
            search_problem=repertoire.problem,
            prompts=self._prompts,
            held=held,
            index=index.phase if index else "",
            index_problem=index.detail if index else "",
            database="PostgreSQL" if _is_postgresql(self._database) else "SQLite",
            database_bytes=database_bytes(self._database),
            free=_free(self._settings.home),
        )

    def check(self, actor: Actor) -> tuple[Answer, ...]:
        """Ask each model for something small, at most some seconds long."""
        _require(actor, Action.READ)
        answers = []
        if self._model.status().kind != "none":
            answers.append(self._asked("Language model", self._ask_model))
        if self._repertoire.indexer.embedder is not None:
            answers.append(self._asked("Embedding model", self._embed))
        return tuple(answers)

    def rebuild(self, actor: Actor) -> None:
        """Make what is missing of passages, lessons and vectors, then the index anew, as jobs."""
        _require(actor, Action.WRITE)
        if self._repertoire.index is None:
            raise InvalidInput("There is no index: search goes by words alone.")
        with self._database.transaction() as tx:
            note_event(
                tx,
                self._clock(),
                "index_rebuild",
                actor_id=actor.person_id,
                kind=Kind.INSTALLATION.value,
            )
        self._repertoire.upkeep.refresh()
        self._repertoire.upkeep.vacuum()

    def _asked(self, what: str, ask: Callable[[CancelFlag], object]) -> Answer:
        """Ask in a thread of its own, so that a silent server keeps no page waiting for ever."""
        cancelled, began = threading.Event(), time.monotonic()
        problems: list[str] = []

        def run() -> None:
            try:
                ask(cancelled)
            except CoachError as error:
                problems.append(str(error))
            except Exception as error:  # noqa: BLE001 - whatever is wrong, the admin is told
                problems.append(f"It failed with {type(error).__name__}: look into the log.")

        thread = threading.Thread(target=run, name="check", daemon=True)
        thread.start()
        thread.join(self._limit_s)
        seconds = time.monotonic() - began
        if thread.is_alive():
            cancelled.set()
            late = f"It did not answer within {self._limit_s:g} seconds."
            return Answer(what, works=False, seconds=seconds, problem=late)
        return Answer(what, works=not problems, seconds=seconds, problem="".join(problems))

    def _ask_model(self, cancelled: CancelFlag) -> object:
        request = ModelRequest(
            _ASKED, max_tokens=4, temperature=0.0, lane="distil", timeout_s=self._limit_s
        )
        return self._model.complete(request, cancelled)

    def _embed(self, _: CancelFlag) -> object:
        return self._repertoire.indexer.embed([_WORDS])


def database_bytes(database: Database) -> int:
    """Return how large the database is."""
    query = _POSTGRESQL if _is_postgresql(database) else _SQLITE
    with database.reading() as tx:
        return int(tx.connection.execute(text(query)).scalar_one())


def _is_postgresql(database: Database) -> bool:
    return database.engine.dialect.name == "postgresql"


def _require(actor: Actor, action: Action) -> None:
    require(actor, action, Resource(kind=Kind.INSTALLATION))


def _free(folder: Path) -> int | None:
    """Return the bytes that are free where the data lie."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None
