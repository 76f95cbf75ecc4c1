"""`coach corpus`: load documents and the starter repertoire, and list what there is."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from coach.bootstrap import Services
from coach.cli.support import load_settings, open_services, say
from coach.domain.people import Actor
from coach.domain.repertoire import ORGANISATION, Audience, Load, LoadState, of_group
from coach.errors import InvalidInput
from coach.repertoire.reading.limits import Limits
from coach.services.common import new_id, utc_now
from coach.services.operator import OperatorService

corpus = typer.Typer(no_args_is_help=True, help="Load documents and the starter repertoire.")

_LOOK_AGAIN_S: Final = 0.2
_UNDER_WAY: Final = {LoadState.WAITING, LoadState.READING, LoadState.EMBEDDING}
_As = Annotated[str, typer.Option("--as", help="E-mail of the administrator who loads.")]


@corpus.command("add")
def add(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Files or folders.")],
    audience: Annotated[
        str, typer.Option(help="Who may find them: organisation, or group:NAME.")
    ] = "organisation",
    *,
    recursive: Annotated[
        bool, typer.Option("--recursive", help="Also what is in folders of folders.")
    ] = False,
    admin: _As = "",
) -> None:
    """Load files; a new version of a file replaces the old one, and the same content is left."""
    files = list(_files(paths, recursive=recursive))
    if not files:
        raise InvalidInput("There is no file in these folders: name one, or add --recursive.")
    with open_services(load_settings()) as services:
        operator = OperatorService(services.database, utc_now, services.accounts)
        actor, for_ = operator.admin(admin), _audience(operator, audience)
        services.repertoire.upkeep.start_now(searching=False)
        batch = new_id()
        for path, name in files:
            _take_in(services, actor, path, name, for_, batch)
        ended = list(_followed(services, actor, batch))
    _summary(ended)


@corpus.command("starter")
def starter() -> None:
    """Bring the starter repertoire up to date with its files."""
    with open_services(load_settings()) as services:
        report = services.repertoire.starter.load()
        services.repertoire.upkeep.refresh()
    say(
        f"Starter repertoire: {report.added} added, {report.changed} changed, "
        f"{report.retired} retired, {report.unchanged} as they were."
    )


@corpus.command("list")
def list_(admin: _As = "") -> None:
    """List what the organisation has loaded, and what was refused of late."""
    with open_services(load_settings()) as services:
        operator = OperatorService(services.database, utc_now, services.accounts)
        overview = services.library.documents(operator.admin(admin))
    for line in overview.documents:
        say(
            f"{line.kind:<9} {line.status.value:<10} {line.passages:>5} passages  "
            f"{line.audience_name:<20} {line.title}"
        )
    for load in overview.failures:
        say(f"not loaded: {_sentence(load)}", err=True)
    say(
        f"{len(overview.documents)} items, {overview.passages} passages, "
        f"{overview.bytes / 1e6:.1f} MB; embedding model: {overview.model or 'none'}."
    )


def _files(paths: Sequence[Path], *, recursive: bool) -> Iterator[tuple[Path, str]]:
    """Yield each file with its name: within a folder, its path in that folder."""
    for path in paths:
        if path.is_dir():
            inside = path.rglob("*") if recursive else path.glob("*")
            for found in sorted(inside):
                if found.is_file() and not found.name.startswith("."):
                    yield found, found.relative_to(path).as_posix()
        elif path.is_file():
            yield path, path.name
        else:
            raise InvalidInput(f"There is no file {str(path)!r}: check the path.")


def _audience(operator: OperatorService, text: str) -> Audience:
    kind, _, name = text.partition(":")
    if text == ORGANISATION:
        return ORGANISATION
    if kind == "group" and name:
        return of_group(operator.group(name).id)
    raise InvalidInput(f"The audience {text!r} is not known: write organisation, or group:NAME.")


def _take_in(
    services: Services, actor: Actor, path: Path, name: str, audience: Audience, batch: str
) -> None:
    size = path.stat().st_size
    if size > Limits().size:
        services.library.refuse(actor, name, size, audience, batch)
    else:
        services.library.upload(actor, name, path.read_bytes(), audience, batch)


def _followed(services: Services, actor: Actor, batch: str) -> Iterator[Load]:
    """Yield each file as it comes to its end, after a line about it."""
    told: set[str] = set()
    while True:
        loads = services.library.loads(actor, batch)
        for load in loads:
            if load.state not in _UNDER_WAY and load.id not in told:
                told.add(load.id)
                say(_sentence(load), err=load.state in {LoadState.REFUSED, LoadState.FAILED})
                yield load
        if len(told) == len(loads):
            return
        time.sleep(_LOOK_AGAIN_S)


def _sentence(load: Load) -> str:
    match load.state:
        case LoadState.LOADED:
            return f"{load.filename}: loaded, {load.total} passages"
        case LoadState.UNCHANGED:
            return f"{load.filename}: unchanged. {load.message}".rstrip()
        case _:
            return f"{load.filename}: {load.state.value}. {load.message}".rstrip()


def _summary(loads: Sequence[Load]) -> None:
    counts = Counter(load.state.value for load in loads)
    parts = [f"{number} {state}" for state, number in sorted(counts.items())]
    say(f"{len(loads)} files: {', '.join(parts)}.")
