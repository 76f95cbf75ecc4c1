"""Watches what a reading starts: its child processes, their memory, and what is left of them."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_LOOKS_A_SECOND: Final = 100
_READER: Final = b"reading.child"


@dataclass(slots=True)
class Peak:
    """The most memory that a reading child was seen to hold, in MB; 0 where it cannot be seen."""

    megabytes: float = 0.0


@contextmanager
def watched() -> Iterator[Peak]:
    """Look at the memory of the children for as long as the context lasts; on Linux."""
    peak, ended = Peak(), threading.Event()

    def look() -> None:
        while not ended.wait(1 / _LOOKS_A_SECOND):
            seen = (_high_water_kb(pid) / 1000 for pid in children())
            peak.megabytes = max([peak.megabytes, *seen])

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield peak
    finally:
        ended.set()
        watcher.join()


@contextmanager
def own_temporary_folder() -> Iterator[Path]:
    """Have this process make its temporary files in a folder of their own, to count what stays."""
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory(prefix="evaluation-") as folder:
        tempfile.tempdir = folder
        try:
            yield Path(folder)
        finally:
            tempfile.tempdir = before


def children() -> set[int]:
    """Return the processes whose parent is this one, zombies among them; none but on Linux."""
    if sys.platform != "linux":
        return set()
    found: set[int] = set()
    for listed in Path(f"/proc/{os.getpid()}/task").glob("*/children"):
        try:
            found.update(int(pid) for pid in listed.read_text(encoding="utf-8").split())
        except (FileNotFoundError, ProcessLookupError):
            continue  # the thread has ended since it was listed
    return found


def _high_water_kb(pid: int) -> int:
    """Return the most that a reading child has held; 0 when it is gone, or is none."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    if _READER not in command:  # the model's, or still the copy of this process
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line), 0)
