"""`coach settings`: how this installation runs."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from pydantic import SecretStr

from coach.cli.support import load_settings, say
from coach.settings import Settings

_WIDTH: Final = 96


def settings() -> None:
    """Show every setting: its name, its value and what it is for."""
    for line in setting_lines(load_settings()):
        say(line)


def setting_lines(settings: Settings) -> Iterator[str]:
    """Yield the lines: variable, value with secrets masked, description."""
    for name, field in Settings.model_fields.items():
        yield f"COACH_{name.upper()} = {_shown(getattr(settings, name))}"
        yield from textwrap.wrap(
            field.description or "", _WIDTH, initial_indent="    ", subsequent_indent="    "
        )


def _shown(value: object) -> str:
    if isinstance(value, SecretStr):
        return "(set)" if value.get_secret_value() else "(empty)"
    text = "" if value is None else str(value)
    return _without_password(text) if text else "(empty)"


def _without_password(text: str) -> str:
    """Mask the password of a URL such as the database's."""
    try:
        password = urlsplit(text).password
    except ValueError:
        return text
    return text.replace(f":{password}@", ":***@") if password else text
