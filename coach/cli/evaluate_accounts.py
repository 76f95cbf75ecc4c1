"""`coach eval accounts`: what is suggested for what managers tell."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coach.cli.evaluating import Compare, GateFile, Json, Quick, Report, Wanted, carry_out
from coach.evaluation.accounts import OWN_SET, AccountsEvaluator


def accounts(
    path: Annotated[
        Path,
        typer.Option("--file", help="One JSON a line: id, text, challenges.", show_default=False),
    ] = OWN_SET,
    *,
    json: Json = None,
    report: Report = None,
    compare: Compare = None,
    gate: GateFile = None,
    quick: Quick = False,
) -> None:
    """Measure what is suggested from the starter repertoire: ranking, cards, noise."""
    wanted = Wanted(json, report, compare, gate)
    carry_out([AccountsEvaluator(path)], wanted, quick=quick)
