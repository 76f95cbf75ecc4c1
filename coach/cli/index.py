"""`coach index`: check the vector index, or make it anew from the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from coach.cli.support import load_settings, say
from coach.errors import SetupError
from coach.repertoire.embedding import build_embedder
from coach.repertoire.stored_rows import rows_of
from coach.repertoire.vector_index import HybridIndex, build_index
from coach.settings import Settings
from coach.storage.database import open_database

index = typer.Typer(no_args_is_help=True, help="Check or make anew the vector index.")
_DAMAGED = 1


@index.command("verify")
def verify() -> None:
    """Compare the index with the database: every row, every vector, and some searches."""
    with _filled(load_settings()) as filled:
        report = filled.verify()
    say(report.sentence(), err=not report.healthy)
    if not report.healthy:
        say("Make it anew with `coach index rebuild`; until then exact search serves.", err=True)
        raise typer.Exit(_DAMAGED)


@index.command("rebuild")
def rebuild() -> None:
    """Make the index anew from the database; vectors of deleted items leave its files."""
    with _filled(load_settings()) as filled:
        filled.rebuild()
        say(f"The index has been made anew with {filled.count()} rows.")


@contextmanager
def _filled(settings: Settings) -> Iterator[HybridIndex]:
    """Open the index of the settings with the database's rows in memory."""
    embedder = build_embedder(settings)
    if embedder is None:
        raise SetupError("COACH_EMBED is none: there is no index to look after.")
    opened = build_index(settings, embedder.name, embedder.dimensions)
    try:
        _load(settings, opened, embedder.name)
        yield opened
    finally:
        opened.close()
        embedder.close()


def _load(settings: Settings, opened: HybridIndex, embedder_name: str) -> None:
    database = open_database(settings)
    try:
        with database.reading() as tx:
            opened.load(rows_of(tx, embedder_name))
    finally:
        database.close()
