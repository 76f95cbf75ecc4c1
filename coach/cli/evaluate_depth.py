"""`coach eval depth`: how well the private self-check tells the level of a sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coach.cli.measures import measures
from coach.evaluation.depth import OWN_SET, DepthEvaluator
from coach.evaluation.running import Evaluator


@measures()
def depth(
    path: Annotated[
        Path,
        typer.Option(
            "--file", help="One JSON a line: sentence, before, after, level.", show_default=False
        ),
    ] = OWN_SET,
    *,
    cered: Annotated[
        Path | None, typer.Option("--cered", help="A file of CEReD (.tsv) instead.")
    ] = None,
) -> Evaluator:
    """Measure the self-check of depth: accuracy, kappa, F1, with and without abstention."""
    return DepthEvaluator(cered or path, cered=cered is not None)
