"""Reads what is measured on: files with one JSON object a line, and marks that tell data apart."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError

from coach.errors import InvalidInput
from coach.evaluation.result import Data

_ROOT: Final = Path(__file__).parents[2]
SETS: Final = _ROOT / "tests" / "evals"
"""The sets of our own, in the source tree."""

Case = TypeVar("Case", bound=BaseModel)


def read_lines(path: Path, shape: type[Case]) -> tuple[Case, ...]:
    """Read one case a line, blank lines left out; InvalidInput names the first line that fails."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path.name!r} cannot be read as text: name another file.") from error
    cases = tuple(
        _read(path.name, number, line, shape)
        for number, line in enumerate(lines, 1)
        if line.strip()
    )
    if not cases:
        raise InvalidInput(f"{path.name!r} is empty: write one JSON object a line.")
    return cases


def mark(path: Path, cases: int) -> Data:
    """Return what tells this file, or all files of this folder, from others."""
    files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
    return Data(name=path.name, sha256=_sha256(files, path), cases=cases)


def shown(path: Path) -> str:
    """Return a path as a command of a report names it: no folder of the machine stands in it."""
    whole = path.resolve()
    return whole.relative_to(_ROOT).as_posix() if whole.is_relative_to(_ROOT) else path.name


def _sha256(files: Sequence[Path], root: Path) -> str:
    if files == [root]:
        return hashlib.sha256(root.read_bytes()).hexdigest()
    whole = hashlib.sha256()
    for file in files:
        whole.update(file.relative_to(root).as_posix().encode() + b"\0")
        whole.update(hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()


def _read(name: str, number: int, line: str, shape: type[Case]) -> Case:
    try:
        return shape.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the object"
        raise InvalidInput(
            f"Line {number} of {name!r} does not fit at {where} ({first['msg']}): mend it."
        ) from error
