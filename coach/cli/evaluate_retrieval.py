"""`coach eval retrieval`: how well search ranks a data set."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coach.cli.measures import measures
from coach.evaluation.retrieval import OWN_SET, RetrievalEvaluator
from coach.evaluation.running import Evaluator


@measures()
def retrieval(
    folder: Annotated[
        Path,
        typer.Option("--dir", help="corpus.jsonl, queries.jsonl, qrels.tsv.", show_default=False),
    ] = OWN_SET,
    *,
    lessons: Annotated[
        bool, typer.Option("--lessons", help="Distil situations and lessons, and use them.")
    ] = False,
) -> Evaluator:
    """Measure search on a data set in BEIR layout: each component, and the fusion."""
    return RetrievalEvaluator(folder, lessons)
