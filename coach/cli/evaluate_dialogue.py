"""`coach eval dialogue`: whole conversations with managers who answer by rules."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coach.cli.choosing import ModelName, with_model
from coach.cli.evaluating import Compare, GateFile, Json, Quick, Report, Wanted, carry_out
from coach.cli.support import load_settings
from coach.evaluation.dialogue import OPEN_PAGE_S, OWN_SCENARIOS, DialogueEvaluator
from coach.evaluation.managers.persona import OWN_SET
from coach.evaluation.player import LIMIT_TURNS

_Managers = Annotated[
    list[Path] | None,
    typer.Option("--managers", help="Folder or file; again for more. Alone: no scenarios."),
]
_Scenarios = Annotated[
    list[Path] | None,
    typer.Option("--scenarios", help="Folder or file; again for more. Alone: no managers."),
]


def dialogue(
    managers: _Managers = None,
    scenarios: _Scenarios = None,
    model: ModelName = "embedded",
    *,
    held: Annotated[
        bool | None,
        typer.Option("--held/--no-held", help="Only managers that are held, or the others."),
    ] = None,
    limit_turns: Annotated[int, typer.Option("--limit-turns", min=1)] = LIMIT_TURNS,
    judge: Annotated[
        bool, typer.Option("--judge", help="Have the model compare replies, blind.")
    ] = False,
    seed: Annotated[int, typer.Option("--seed", help="Of the managers' choices.")] = 0,
    open_page_s: Annotated[
        float, typer.Option("--open-page", min=0, help="Seconds the page is open beforehand.")
    ] = OPEN_PAGE_S,
    quick: Quick = False,
    json: Json = None,
    report: Report = None,
    compare: Compare = None,
    gate: GateFile = None,
) -> None:
    """Play conversations to their end, and count what the coach did in them."""
    own = not managers and not scenarios
    evaluator = DialogueEvaluator(
        (OWN_SET,) if own else tuple(managers or ()),
        (OWN_SCENARIOS,) if own else tuple(scenarios or ()),
        held=held,
        limit_turns=limit_turns,
        judge=judge,
        seed=seed,
        open_page_s=open_page_s,
    )
    settings = with_model(load_settings(), model)
    wanted = Wanted(json, report, compare, gate)
    carry_out([evaluator], wanted, settings=settings, quick=quick)
