"""What the commands share: settings with readable errors, services without a model, output."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from pydantic import ValidationError

from coach.bootstrap import Services, build
from coach.errors import SetupError
from coach.settings import Settings


def say(line: str = "", *, err: bool = False) -> None:
    """Write one line to the terminal."""
    typer.echo(line, err=err)


def load_settings() -> Settings:
    """Read the settings from the environment; SetupError names the first variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = "COACH_" + "_".join(str(part) for part in first["loc"]).upper()
        message = f"The setting {name} does not fit ({first['msg']}): see `coach settings`."
        raise SetupError(message) from None


@contextmanager
def open_services(settings: Settings) -> Iterator[Services]:
    """Open the services without starting a model, and close them at the end."""
    services = build(settings.model_copy(update={"llm": "none", "llm_base_url": ""}))
    try:
        yield services
    finally:
        services.close()
