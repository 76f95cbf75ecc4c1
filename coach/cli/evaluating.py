"""What all commands of `coach eval` share: how results are shown, written, compared and judged."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from coach.cli.support import load_settings, say
from coach.evaluation.report import made_of, report, section
from coach.evaluation.result import Result, Run
from coach.evaluation.running import Evaluator, run, write
from coach.evaluation.stage import Stage
from coach.settings import Settings

Json = Annotated[Path | None, typer.Option("--json", help="Write the results here, as JSON.")]
Report = Annotated[Path | None, typer.Option("--report", help="Write them here, as Markdown.")]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where results go beside the terminal."""

    json: Path | None = None
    report: Path | None = None


def carry_out(
    evaluators: Sequence[Evaluator],
    wanted: Wanted,
    *,
    settings: Settings | None = None,
    quick: bool = False,
    keep_on: bool = False,
) -> Run:
    """Measure, show each result when it is there, and write what is wanted."""
    with Stage(settings or load_settings(), quick=quick, tell=_Progress()) as stage:
        done = run(evaluators, stage, _show, keep_on=keep_on)
    say(made_of(done.provenance))
    if wanted.json is not None:
        write(done, wanted.json)
        say(f"Written to {wanted.json}.")
    if wanted.report is not None:
        wanted.report.write_text(report(done), encoding="utf-8")
        say(f"Written to {wanted.report}.")
    return done


def _show(result: Result) -> None:
    say(f"\n{section(result)}")


class _Progress:
    """A line that counts on a terminal; nothing in a pipe."""

    def __call__(self, what: str, done: int, total: int) -> None:
        if sys.stderr.isatty():
            typer.echo(f"\r{what} {done}/{total} ", nl=done == total, err=True)
