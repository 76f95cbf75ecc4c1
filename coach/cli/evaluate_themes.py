"""`coach eval themes`: what is found in sets of texts whose themes are known."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coach.cli.measures import measures
from coach.evaluation.running import Evaluator
from coach.evaluation.themes import OWN_SET, ThemesEvaluator


@measures()
def themes(
    path: Annotated[
        Path, typer.Option("--file", help="One set a line; see docs/themes.md.", show_default=False)
    ] = OWN_SET,
    *,
    seeds: Annotated[int, typer.Option(min=1, help="From 2 on, also whether searches agree.")] = 1,
    words: Annotated[bool, typer.Option("--words", help="Without the language model.")] = False,
) -> Evaluator:
    """Measure how themes are found: recall, support, contributors, quotes, stability."""
    return ThemesEvaluator(path, seeds, words)
