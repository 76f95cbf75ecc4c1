"""`coach rehearse`: play scenarios against a model and write down what the coach did."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from coach.cli.choosing import ModelName, with_model
from coach.cli.support import load_settings, say
from coach.evaluation.dialogue_figures import figures
from coach.evaluation.player import Player
from coach.evaluation.report import figures as lines_of
from coach.evaluation.result import Figure
from coach.evaluation.scenario import Scenario, Script
from coach.evaluation.stage import Stage
from coach.evaluation.transcript import Transcript

_Files = Annotated[list[Path], typer.Argument(help="Scenario files; see docs/rehearsals.md.")]
_Json = Annotated[Path | None, typer.Option("--json", help="Write transcripts and summary here.")]
_Open = Annotated[
    float,
    typer.Option("--open-page", min=0, help="Seconds the page is open beforehand."),
]
_Quiet = Annotated[bool, typer.Option("--quiet", help="Print the summary alone.")]


def rehearse(
    files: _Files,
    model: ModelName = "embedded",
    json_path: _Json = None,
    open_page_s: _Open = 10.0,
    quiet: _Quiet = False,  # noqa: FBT002 - typer reads the default
) -> None:
    """Play scenarios through the app's own service in a temporary data folder."""
    scenarios = [Scenario.load(path) for path in files]
    transcripts = []
    with (
        Stage(with_model(load_settings(), model)) as stage,
        stage.services(stage.model()) as services,
    ):
        for scenario in scenarios:
            player = Player.of(
                services, open_page_s=open_page_s, limit_turns=len(scenario.messages)
            )
            transcripts.append(player.play(Script(scenario)))
            if not quiet:
                _show(transcripts[-1])
    counted = [one for one in figures(transcripts) if one.value is not None]
    say("\n" + "\n".join(lines_of(counted)))
    if json_path is not None:
        _write(json_path, transcripts, counted)


def _show(transcript: Transcript) -> None:
    say(f"\n## {transcript.scenario}\n\ncoach    {transcript.opening}")
    for turn in transcript.turns:
        say(f"member   {turn.member}")
        marks = [turn.source, f"{turn.stage}/{turn.topic}/{turn.intent}", *turn.failed_checks]
        first = "" if turn.first_delta_s is None else f" {turn.first_delta_s:.2f} s"
        say(f"coach    {turn.text}\n         [{' '.join(marks)}{first}]")
    for name, entries in transcript.turns[-1].slots.items():
        say(f"  {name:<9} {' | '.join(entry.text for entry in entries)}")


def _write(path: Path, transcripts: Sequence[Transcript], counted: Sequence[Figure]) -> None:
    content = {
        "summary": {one.key: one.value for one in counted},
        "transcripts": [transcript.model_dump(mode="json") for transcript in transcripts],
    }
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    say(f"\nWritten to {path}.")
