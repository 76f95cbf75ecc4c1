"""The parent's handle on the process that runs llama.cpp."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import IO

from coach.llm.embedded_child import ChildConfig

_MODULE = "coach.llm.embedded_child"
_END_S = 3.0
_INHERITED = frozenset({"HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PATH", "TMPDIR", "TZ"})


class ChildProcess:
    """Starts the child on construction. Its errors while loading go to `log`, nothing later does.

    On Linux the child dies with the *thread* that constructs this, so that thread must stay.
    """

    def __init__(self, config: ChildConfig, log: Path) -> None:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as errors:
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", _MODULE],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=_environment(),
            )
        with contextlib.suppress(BrokenPipeError):  # it died; address() tells
            _pipe(self._process.stdin).write(config.to_line())
            _pipe(self._process.stdin).flush()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def address(self) -> str | None:
        """Wait until the model is loaded; return the server's address, None when loading failed."""
        line = _pipe(self._process.stdout).readline()
        return str(json.loads(line)["address"]) if line else None

    def wait(self) -> int:
        """Wait until the process ends; return its exit code, negative for a signal."""
        return self._process.wait()

    def end(self) -> None:
        """Cut the lifeline, then kill; returns when the process is gone."""
        with contextlib.suppress(BrokenPipeError):
            _pipe(self._process.stdin).close()
        try:
            self._process.wait(_END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def release(self) -> None:
        """End the process and close the pipes; for the thread that reads address()."""
        self.end()
        _pipe(self._process.stdout).close()


def _environment() -> dict[str, str]:
    """Return what the child needs of our environment: no key and no password of ours."""
    inherited = {name: value for name, value in os.environ.items() if name in _INHERITED}
    return {**inherited, "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONSAFEPATH": "1"}


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise ValueError("The child has no such pipe.")
    return pipe
