"""`coach run` and `coach demo`: from a fresh machine to a sign-in page."""

from __future__ import annotations

import os
import runpy
import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import coach
from coach.cli.models import chosen_model, pull_embedding, pull_with_bar
from coach.cli.support import load_settings, open_services, say
from coach.errors import SetupError, WeightsError
from coach.llm.weights import is_present
from coach.repertoire.embedding import embedding_model, is_here
from coach.services.demo import DemoSignIn, load_demo
from coach.settings import Settings

_APP: Final = Path(coach.__file__).parent.parent / "app.py"


def run() -> None:
    """Start the app: fetches weights and loads the demo group the first time."""
    settings = load_settings()
    _require_app()
    _require_free_port(settings)
    _fetch_weights(settings)
    _first_sign_in(settings)
    say(f"Repertoire is starting at {settings.own_url} (stop it with Ctrl+C).")
    runpy.run_path(str(_APP), run_name="__main__")


def demo() -> None:
    """Load the demo group into an empty database and print how to sign in."""
    settings = load_settings()
    with open_services(settings) as services:
        sign_ins = load_demo(services)
    _keep(settings, sign_ins)


def sign_in_file(settings: Settings) -> Path:
    """Return where the demo group's sign-ins are kept, readable by the owner alone."""
    return settings.home / "demo-sign-in.txt"


def _require_app() -> None:
    if not _APP.is_file():
        raise SetupError(
            "The file app.py is not beside the coach package: run from a checkout with `make run`."
        )


def _require_free_port(settings: Settings) -> None:
    """Raise SetupError when nobody could be served, before any long work."""
    family = socket.AF_INET6 if ":" in settings.address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.address, settings.port))
        except OSError as error:
            raise SetupError(
                f"The port {settings.port} on {settings.address} cannot be used "
                f"({error.strerror}): set COACH_PORT to another one, such as {settings.port + 1}."
            ) from error


def _fetch_weights(settings: Settings) -> None:
    """Fetch weights that are missing; without them the app still works."""
    if settings.llm_mode == "embedded":
        chosen = chosen_model(settings)
        if not is_present(chosen, settings.models_dir):
            _try(lambda: pull_with_bar(chosen, settings), "the coach asks from its question bank")
    embedding = embedding_model(settings)
    if embedding is not None and not is_here(embedding, settings):
        _try(lambda: pull_embedding(embedding, settings), "stories are searched by their words")


def _try(fetch: Callable[[], None], meanwhile: str) -> None:
    try:
        fetch()
    except WeightsError as error:
        say(f"{error} Until then {meanwhile}.", err=True)


def _first_sign_in(settings: Settings) -> None:
    """Load the demo group into an empty database, or say where its sign-ins are kept."""
    with open_services(settings) as services:
        with services.database.reading() as tx:
            is_empty = tx.people.count() == 0
        sign_ins = load_demo(services) if is_empty else ()
        services.repertoire.starter.load_first()
    if sign_ins:
        _keep(settings, sign_ins)
    elif sign_in_file(settings).exists():
        say(f"The demo group's sign-ins are in {sign_in_file(settings)}.")


def _keep(settings: Settings, sign_ins: Sequence[DemoSignIn]) -> None:
    lines = [f"Sign in at {settings.own_url} as one of the demo group:"]
    lines += [f"  {s.name:<20} {s.email:<32} {s.password}  {s.role}".rstrip() for s in sign_ins]
    path = sign_in_file(settings)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    for line in lines:
        say(line)
    say(f"These lines are kept in {path}.")
