"""Durable jobs: what is under way when the app is killed goes on at its next start.

One process of an installation runs them, whoever adds them. A job has a kind and a key, never a
text: the queue's own tables are not encrypted. They are in COACH_HOME/jobs.db, or in the schema
"dbos" of the app's own PostgreSQL.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal

from sqlalchemy import URL, make_url

from coach.services.bugs import log_bug
from coach.services.common import new_id, utc_now
from coach.services.loading import Step, Work
from coach.settings import Settings

if TYPE_CHECKING:
    from dbos import DBOSClient, DBOSConfig

logger = logging.getLogger(__name__)

_APP: Final = "repertoire"
_VERSION: Final = "jobs-1"
"""Of the steps of all jobs: what another version has begun is not gone on with."""
_END_S: Final = 10.0
_KEPT: Final = timedelta(days=1)
_LIVE: Final = ["ENQUEUED", "PENDING", "DELAYED"]

State = Literal["idle", "starting", "running", "elsewhere", "down"]


@dataclass(frozen=True, slots=True)
class JobKind:
    """What a kind of job does with its key, and how many run at once.

    `look_s`: seconds after which the queue is looked at again. Each look costs some 4 ms of a
    processor, and they are what an idle app does: short only where somebody waits for the start.
    """

    run: Callable[[Step, str], None]
    at_once: int = 1
    look_s: float = 0.5


class _Stopped(Exception):
    """Ends a job between two steps; whoever added it adds it again at the next start."""


class Jobs:
    """The queue of this installation. Any thread may add; `launch` once to run what was added."""

    def __init__(self, settings: Settings, kinds: Mapping[str, JobKind]) -> None:
        self._settings = settings
        self._kinds = kinds
        self._place = _Place(settings)
        self._lock = threading.Lock()
        self._quiet = threading.Condition()
        self._stopping = threading.Event()
        self._busy = 0
        self._client: DBOSClient | None = None
        self._held: int | None = None
        self.state: State = "idle"

    def add(self, kind: str, key: str) -> None:
        """Add a job; it is on disk when this returns."""
        job = f"{kind}.{key}.{new_id()[:8]}"
        options = {"workflow_name": kind, "queue_name": self._queue(kind), "workflow_id": job}
        self._connected().enqueue({**options, "app_version": _VERSION}, key)  # type: ignore[typeddict-item]

    def live(self, kind: str) -> frozenset[str]:
        """Return the keys of the jobs of a kind that wait or run."""
        found = self._connected().list_workflows(
            status=_LIVE, name=kind, load_input=False, load_output=False
        )
        return frozenset(job.workflow_id.split(".")[1] for job in found)

    def launch(self) -> bool:
        """Run jobs from now on; False when another process of this installation does."""
        with self._lock:
            self._held = self._held or _held(self._place.lock_path)
            if self._held is None:
                self.state = "elsewhere"
                return False
        self.state = "starting"
        self._connected()
        self._launch()
        self.state = "running"
        self._forget_old()
        return True

    def close(self) -> None:
        """Let each job end its step, then stop; what is not done goes on at the next start."""
        self._stopping.set()
        with self._quiet:
            self._quiet.wait_for(lambda: not self._busy, _END_S)
        if self.state == "running":
            from dbos import DBOS  # noqa: PLC0415 - seconds that no start should wait for

            logging.getLogger("dbos").setLevel(logging.CRITICAL)
            DBOS.destroy(destroy_registry=True)
        with self._lock:
            if self._client is not None:
                self._client.destroy()
                self._client = None
            if self._held is not None:
                os.close(self._held)
                self._held = None
        self.state = "idle"

    @property
    def stopping(self) -> bool:
        """Whether the app is closing: long steps ask it."""
        return self._stopping.is_set()

    def _connected(self) -> DBOSClient:
        from dbos import DBOS, DBOSClient, DBOSPortableJSONSerializer  # noqa: PLC0415 - as above

        with self._lock:
            if self._client is None:
                _log_as_we_do()
                self._place.prepare()
                DBOS.migrate(self._place.url)
                self._client = DBOSClient(
                    system_database_url=self._place.url,
                    serializer=DBOSPortableJSONSerializer(),
                    application_name=_APP,
                )
            return self._client

    def _launch(self) -> None:
        from dbos import DBOS, DBOSPortableJSONSerializer  # noqa: PLC0415 - as above

        config: DBOSConfig = {
            "name": _APP,
            "system_database_url": self._place.url,
            "application_version": _VERSION,
            "executor_id": self._place.host,
            "log_level": "ERROR",
            "enable_otlp": False,
            "serializer": DBOSPortableJSONSerializer(),
        }
        DBOS(config=config)
        for kind, job in self._kinds.items():
            DBOS.workflow(name=kind)(self._workflow(job))
        DBOS.launch()
        for kind, job in self._kinds.items():
            DBOS.register_queue(
                self._queue(kind),
                worker_concurrency=job.at_once,
                polling_interval_sec=job.look_s,
                on_conflict="always_update",
            )

    def _workflow(self, job: JobKind) -> Callable[[str], None]:
        def run(key: str) -> None:
            with self._counted():
                try:
                    job.run(self._step, key)
                except _Stopped:
                    return
                except Exception as error:  # noqa: BLE001 - a bug must not stop the queue
                    if not self.stopping:  # else its step outlasted the queue, and is done again
                        log_bug(logger, "a job", error)

        return run

    def _step(self, name: str, work: Work, key: str) -> bool:
        from dbos import DBOS  # noqa: PLC0415 - as above

        if self.stopping:
            raise _Stopped
        return DBOS.run_step({"name": name}, work, key)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._quiet:
            self._busy += 1
        try:
            yield
        finally:
            with self._quiet:
                self._busy -= 1
                self._quiet.notify_all()

    def _queue(self, kind: str) -> str:
        return kind + self._place.suffix

    def _forget_old(self) -> None:
        client, before = self._connected(), (utc_now() - _KEPT).isoformat()
        old = client.list_workflows(completed_before=before, load_input=False, load_output=False)
        if old:
            client.delete_workflows([job.workflow_id for job in old])


class _Place:
    """Where the queue's tables are, and who runs what this computer has added to them."""

    def __init__(self, settings: Settings) -> None:
        self._home = settings.home
        app = make_url(settings.sqlalchemy_url)
        is_sqlite = app.get_backend_name() == "sqlite"
        self._file = settings.home / "jobs.db" if is_sqlite else None
        url = URL.create("sqlite", database=str(self._file)) if is_sqlite else _plain(app)
        self.url = url.render_as_string(hide_password=False)
        name = f"{socket.gethostname()}:{settings.home.resolve()}"
        self.host = "local" if is_sqlite else hashlib.sha256(name.encode()).hexdigest()[:12]
        self.suffix = "" if is_sqlite else f"-{self.host}"
        """Uploads lie on the computer that received them, so each has queues of its own."""
        self.lock_path = settings.home / "jobs.lock"

    def prepare(self) -> None:
        """Make the SQLite file, which only its owner can read, and let readers not wait in it."""
        self._home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._file is not None:
            os.close(os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600))
            with closing(sqlite3.connect(self._file)) as link:
                link.execute("PRAGMA journal_mode=WAL").close()


def _log_as_we_do() -> None:
    """Keep the queue's library from writing to the terminal by a handler of its own."""
    log = logging.getLogger("dbos")
    log.setLevel(logging.ERROR)
    if not log.handlers:
        log.addHandler(logging.NullHandler())


def _plain(url: URL) -> URL:
    return url.set(drivername="postgresql")


def _held(path: os.PathLike[str]) -> int | None:
    """Take the lock; None when another process has it, which a killed one does not."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor
