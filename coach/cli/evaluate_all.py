"""`coach eval all`: everything that has a set of our own, one after the other."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coach.cli.evaluating import Compare, GateFile, Json, Quick, Report, Wanted, carry_out
from coach.evaluation.catalogue import chosen


def evaluate_all(
    *,
    only: Annotated[
        list[str] | None, typer.Option("--only", help="Only this one; may be given again.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write NAME.json of each into this folder.")
    ] = None,
    json: Json = None,
    report: Report = None,
    compare: Compare = None,
    gate: GateFile = None,
    quick: Quick = False,
) -> None:
    """Measure everything that has a set of our own; what cannot be measured says why."""
    wanted = Wanted(json, report, compare, gate, folder=out)
    carry_out(chosen(only or ()), wanted, quick=quick, keep_on=True)
