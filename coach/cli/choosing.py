"""Which language model a command runs on, said on its line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

import typer

from coach.errors import InvalidInput
from coach.settings import Settings

MODES: Final = frozenset({"embedded", "scripted", "none"})

ModelName = Annotated[str, typer.Option("--model", help="embedded, scripted, none, or a base URL.")]


def with_model(settings: Settings, model: str) -> Settings:
    """Return the settings with that model; '' leaves them as they are."""
    changes: Mapping[str, Any]
    if not model:
        return settings
    if model in MODES:
        changes = {"llm": model, "llm_base_url": ""}
    elif model.startswith(("http://", "https://")):
        changes = {"llm_base_url": model}
    else:
        raise InvalidInput(f"--model {model!r} is none of embedded, scripted, none or a base URL.")
    return settings.model_copy(update={**changes, "database_url": ""})
