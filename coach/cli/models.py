"""`coach model`: the weights that the embedded model may run."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from coach.cli.support import load_settings, say
from coach.llm.catalogue import CatalogueModel, load_catalogue
from coach.llm.sources import sources_of
from coach.llm.weights import is_present, path_of, pull, verify
from coach.settings import Settings

model = typer.Typer(no_args_is_help=True, help="List, fetch and check model weights.")
_Name = Annotated[str, typer.Argument(help="A model of the catalogue; empty for the one in use.")]


def chosen_model(settings: Settings, name: str = "") -> CatalogueModel:
    """Return the named model, else the one of the settings, else the catalogue's default."""
    return load_catalogue().find(name or settings.llm_model)


def pull_with_bar(chosen: CatalogueModel, settings: Settings) -> None:
    """Fetch the weights, drawing a progress bar on stderr. Raises WeightsError."""
    label = f"Fetching {chosen.name} ({chosen.bytes / 1e9:.1f} GB)"
    sources = sources_of(chosen, load_catalogue())
    with typer.progressbar(length=chosen.bytes, label=label, file=sys.stderr) as bar:

        def show(done: int, _total: int, _source: str) -> None:
            bar.update(done - bar.pos)

        pull(chosen, settings.models_dir, show, sources)


@model.command("list")
def list_models() -> None:
    """List the models of the catalogue and which of them are here."""
    settings = load_settings()
    used = chosen_model(settings).name
    for entry in load_catalogue().models:
        here = "here" if is_present(entry, settings.models_dir) else "not here"
        mark = "*" if entry.name == used else " "
        say(f"{mark} {entry.name}  {entry.bytes / 1e9:.1f} GB, {here}, {entry.licence}")
        say(f"    {entry.about} Needs {entry.memory_gib:g} GiB of memory.")
    say("* the one in use; another one: COACH_LLM_MODEL=NAME")


@model.command("pull")
def pull_model(name: _Name = "") -> None:
    """Fetch the weights of a model; goes on where an earlier try stopped."""
    settings = load_settings()
    chosen = chosen_model(settings, name)
    pull_with_bar(chosen, settings)
    say(f"The weights of {chosen.name} are in {path_of(chosen, settings.models_dir)}.")


@model.command("verify")
def verify_model(name: _Name = "") -> None:
    """Compare the weights' sha256 with the pinned one, reading the whole file."""
    settings = load_settings()
    chosen = chosen_model(settings, name)
    path = verify(chosen, settings.models_dir, again=True)
    say(f"{path} is the pinned file of {chosen.name}.")
