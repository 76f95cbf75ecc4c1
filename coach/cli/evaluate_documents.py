"""`coach eval documents`: what becomes of each file of a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coach.cli.measures import measures
from coach.evaluation.documents import OWN_SET, DocumentsEvaluator
from coach.evaluation.running import Evaluator


@measures()
def documents(
    folder: Annotated[
        Path, typer.Argument(help="Every file under it is read.", show_default=False)
    ] = OWN_SET,
) -> Evaluator:
    """Read every file as loading does: the outcome, passages, time, memory, what is left behind."""
    return DocumentsEvaluator(folder)
