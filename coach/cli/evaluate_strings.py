"""`coach eval strings`: odd strings through every text field."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coach.cli.measures import measures
from coach.evaluation.running import Evaluator
from coach.evaluation.strings.evaluator import OWN_SET, StringsEvaluator


@measures()
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
) -> Evaluator:
    """Put odd strings into every text field by service: kept as promised, or refused."""
    return StringsEvaluator(path, exports_every)
