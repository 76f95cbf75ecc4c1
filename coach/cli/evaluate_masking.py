"""`coach eval masking`: what the masking preview finds in texts whose spans are known."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coach.cli.measures import measures
from coach.evaluation.masking import OWN_SET, Lines, MaskingEvaluator
from coach.evaluation.running import Evaluator


@measures()
def masking(
    path: Annotated[
        Path, typer.Option("--file", help="One JSON a line: text, spans.", show_default=False)
    ] = OWN_SET,
    *,
    lines: Annotated[Lines, typer.Option("--lines", help="All, or every other line.")] = Lines.ALL,
    each: Annotated[bool, typer.Option("--each", help="Also each source alone.")] = False,
) -> Evaluator:
    """Measure the masking preview: recall, precision and F2 of each type, without the model."""
    return MaskingEvaluator(path, lines, each=each)
