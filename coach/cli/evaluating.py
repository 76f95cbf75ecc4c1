"""What all commands of `coach eval` share: how results are shown, written, compared and judged."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import typer

from coach.cli.support import load_settings, say
from coach.errors import InvalidInput
from coach.evaluation.catalogue import names
from coach.evaluation.compare import comparison
from coach.evaluation.gate import Gate, broken, read_gate
from coach.evaluation.report import made_of, report, section, summary, table_lines
from coach.evaluation.result import Result, Run
from coach.evaluation.running import (
    Evaluator,
    Heard,
    read,
    run,
    write,
    write_each,
    write_text,
)
from coach.evaluation.stage import Stage
from coach.settings import Settings

Json = Annotated[Path | None, typer.Option("--json", help="Write the results here, as JSON.")]
Report = Annotated[Path | None, typer.Option("--report", help="Write them here, as Markdown.")]
Compare = Annotated[
    Path | None, typer.Option("--compare", help="Print what differs from an older --json file.")
]
GateFile = Annotated[
    Path | None, typer.Option("--gate", help="YAML of figures that may not get worse: else exit 1.")
]
Quick = Annotated[bool, typer.Option("--quick", help="Samples that do for a first look.")]

_BROKEN: Final = 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where results go beside the terminal, and what they are held against.

    `folder`: a file for each evaluator. `compare`: a file that --json has written earlier.
    """

    json: Path | None = None
    report: Path | None = None
    compare: Path | None = None
    gate: Path | None = None
    folder: Path | None = None


def carry_out(
    evaluators: Sequence[Evaluator],
    wanted: Wanted,
    *,
    settings: Settings | None = None,
    quick: bool = False,
    keep_on: bool = False,
    also: Heard | None = None,
) -> Run:
    """Measure, show each result when it is there, write and judge what is wanted.

    Exits with 1 where a figure does not keep to its gate. `also`: is told each result that was
    shown.
    """
    old, gate = _held_against(wanted, evaluators)
    with Stage(settings or load_settings(), quick=quick, tell=_Progress()) as stage:
        done = run(evaluators, stage, _shown(also), keep_on=keep_on)
    say(made_of(done.provenance))
    if len(done.results) > 1:
        say("\n" + "\n".join(table_lines(summary(done))))
    _write(done, wanted)
    if old is not None:
        say(f"\n{comparison(old, done)}")
    if gate is not None:
        _judge(gate, done)
    return done


def _held_against(
    wanted: Wanted, evaluators: Sequence[Evaluator]
) -> tuple[Run | None, Gate | None]:
    """Read what results are held against, and refuse what cannot be written, before the work."""
    for path in (wanted.json, wanted.report):
        if path is not None and path.is_dir():
            raise InvalidInput(f"{str(path)!r} is a folder: name a file in it.")
    known = {*names(), *(one.name for one in evaluators)}
    old = None if wanted.compare is None else read(wanted.compare)
    return old, None if wanted.gate is None else read_gate(wanted.gate, known)


def _write(done: Run, wanted: Wanted) -> None:
    if wanted.json is not None:
        write(done, wanted.json)
        say(f"Written to {wanted.json}.")
    if wanted.report is not None:
        write_text(report(done), wanted.report)
        say(f"Written to {wanted.report}.")
    if wanted.folder is not None:
        for path in write_each(done, wanted.folder):
            say(f"Written to {path}.")


def _judge(gate: Gate, done: Run) -> None:
    sentences = broken(gate, done)
    for sentence in sentences:
        say(sentence, err=True)
    if sentences:
        raise typer.Exit(_BROKEN)
    judged = sum(len(gate.get(result.name, {})) for result in done.results)
    say(f"The gate holds: {judged} figures.")


def _shown(also: Heard | None) -> Heard:
    def show(result: Result) -> None:
        say(f"\n{section(result)}")
        if also is not None:
            also(result)

    return show


class _Progress:
    """A line that counts on a terminal; nothing in a pipe."""

    def __call__(self, what: str, done: int, total: int) -> None:
        if sys.stderr.isatty():
            typer.echo(f"\r{what} {done}/{total} ", nl=done == total, err=True)
