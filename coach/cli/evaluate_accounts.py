"""`coach eval accounts`: what is suggested for what managers tell."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coach.cli.measures import measures
from coach.evaluation.accounts import OWN_SET, AccountsEvaluator
from coach.evaluation.running import Evaluator


@measures()
def accounts(
    path: Annotated[
        Path,
        typer.Option("--file", help="One JSON a line: id, text, challenges.", show_default=False),
    ] = OWN_SET,
) -> Evaluator:
    """Measure what is suggested from the starter repertoire: ranking, cards, noise."""
    return AccountsEvaluator(path)
