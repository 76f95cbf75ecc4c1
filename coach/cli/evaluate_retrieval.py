"""`coach eval retrieval`: how well search ranks a data set."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coach.cli.evaluating import Compare, GateFile, Json, Quick, Report, Wanted, carry_out
from coach.evaluation.retrieval import OWN_SET, RetrievalEvaluator


def retrieval(
    folder: Annotated[
        Path,
        typer.Option("--dir", help="corpus.jsonl, queries.jsonl, qrels.tsv.", show_default=False),
    ] = OWN_SET,
    *,
    lessons: Annotated[
        bool, typer.Option("--lessons", help="Distil situations and lessons, and use them.")
    ] = False,
    json: Json = None,
    report: Report = None,
    compare: Compare = None,
    gate: GateFile = None,
    quick: Quick = False,
) -> None:
    """Measure search on a data set in BEIR layout: each component, and the fusion."""
    wanted = Wanted(json, report, compare, gate)
    carry_out([RetrievalEvaluator(folder, lessons)], wanted, quick=quick)
