"""`coach eval strings`: odd strings through every text field."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coach.cli.evaluating import Compare, GateFile, Json, Quick, Report, Wanted, carry_out
from coach.evaluation.strings.evaluator import OWN_SET, StringsEvaluator


def strings(
    path: Annotated[
        Path,
        typer.Option(
            "--file",
            help="JSON lines (kind, text), a JSON list, or text with one a line.",
            show_default=False,
        ),
    ] = OWN_SET,
    *,
    exports_every: Annotated[
        int, typer.Option("--exports-every", help="Make all files after each N-th string.", min=1)
    ] = 4,
    json: Json = None,
    report: Report = None,
    compare: Compare = None,
    gate: GateFile = None,
    quick: Quick = False,
) -> None:
    """Put odd strings into every text field by service: kept as promised, or refused."""
    evaluator = StringsEvaluator(path, exports_every)
    carry_out([evaluator], Wanted(json, report, compare, gate), quick=quick)
