"""Model files on disk: present or not, the pinned ones or not, and fetching them."""

from __future__ import annotations

import contextlib
import fcntl
import functools
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from coach.errors import WeightsError
from coach.llm.catalogue import PinnedFile
from coach.llm.sources import Source, SourceFailed

Progress = Callable[[int, int, str], None]
"""Called with bytes done, bytes in all, and the name of the source."""

_SPARE_BYTES = 256 * 1024 * 1024
_GIB = 1024**3


def path_of(model: PinnedFile, models_dir: Path) -> Path:
    """Return where the model's file belongs."""
    return models_dir / model.file


def is_present(model: PinnedFile, models_dir: Path) -> bool:
    """Say whether a file of the right size lies there; its content is not looked at."""
    try:
        return path_of(model, models_dir).stat().st_size == model.bytes
    except FileNotFoundError:
        return False


def verify(model: PinnedFile, models_dir: Path, *, again: bool = False) -> Path:
    """Return the path of the pinned file; WeightsError when it is missing or another one.

    A hash is remembered beside the file and trusted until the file changes (size or either time
    stamp), so that a start need not read a gigabyte; `again` hashes anyway.
    """
    path = path_of(model, models_dir)
    if not path.is_file():
        raise WeightsError(
            f"The weights of {model.name!r} are not here: run `coach model pull {model.name}`."
        )
    stamp = _stamp(path)
    if not again and _remembered(path) == {**stamp, "sha256": model.sha256}:
        return path
    if path.stat().st_size != model.bytes or _sha256(path) != model.sha256:
        _note(path).unlink(missing_ok=True)
        raise WeightsError(
            f"The file {path.name!r} is not the pinned one (its sha256 differs): "
            f"delete it and run `coach model pull {model.name}`."
        )
    with contextlib.suppress(OSError):  # a read-only folder only costs the hashing
        note = json.dumps({**stamp, "sha256": model.sha256})
        _note(path).write_text(note, encoding="utf-8")
    return path


def pull(
    model: PinnedFile, models_dir: Path, progress: Progress, sources: Sequence[Source]
) -> Path:
    """Fetch the model's file unless the pinned one is here; return its path.

    Sources are asked in order; all bring the same bytes, so that each goes on where the one before
    stopped, also after an interrupted pull. Nothing takes the file's place before its sha256 fits.
    """
    models_dir.mkdir(parents=True, exist_ok=True)
    with _locked(model, models_dir):
        with contextlib.suppress(WeightsError):
            return verify(model, models_dir)
        part = models_dir / f"{model.file}.part"
        _check_disk(model, models_dir, part)
        _fetch(model, part, progress, sources)
        _put_in_place(part, path_of(model, models_dir))
        return verify(model, models_dir)


def _fetch(model: PinnedFile, part: Path, progress: Progress, sources: Sequence[Source]) -> None:
    """Leave the pinned bytes in `part`; a source that brings others is passed over."""
    came_damaged = False
    for source in sources:
        report = functools.partial(_report, progress, model.bytes, source.name)
        with contextlib.suppress(SourceFailed):
            source.fetch(part, report)
            if _sha256(part) == model.sha256:
                return
            part.unlink()
            came_damaged = True
    raise _damaged(model) if came_damaged else _unfetched(model, sources)


def _damaged(model: PinnedFile) -> WeightsError:
    return WeightsError(
        f"The weights of {model.name!r} arrived damaged and were thrown away: "
        f"run `coach model pull {model.name}` again."
    )


def _unfetched(model: PinnedFile, sources: Sequence[Source]) -> WeightsError:
    names = " nor from ".join(source.name for source in sources) or "anywhere"
    return WeightsError(
        f"The weights of {model.name!r} could not be fetched from {names}: check the network and "
        f"run `coach model pull {model.name}` again, or put {model.file!r} into the models folder."
    )


def _report(progress: Progress, total: int, name: str, done: int) -> None:
    progress(done, total, name)


def _put_in_place(part: Path, path: Path) -> None:
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(path)


def _check_disk(model: PinnedFile, models_dir: Path, part: Path) -> None:
    have = part.stat().st_size if part.exists() else 0
    need = model.bytes - have + _SPARE_BYTES
    free = shutil.disk_usage(models_dir).free
    if free < need:
        raise WeightsError(
            f"The weights of {model.name!r} need {need / _GIB:.1f} GiB of disk and "
            f"{free / _GIB:.1f} GiB are free: make room or set COACH_MODELS_DIR to another disk."
        )


@contextlib.contextmanager
def _locked(model: PinnedFile, models_dir: Path) -> Iterator[None]:
    """Hold the only right to fetch this model; a killed process gives it back."""
    with (models_dir / f".{model.file}.lock").open("w", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise WeightsError(
                f"The weights of {model.name!r} are being fetched by another process: "
                "wait until it ends."
            ) from error
        yield


def _stamp(path: Path) -> dict[str, int]:
    stat = path.stat()
    return {"size": stat.st_size, "mtime_ns": stat.st_mtime_ns, "ctime_ns": stat.st_ctime_ns}


def _note(path: Path) -> Path:
    return path.with_name(f".{path.name}.verified.json")


def _remembered(path: Path) -> object:
    try:
        return json.loads(_note(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
