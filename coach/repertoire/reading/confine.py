"""What the child process is kept from, and where each part holds.

| bound                                  | Linux                            | macOS            |
|----------------------------------------|----------------------------------|------------------|
| processor time, size of files written, no core file, open files | kernel  | kernel           |
| address space                          | kernel                           | not kept         |
| new processes and threads, from the conversion on | kernel (not for root) | kernel           |
| network                                | kernel, where a user may make namespaces | audit hook |
| network, new processes, writing outside its own folder | audit hook      | audit hook       |
| ends with its parent                   | kernel                           | not kept         |

The kernel holds against everything; an audit hook holds against Python code alone, which is what
reads all supported types but for the XML and compression libraries underneath. Reading other files
is not hindered: no converter that we use opens a path that a document names.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any, Final

from coach.repertoire.reading.limits import Limits

_PR_SET_PDEATHSIG: Final = 1
_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000
_OPEN_FILES: Final = 64
_BYTES_A_CHARACTER: Final = 6
"""Of an answer as JSON in UTF-8, at most."""
_WRITES: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_REFUSED: Final = frozenset({
    "ftplib.connect", "http.client.connect", "imaplib.open", "nntplib.connect", "os.exec",
    "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile", "os.system",
    "poplib.connect", "pty.spawn", "smtplib.connect", "subprocess.Popen", "telnetlib.Telnet.open",
    "urllib.Request", "webbrowser.open",
})  # fmt: skip
_CHANGES: Final = frozenset({
    "os.chmod", "os.chown", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir",
    "os.symlink", "os.truncate", "os.utime", "shutil.rmtree",
})  # fmt: skip


def confine(limits: Limits, parent: int) -> None:
    """Bound this process for good; to be called before anything of the file is looked at."""
    if sys.platform == "linux":
        _die_with(parent)
        _leave_the_network()
    _bound(limits)
    sys.addaudithook(_hook(Path.cwd()))


def forbid_processes() -> None:
    """Allow no new process or thread from here on."""
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def _die_with(parent: int) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def _leave_the_network() -> bool:
    """Move to a network namespace without any interface; False where that is not permitted."""
    return bool(ctypes.CDLL(None).unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)


def _bound(limits: Limits) -> None:
    seconds = max(1, round(limits.seconds))
    answer = limits.characters * _BYTES_A_CHARACTER
    for what, soft, hard in (
        (resource.RLIMIT_CPU, seconds, seconds + 1),
        (resource.RLIMIT_AS, limits.memory, limits.memory),
        (resource.RLIMIT_FSIZE, answer, answer),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES, _OPEN_FILES),
    ):
        resource.setrlimit(what, (soft, hard))


class _hook:  # noqa: N801  # reads as the function that it is
    """Refuses network, processes, and changes outside one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = os.path.realpath(folder)

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith("socket.") or event in _REFUSED:
            raise PermissionError(event)
        if event in _CHANGES or (event == "open" and arguments[2] & _WRITES):
            self._check(arguments[0], event)

    def _check(self, path: object, event: str) -> None:
        if not isinstance(path, str | bytes):  # an open descriptor
            return
        place = os.path.realpath(os.fsdecode(path))
        if place != os.devnull and not place.startswith(self._folder + os.sep):
            raise PermissionError(event)
