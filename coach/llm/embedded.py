"""The embedded server: llama.cpp in a child process, watched, restarted, and gone with the app."""

from __future__ import annotations

import contextlib
import os
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from coach.errors import WeightsError
from coach.llm import weights
from coach.llm.catalogue import CatalogueModel
from coach.llm.child import ChildProcess
from coach.llm.dialect import SLOTS
from coach.llm.embedded_child import ChildConfig
from coach.llm.endpoint import Endpoint

_LOOK_AGAIN_S = 2.0
_HEALTHY_S = 60.0
_JOIN_S = 10.0


@dataclass(frozen=True, slots=True)
class ServerState:
    """Where the server stands; `endpoint` is set when it is ready, `detail` when it is not."""

    state: Literal["ready", "warming", "down", "absent"]
    detail: str = ""
    endpoint: Endpoint | None = None


class EmbeddedServer:
    """Supervises the child. start() returns at once; state() tells how far it is.

    Weights that are missing are looked for again every two seconds, so that `coach model pull`
    takes effect in a running app; a file that is not the pinned one is refused until it changes.
    """

    def __init__(
        self,
        model: CatalogueModel,
        models_dir: Path,
        home: Path,
        *,
        threads: int = 0,
        backoff_s: float = 0.5,
        longest_backoff_s: float = 30.0,
    ) -> None:
        self.model = model
        self._models_dir = models_dir
        self._log = home / "logs" / "embedded.log"
        self.saves = models_dir / "prefixes"
        self._threads = threads or os.cpu_count() or 1
        self._backoff_s = backoff_s
        self._longest_backoff_s = longest_backoff_s
        self._state = ServerState("warming", "The embedded model is starting.")
        self._refused: object = None
        self._ending = threading.Event()
        self._changed = threading.Condition()
        self._listeners: list[Callable[[], None]] = []
        self._child: ChildProcess | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to verify, load and watch in the background."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._supervise, name="embedded", daemon=True)
            self._thread.start()

    def state(self) -> ServerState:
        """Return where the server stands now; never blocks."""
        return self._state

    def wait_ready(self, timeout_s: float) -> ServerState:
        """Wait until the server is ready or its weights are absent or refused, or time is over."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._state.state == "ready" or self._refused is not None, timeout_s
            )
            return self._state

    def on_ready(self, listener: Callable[[], None]) -> None:
        """Call `listener` each time that the server has become ready; it must be quick."""
        self._listeners.append(listener)

    @property
    def pid(self) -> int | None:
        """The child's process id, while there is one."""
        child = self._child
        return child.pid if child is not None else None

    def close(self) -> None:
        """End the child and the watching."""
        self._ending.set()
        child = self._child
        if child is not None:
            child.end()
        if self._thread is not None:
            self._thread.join(_JOIN_S)

    def _supervise(self) -> None:
        pause = self._backoff_s
        while not self._ending.is_set():
            path = self._verified()
            if path is None:
                self._ending.wait(_LOOK_AGAIN_S)
                continue
            began = time.monotonic()
            try:
                self._run_once(path)
            except OSError as error:
                reason = error.strerror or type(error).__name__
                detail = f"The embedded server cannot be started ({reason}): it is tried again."
                self._set(ServerState("down", detail))
            if time.monotonic() - began > _HEALTHY_S:
                pause = self._backoff_s
            self._ending.wait(pause)
            pause = min(pause * 2, self._longest_backoff_s)

    def _verified(self) -> Path | None:
        """Return the path of the pinned file; else say why not, and do not hash it twice."""
        version = _version(weights.path_of(self.model, self._models_dir))
        if version == self._refused:
            return None
        try:
            path = weights.verify(self.model, self._models_dir)
        except WeightsError as error:
            self._refused = version
            self._set(ServerState("absent" if version == _MISSING else "down", str(error)))
            return None
        except OSError as error:
            reason = error.strerror or type(error).__name__
            self._set(ServerState("down", f"The weights cannot be read ({reason}): mend the file."))
            return None
        self._refused = None
        return path

    def _run_once(self, path: Path) -> None:
        """Run one child from its start to its end."""
        self._set(ServerState("warming", "The embedded model is loading."))
        key = secrets.token_urlsafe(32)
        with contextlib.suppress(OSError):  # a folder that is read only: prompts are read each time
            self.saves.mkdir(parents=True, exist_ok=True)
        config = ChildConfig(
            weights=str(path),
            alias=self.model.name,
            key=key,
            threads=self._threads,
            parent=os.getpid(),
            slots=len(SLOTS),
            saves=str(self.saves),
        )
        self._child = child = ChildProcess(config, self._log)
        if self._ending.is_set():
            child.end()
        try:
            address = child.address()
            if address is not None:
                self._ready(Endpoint(f"{address}/v1", self.model.name, key, "embedded"))
            code = child.wait()
        finally:
            self._child = None
            child.release()
        problem = "ended" if address else f"could not load its model (see {self._log.name!r})"
        self._set(
            ServerState(
                "down", f"The embedded server {problem}, exit code {code}: it is restarted."
            )
        )

    def _ready(self, endpoint: Endpoint) -> None:
        self._set(ServerState("ready", "", endpoint))
        for listener in self._listeners:
            listener()

    def _set(self, state: ServerState) -> None:
        with self._changed:
            self._state = state
            self._changed.notify_all()


_MISSING = (0, 0, 0)


def _version(path: Path) -> tuple[int, int, int]:
    """Return what changes when the file does."""
    with contextlib.suppress(FileNotFoundError):
        stat = path.stat()
        return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns
    return _MISSING
