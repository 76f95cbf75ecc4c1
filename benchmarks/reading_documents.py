"""What becomes of each file of a folder: its type, the outcome, time, memory and passages.

Run from the checkout: `.venv/bin/python -m benchmarks.reading_documents FOLDER`. Fails when a file
ends in anything but a document or a sentence, or leaves a process or a temporary file behind.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from coach.repertoire.reading.reader import ReadDocument, Refused, read_file
from coach.repertoire.splitting import split

_LONGEST: Final = 230
_LOOKS_A_SECOND: Final = 100


@dataclass
class Peak:
    """The most memory that a child of this process was seen to hold, in kB."""

    kilobytes: int = 0


def main() -> None:
    """Print one row a file, then the counts."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", default=Path("../shared/data/documents"))
    folder: Path = parser.parse_args().folder
    if not folder.is_dir():
        sys.exit(f"There is no folder {folder}: name one that holds documents.")
    outcomes: Counter[str] = Counter()
    print("| file | type | outcome | s | peak MB | passages |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as place:
        tempfile.tempdir = place
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            outcomes[row(path)] += 1
            check(Path(place))
    print(", ".join(f"{outcome}: {count}" for outcome, count in outcomes.most_common()))


def row(path: Path) -> str:
    """Read one file, print its row, return its outcome."""
    began = time.perf_counter()
    found: ReadDocument | Refused
    with watched() as peak:
        try:
            found = read_file(path, path.name)
        except Refused as refused:
            found = refused
    seconds = time.perf_counter() - began
    memory = f"{seconds:.1f} | {peak.kilobytes / 1000:.0f}"
    if isinstance(found, Refused):
        print(f"| {path.name} | | {found} | {memory} | |", flush=True)
        return str(found.reason)
    pieces = split(found.text, lambda text: -(-len(text) // 4), longest=_LONGEST)
    kind = found.media_type.rpartition(".")[2]
    print(f"| {path.name} | {kind} | {found.title} | {memory} | {len(pieces)} |", flush=True)
    return "read"


def check(temporary: Path) -> None:
    """Exit when something is left of a reading."""
    left = [*temporary.iterdir(), *children()]
    if left:
        sys.exit(f"left behind: {left}")


@contextmanager
def watched() -> Iterator[Peak]:
    """Look at the memory of the children for as long as the context lasts; on Linux."""
    peak, ended = Peak(), threading.Event()

    def look() -> None:
        while not ended.wait(1 / _LOOKS_A_SECOND):
            peak.kilobytes = max([peak.kilobytes, *map(high_water, children())])

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield peak
    finally:
        ended.set()
        watcher.join()


def children() -> list[int]:
    """Return the processes whose parent is this one, zombies among them."""
    if sys.platform != "linux":
        return []
    lists = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return [int(pid) for listed in lists for pid in listed.read_text(encoding="utf-8").split()]


def high_water(pid: int) -> int:
    """Return the most that a process has held, in kB; 0 when it is gone."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    if b"reading.child" not in command:  # still the copy of this process
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line), 0)


if __name__ == "__main__":
    main()
