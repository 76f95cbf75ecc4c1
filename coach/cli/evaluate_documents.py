"""`coach eval documents`: what becomes of each file of a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coach.cli.evaluating import Compare, GateFile, Json, Quick, Report, Wanted, carry_out
from coach.evaluation.documents import OWN_SET, DocumentsEvaluator


def documents(
    folder: Annotated[
        Path, typer.Argument(help="Every file under it is read.", show_default=False)
    ] = OWN_SET,
    *,
    json: Json = None,
    report: Report = None,
    compare: Compare = None,
    gate: GateFile = None,
    quick: Quick = False,
) -> None:
    """Read every file as loading does: the outcome, passages, time, memory, what is left behind."""
    carry_out([DocumentsEvaluator(folder)], Wanted(json, report, compare, gate), quick=quick)
