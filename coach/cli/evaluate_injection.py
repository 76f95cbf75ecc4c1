"""`coach eval injection`: texts that give the model orders."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coach.cli.measures import measures
from coach.evaluation.injection.attacks import OWN_SET
from coach.evaluation.injection.evaluator import InjectionEvaluator
from coach.evaluation.running import Evaluator


@measures()
def injection(
    path: Annotated[
        Path,
        typer.Option(
            "--file", help="JSON lines: id, kind, text, canary, asks_for.", show_default=False
        ),
    ] = OWN_SET,
    *,
    bipia: Annotated[
        Path | None, typer.Option("--bipia", help="Also BIPIA's text attacks: a file or folder.")
    ] = None,
    place: Annotated[
        list[str] | None, typer.Option("--place", help="Only there; can be given several times.")
    ] = None,
    without_defences: Annotated[
        bool, typer.Option("--without-defences", help="Also what each place would do bare.")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", help="Attacks a place; 0 for all.", min=0)] = 0,
) -> Evaluator:
    """Plant attacks in documents, stories, reflections and chat, and count what comes of them."""
    return InjectionEvaluator(path, bipia, tuple(place or ()), limit, without_defences)
