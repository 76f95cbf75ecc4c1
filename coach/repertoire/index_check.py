"""Compares a Chroma index with the rows that it should hold, in a process of its own.

Damaged files can end Chroma's native code, and the process with it. So the check runs in a child
that gets the rows through a pipe and answers with one line; if it dies, that is an answer too.
"""

from __future__ import annotations

import base64
import json
import os
import random
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, Final

import numpy as np
from pydantic import TypeAdapter, ValidationError

from coach.repertoire.chroma_index import ChromaIndex, IndexBroken
from coach.repertoire.index_home import Target
from coach.repertoire.ports import IndexRow

_MODULE: Final = "coach.repertoire.index_check"
_INHERITED: Final = frozenset({"HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PATH", "TMPDIR", "TZ"})
_QUERIES: Final = 25
_TOLERANCE: Final = 1e-4
_POLL_S: Final = 0.1
_MISSES: Final = 0.2
_MENDED: Final = 0.1
_LISTED: Final = 100_000


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found. Lists hold ids; `problem` is a sentence when nothing could be checked."""

    expected: int = 0
    found: int = 0
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    """Rows of another item, audience or view."""
    other_vectors: tuple[str, ...] = ()
    not_found: tuple[str, ...] = ()
    """Rows that a search for their own vector does not bring."""
    vectors_checked: int = 0
    queries: int = 0
    problem: str = ""

    @property
    def stale(self) -> frozenset[str]:
        """Rows to be put or removed anew."""
        return frozenset({*self.missing, *self.extra, *self.changed, *self.other_vectors})

    @property
    def healthy(self) -> bool:
        """Whether the index holds exactly the rows and finds them; a rare miss is its nature."""
        return not (self.problem or self.stale) and self.finds

    @property
    def finds(self) -> bool:
        """Whether nearly all searches brought their row."""
        return len(self.not_found) <= self.queries * _MISSES

    @property
    def mendable(self) -> bool:
        """Whether putting the stale rows anew is enough."""
        few = len(self.stale) <= max(self.expected, self.found) * _MENDED
        return not self.problem and self.finds and few

    def sentence(self) -> str:
        """Return the finding in one sentence."""
        if self.problem:
            return self.problem
        if self.healthy:
            return (
                f"The index holds all {self.expected} rows; {self.vectors_checked} vectors and "
                f"{self.queries} searches were compared."
            )
        return (
            f"Of {self.expected} rows {len(self.missing)} are missing, {len(self.extra)} are too "
            f"many, {len(self.changed)} have other facts, {len(self.other_vectors)} other vectors, "
            f"and {len(self.not_found)} of {self.queries} were not found by their own vector."
        )


def check(index: ChromaIndex, rows: Iterable[IndexRow], *, sample: int | None = None) -> Report:
    """Compare an index with its rows: all ids and facts, the vectors of a sample (None: all).

    IndexBroken when Chroma fails.
    """
    wanted = {row.id: row for row in rows}
    facts = index.facts()
    shared = [row for row in wanted.values() if row.id in facts]
    chosen = shared if sample is None else random.sample(shared, min(sample, len(shared)))
    queried = random.sample(shared, min(_QUERIES, len(shared)))
    return Report(
        expected=len(wanted),
        found=index.count(),
        missing=tuple(sorted(wanted.keys() - facts.keys())),
        extra=tuple(sorted(facts.keys() - wanted.keys())),
        changed=tuple(row.id for row in shared if facts[row.id] != _facts(row)),
        other_vectors=tuple(_other_vectors(index, chosen)),
        not_found=tuple(row.id for row in queried if not _finds(index, row)),
        vectors_checked=len(chosen),
        queries=len(queried),
    )


def check_in_child(
    target: Target,
    rows: Iterable[IndexRow],
    stop: threading.Event,
    *,
    sample: int | None = None,
    timeout_s: float = 600.0,
) -> Report:
    """Run `check` in a child process; its death or silence is a report with a problem.

    No other process, this one included, may have an embedded index open meanwhile.
    """
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", _MODULE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    ) as child:
        watch = threading.Thread(target=_end_late, args=(child, stop, timeout_s), daemon=True)
        watch.start()
        try:
            return _converse(child, _lines(target, rows, sample))
        finally:
            child.kill()
            _close(child.stdin)
            child.wait()
            watch.join()


def main() -> None:
    """Be the child: read the target and the rows, write the report."""
    header = json.loads(sys.stdin.readline())
    target = Target(header["place"], header["collection"], header["dimensions"])
    rows = (_row(line) for line in sys.stdin)
    try:
        with_index = target.open()
        report = check(with_index, rows, sample=header["sample"])
        with_index.close()
    except IndexBroken as error:
        report = Report(problem=f"The Chroma index cannot be read ({error}).")
    sys.stdout.write(json.dumps(asdict(_shortened(report))) + "\n")


def _converse(child: subprocess.Popen[bytes], lines: Iterator[bytes]) -> Report:
    stdin, stdout = child.stdin, child.stdout
    if stdin is None or stdout is None:
        raise ValueError("The child has no pipes.")
    try:
        _send(stdin, lines)
        return TypeAdapter(Report).validate_json(stdout.readline())
    except (BrokenPipeError, ValidationError):
        return Report(problem="The check of the Chroma index ended without an answer.")


def _send(stdin: IO[bytes], lines: Iterator[bytes]) -> None:
    for line in lines:
        stdin.write(line)
    stdin.close()


def _close(pipe: IO[bytes] | None) -> None:
    with suppress(BrokenPipeError):
        if pipe is not None:
            pipe.close()


def _end_late(child: subprocess.Popen[bytes], stop: threading.Event, timeout_s: float) -> None:
    """Kill the child when it takes too long or nobody waits any more."""
    waited = 0.0
    while child.poll() is None and waited < timeout_s:
        if stop.wait(_POLL_S):
            break
        waited += _POLL_S
    if child.poll() is None:
        child.kill()


def _lines(target: Target, rows: Iterable[IndexRow], sample: int | None) -> Iterator[bytes]:
    yield json.dumps({**asdict(target), "sample": sample}).encode() + b"\n"
    for row in rows:
        vector = base64.b64encode(np.asarray(row.vector, "<f4").tobytes()).decode("ascii")
        line = [row.id, row.item_id, row.audience, row.view, vector]
        yield json.dumps(line).encode() + b"\n"


def _row(line: str) -> IndexRow:
    row_id, item_id, audience, view, vector = json.loads(line)
    numbers = np.frombuffer(base64.b64decode(vector), "<f4").astype(np.float32)
    return IndexRow(row_id, item_id, audience, view, numbers)


def _facts(row: IndexRow) -> tuple[str, str, str]:
    return row.item_id, row.audience, row.view


def _other_vectors(index: ChromaIndex, rows: Sequence[IndexRow]) -> Iterator[str]:
    held = index.vectors([row.id for row in rows])
    for row in rows:
        vector = held.get(row.id)
        if vector is None or not np.allclose(vector, row.vector.reshape(-1), atol=_TOLERANCE):
            yield row.id


def _finds(index: ChromaIndex, row: IndexRow) -> bool:
    """Say whether a search for the row's vector brings it, or one that is as near."""
    hits = index.search(row.vector, frozenset({row.audience}), row.view, 10)
    return any(hit.id == row.id or hit.similarity > 1 - _TOLERANCE for hit in hits)


def _shortened(report: Report) -> Report:
    """Keep one line from growing without end; so much damage is one problem."""
    if len(report.stale) <= _LISTED:
        return report
    return replace(Report(expected=report.expected, found=report.found), problem=report.sentence())


def _environment() -> dict[str, str]:
    """Return what the child needs of our environment: no key and no password of ours."""
    inherited = {name: value for name, value in os.environ.items() if name in _INHERITED}
    return {**inherited, "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONSAFEPATH": "1"}


if __name__ == "__main__":
    main()
