"""Runs evaluators one after the other, and writes what they come to."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError

from coach.errors import CoachError, InvalidInput
from coach.evaluation.provenance import provenance
from coach.evaluation.result import Result, Run
from coach.evaluation.stage import Stage


class Evaluator(Protocol):
    """Measures one thing. Small: what it is asked stands in its fields."""

    @property
    def name(self) -> str:
        """Return the word after `coach eval`."""
        ...

    def evaluate(self, stage: Stage) -> Result:
        """Measure. Raises InvalidInput for data that does not fit, SetupError for a missing part.

        Deterministic but for what the model and the clock do.
        """
        ...


Heard = Callable[[Result], None]
"""Is told each result when it is there: a run takes minutes."""


def run(
    evaluators: Sequence[Evaluator], stage: Stage, heard: Heard, *, keep_on: bool = False
) -> Run:
    """Measure one after the other. `keep_on`: an error of one skips it, with its sentence.

    What the run is made of is looked up first: files may change while it goes on.
    """
    made = provenance(stage.model_name(), stage.embedding_name())
    results = []
    for evaluator in evaluators:
        result = _timed(evaluator, stage, keep_on=keep_on)
        heard(result)
        results.append(result)
    return Run(
        made_at=datetime.now(UTC),
        quick=stage.quick,
        provenance=made.model_copy(
            update={"model": stage.model_name(), "embedding": stage.embedding_name()}
        ),
        results=tuple(results),
    )


def write(run_: Run, path: Path) -> None:
    """Write a run as JSON; InvalidInput where the file cannot be written."""
    write_text(run_.model_dump_json(indent=2) + "\n", path)


def write_each(run_: Run, folder: Path) -> tuple[Path, ...]:
    """Write each result that was measured as a run of its own, NAME.json; return the files."""
    measured = [result for result in run_.results if not result.skipped]
    paths = tuple(folder / f"{result.name}.json" for result in measured)
    for path, result in zip(paths, measured, strict=True):
        write(run_.model_copy(update={"results": (result,)}), path)
    return paths


def write_text(text: str, path: Path) -> None:
    """Write a text, with the folders above it; InvalidInput where it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InvalidInput(f"{str(path)!r} cannot be written: name another file.") from error


def read(path: Path) -> Run:
    """Read what `write` wrote; InvalidInput where it is no such file."""
    try:
        return Run.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise InvalidInput(
            f"{path.name!r} is no result of `coach eval`: name a file that --json has written."
        ) from error


def _timed(evaluator: Evaluator, stage: Stage, *, keep_on: bool) -> Result:
    began = time.monotonic()
    try:
        result = evaluator.evaluate(stage)
    except CoachError as error:
        if not keep_on:
            raise
        result = Result(
            name=evaluator.name,
            about="",
            command=f"coach eval {evaluator.name}",
            skipped=str(error),
        )
    seconds = round(time.monotonic() - began, 3)
    return result.model_copy(update={"seconds": seconds, "command": _command(result, stage)})


def _command(result: Result, stage: Stage) -> str:
    """Return what repeats a result, as quickly as it was taken."""
    quick = stage.quick and "--quick" not in result.command
    return f"{result.command} --quick" if quick else result.command
