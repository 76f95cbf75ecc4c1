"""`coach model`: the weights of the models that run on this computer."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from coach.cli.support import load_settings, say
from coach.llm.catalogue import CatalogueModel, EmbeddingModel, PinnedFile, load_catalogue
from coach.llm.sources import sources_of
from coach.llm.weights import is_present, pull, verify
from coach.repertoire.embedding import embedding_model, is_here
from coach.settings import Settings

model = typer.Typer(no_args_is_help=True, help="List, fetch and check model weights.")
_Name = Annotated[str, typer.Argument(help="A model of the catalogue; empty for those in use.")]
_EmbeddingOnly = Annotated[
    bool, typer.Option("--embedding-only", help="Leave the language model out.")
]


def chosen_model(settings: Settings, name: str = "") -> CatalogueModel:
    """Return the named model, else the one of the settings, else the catalogue's default."""
    return load_catalogue().find(name or settings.llm_model)


def pull_with_bar(chosen: PinnedFile, settings: Settings) -> None:
    """Fetch one file, drawing a progress bar on stderr. Raises WeightsError."""
    label = f"Fetching {chosen.file} ({_size(chosen.bytes)})"
    sources = sources_of(chosen, load_catalogue())
    with typer.progressbar(length=chosen.bytes, label=label, file=sys.stderr) as bar:

        def show(done: int, _total: int, _source: str) -> None:
            bar.update(done - bar.pos)

        pull(chosen, settings.models_dir, show, sources)


def pull_embedding(chosen: EmbeddingModel, settings: Settings) -> None:
    """Fetch the files of an embedding model with a bar each. Raises WeightsError."""
    for file in chosen.files:
        pull_with_bar(file, settings)


@model.command("list")
def list_models() -> None:
    """List the models of the catalogue and which of them are here."""
    settings = load_settings()
    catalogue = load_catalogue()
    used, embedding = chosen_model(settings).name, embedding_model(settings)
    for entry in catalogue.models:
        here = is_present(entry, settings.models_dir)
        say(_line(entry, used=entry.name == used, here=here))
        say(f"    {entry.about} Needs {entry.memory_gib:g} GiB of memory.")
    for other in catalogue.embeddings:
        say(_line(other, used=other == embedding, here=is_here(other, settings)))
        say(f"    {other.about} For search by meaning.")
    say("* in use; another one: COACH_LLM_MODEL=NAME, COACH_EMBED_MODEL=NAME")


@model.command("pull")
def pull_model(name: _Name = "", *, embedding_only: _EmbeddingOnly = False) -> None:
    """Fetch the weights of a model, or of both in use; goes on where an earlier try stopped."""
    settings = load_settings()
    for chosen in _chosen(settings, name, embedding_only=embedding_only):
        for file in _files(chosen):
            pull_with_bar(file, settings)
        say(f"The weights of {chosen.name} are in {settings.models_dir}.")


@model.command("verify")
def verify_model(name: _Name = "", *, embedding_only: _EmbeddingOnly = False) -> None:
    """Compare the weights' sha256 with the pinned one, reading the whole files."""
    settings = load_settings()
    for chosen in _chosen(settings, name, embedding_only=embedding_only):
        for file in _files(chosen):
            path = verify(file, settings.models_dir, again=True)
            say(f"{path} is the pinned file of {chosen.name}.")


def _chosen(
    settings: Settings, name: str, *, embedding_only: bool
) -> list[CatalogueModel | EmbeddingModel]:
    """Return the named model of either kind, else those that the settings use."""
    for entry in load_catalogue().embeddings:
        if entry.name == name:
            return [entry]
    embedding = embedding_model(settings)
    if embedding_only:
        return [embedding] if embedding else []
    if name or embedding is None:
        return [chosen_model(settings, name)]
    return [chosen_model(settings), embedding]


def _files(chosen: CatalogueModel | EmbeddingModel) -> tuple[PinnedFile, ...]:
    return chosen.files if isinstance(chosen, EmbeddingModel) else (chosen,)


def _line(entry: CatalogueModel | EmbeddingModel, *, used: bool, here: bool) -> str:
    mark = "*" if used else " "
    place = "here" if here else "not here"
    return f"{mark} {entry.name}  {_size(entry.bytes)}, {place}, {entry.licence}"


def _size(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.1f} MB"  # noqa: PLR2004
