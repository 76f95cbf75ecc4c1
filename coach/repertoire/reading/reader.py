"""Reading one file in a child process: the parent's side.

The child (`python -m coach.repertoire.reading.child`) gets the open file as its standard input, a
cleared environment, a temporary folder of its own that is removed whatever happens, and a process
group of its own that is killed as a whole. What it may do is bounded in `confine.py`. Its answer
goes to a file without a name, of bounded size; nothing that it prints is kept.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from coach.repertoire.reading.clean import one_line
from coach.repertoire.reading.limits import Limits
from coach.repertoire.reading.refusals import Reason, Refused, refusal

__all__ = ["Limits", "ReadDocument", "Reason", "Refused", "read_file", "remove_leftovers"]

DEFAULT: Final = Limits()
_log = logging.getLogger(__name__)
_MODULE: Final = "coach.repertoire.reading.child"
_PREFIX: Final = "coach-reading-"
_GRACE_S: Final = 2.0
"""For starting Python; on top of the file's own time."""
_ENDED_BY: Final = {
    signal.SIGXCPU: Reason.TIME,
    signal.SIGKILL: Reason.MEMORY,
    signal.SIGXFSZ: Reason.TOO_LONG,
}


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A file as Markdown: NFC, without control characters, without pictures."""

    title: str
    text: str
    media_type: str
    """Of the file as its content shows, whatever its name says."""


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    reason: str = ""
    found: str = ""
    title: str = ""
    text: str = ""
    media_type: str = ""


def read_file(path: Path, filename: str, limits: Limits = DEFAULT) -> ReadDocument:
    """Return the file's text as Markdown, and a title (its own, else `filename` without extension).

    `filename` is what the person calls the file; it decides nothing. Refused, with one sentence,
    when the file is not of a known type, damaged, protected, without text, or beyond a limit.
    """
    with _opened(path, filename, limits) as source:
        answer = _answer(source, filename, limits)
    if answer.reason:
        reason = _reason(answer.reason)
        raise refusal(reason, filename, limits, answer.found)
    title = answer.title or one_line(Path(filename).stem) or one_line(filename)
    return ReadDocument(title, answer.text, answer.media_type)


def remove_leftovers() -> int:
    """Remove the folders of readers whose own process was killed; returns how many there were."""
    removed = 0
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        owner = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if owner.isdigit() and not _lives(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    return removed


@contextlib.contextmanager
def _opened(path: Path, filename: str, limits: Limits) -> Iterator[IO[bytes]]:
    """Open an ordinary file of an allowed size; a pipe or device is not waited for."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise refusal(Reason.NOT_A_FILE, filename, limits) from error
    facts = os.fstat(descriptor)
    if not stat.S_ISREG(facts.st_mode):
        os.close(descriptor)
        raise refusal(Reason.NOT_A_FILE, filename, limits)
    with os.fdopen(descriptor, "rb") as source:
        if facts.st_size > limits.size:
            raise refusal(Reason.TOO_LARGE, filename, limits)
        if not facts.st_size:
            raise refusal(Reason.EMPTY, filename, limits)
        yield source


def _answer(source: IO[bytes], filename: str, limits: Limits) -> _Answer:
    """Run the child to its end and return what it wrote."""
    with (
        tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-") as folder,
        tempfile.TemporaryFile() as output,
    ):
        code = _run(source, output, Path(folder), limits)
        if code is None:
            raise refusal(Reason.TIME, filename, limits)
        if code:
            _log.info("a reading process ended with code %d", code)
            reason = _ENDED_BY.get(signal.Signals(-code)) if code < 0 else None
            raise refusal(reason or Reason.CORRUPT, filename, limits)
        output.seek(0)
        return _parsed(output.read(), filename, limits)


def _parsed(data: bytes, filename: str, limits: Limits) -> _Answer:
    try:
        return _Answer.model_validate_json(data)
    except ValidationError:
        raise refusal(Reason.CORRUPT, filename, limits) from None


def _run(source: IO[bytes], output: IO[bytes], folder: Path, limits: Limits) -> int | None:
    """Return the child's exit code, None when its time was up. Its whole group is gone then."""
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", _MODULE, json.dumps(asdict(limits)), str(os.getpid())],
        stdin=source,
        stdout=output,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=_environment(folder),
        start_new_session=True,
    )
    try:
        return process.wait(limits.seconds + _GRACE_S)
    except subprocess.TimeoutExpired:
        return None
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _environment(folder: Path) -> dict[str, str]:
    """Return all that the child sees of an environment: no key, no proxy and no home of ours."""
    place = str(folder)
    return {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "HOME": place,
        "TMPDIR": place,
        "PYTHONPATH": str(Path(__file__).parents[3]),
        "PYTHONSAFEPATH": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "1",
    }


def _reason(code: str) -> Reason:
    try:
        return Reason(code)
    except ValueError:
        return Reason.CORRUPT


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
