"""`coach rehearse`: play scenarios against a model and write down what the coach did."""

from __future__ import annotations

import json
import secrets
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from coach.bootstrap import Services, build
from coach.cli.support import load_settings, say
from coach.errors import InvalidInput, SetupError
from coach.evaluation.rehearsal import Rehearsal, Scenario, Transcript
from coach.evaluation.rehearsal_report import Summary, summarise
from coach.settings import Settings

_READY_TIMEOUT_S: Final = 180.0
_MODES: Final = frozenset({"embedded", "scripted", "none"})

_Files = Annotated[list[Path], typer.Argument(help="Scenario files; see docs/rehearsals.md.")]
_Model = Annotated[str, typer.Option("--model", help="embedded, scripted, none, or a base URL.")]
_Json = Annotated[Path | None, typer.Option("--json", help="Write transcripts and summary here.")]
_Open = Annotated[
    float,
    typer.Option("--open-page", min=0, help="Seconds the page is open beforehand."),
]
_Quiet = Annotated[bool, typer.Option("--quiet", help="Print the summary alone.")]


def rehearse(
    files: _Files,
    model: _Model = "embedded",
    json_path: _Json = None,
    open_page_s: _Open = 10.0,
    quiet: _Quiet = False,  # noqa: FBT002 - typer reads the default
) -> None:
    """Play scenarios through the app's own service in a temporary data folder."""
    scenarios = [Scenario.load(path) for path in files]
    with _stage(_with_model(load_settings(), model)) as services:
        rehearsal = _rehearsal(services, open_page_s)
        transcripts = []
        for scenario in scenarios:
            transcripts.append(rehearsal.play(scenario))
            if not quiet:
                _show(transcripts[-1])
    summary = summarise(transcripts)
    _show_summary(summary)
    if json_path is not None:
        _write(json_path, transcripts, summary)


def _with_model(settings: Settings, model: str) -> Settings:
    if model in _MODES:
        changes: Mapping[str, Any] = {"llm": model, "llm_base_url": ""}
    elif model.startswith(("http://", "https://")):
        changes = {"llm_base_url": model}
    else:
        raise InvalidInput(f"--model {model!r} is none of embedded, scripted, none or a base URL.")
    return settings.model_copy(update={**changes, "database_url": ""})


@contextmanager
def _stage(settings: Settings) -> Iterator[Services]:
    """Open services on an empty data folder that goes away, once the model is ready."""
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:
        services = build(settings.model_copy(update={"home": Path(folder) / "home"}))
        try:
            _wait_for_model(services)
            yield services
        finally:
            services.close()


def _wait_for_model(services: Services) -> None:
    deadline = time.monotonic() + _READY_TIMEOUT_S
    status = services.model.status()
    while status.state == "warming" and time.monotonic() < deadline:
        time.sleep(0.2)
        status = services.model.status()
    if status.kind != "none" and status.state != "ready":
        raise SetupError(f"The model {status.name!r} is {status.state}: {status.detail}")


def _rehearsal(services: Services, open_page_s: float) -> Rehearsal:
    person = services.accounts.create_person(
        email="rehearsal@example.org", name="Rehearsal", password=secrets.token_urlsafe(24)
    )
    grant = services.accounts.open_session(person.id, method="password")
    return Rehearsal(
        actor=services.accounts.actor_for_session(grant.session_id),
        conversations=services.conversations,
        commitments=services.commitments,
        attempts=services.attempts,
        reflections=services.reflections,
        model_name=services.model.status().name,
        today=datetime.now(UTC).date(),
        open_page_s=open_page_s,
    )


def _show(transcript: Transcript) -> None:
    say(f"\n## {transcript.scenario}\n\ncoach    {transcript.opening}")
    for turn in transcript.turns:
        say(f"member   {turn.member}")
        marks = [turn.source, f"{turn.stage}/{turn.topic}/{turn.intent}", *turn.failed_checks]
        first = "" if turn.first_delta_s is None else f" {turn.first_delta_s:.2f} s"
        say(f"coach    {turn.text}\n         [{' '.join(marks)}{first}]")
    for name, entries in transcript.turns[-1].slots.items():
        say(f"  {name:<9} {' | '.join(entry.text for entry in entries)}")


def _show_summary(summary: Summary) -> None:
    say("\n| figure | value |\n|---|---|")
    for name, value in summary.model_dump().items():
        say(f"| {name.replace('_', ' ')} | {_cell(value)} |")


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {count}" for key, count in value.items()) or "none"
    return "not reported" if value is None else str(value)


def _write(path: Path, transcripts: Sequence[Transcript], summary: Summary) -> None:
    content = {
        "summary": summary.model_dump(mode="json"),
        "transcripts": [transcript.model_dump(mode="json") for transcript in transcripts],
    }
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    say(f"\nWritten to {path}.")
