"""`coach repertoire`: take a group's repertoire along, and take one in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from coach.cli.support import load_settings, open_services, say
from coach.domain.repertoire_file import MOST_BYTES
from coach.errors import InvalidInput
from coach.services.common import utc_now
from coach.services.operator import OperatorService

repertoire = typer.Typer(
    no_args_is_help=True, help="Take a group's repertoire along, or one of another group in."
)
_Group = Annotated[str, typer.Option("--group", help="The name of the group.")]


@repertoire.command("export")
def export(
    group: _Group,
    format_: Annotated[
        Literal["json", "md", "docx"], typer.Option("--format", help="The kind of file.")
    ] = "json",
    *,
    to: Annotated[
        Path | None, typer.Option("--to", help="The file to write; printed if none is named.")
    ] = None,
    wide: Annotated[
        bool, typer.Option("--wide", help="Also what members gave to the whole organisation.")
    ] = False,
) -> None:
    """Write what a group reads now, as each author agreed to."""
    from coach.services.repertoire_files import FILE_KINDS  # noqa: PLC0415 - see there

    if format_ == "docx" and to is None:
        raise InvalidInput("A Word file cannot be printed here: name a file with --to.")
    with open_services(load_settings()) as services:
        operator = OperatorService(services.database, utc_now, services.accounts)
        found = services.repertoire_export.print_out(operator.group(group).id, wide=wide)
    made = FILE_KINDS[format_].make(found)
    content = made.encode() if isinstance(made, str) else made
    if to is None:
        sys.stdout.write(content.decode())
        return
    _write(to, content)
    say(f"{to}: {len(found.items)} items of {found.group!r}.")


@repertoire.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="An export in JSON.")], group: _Group
) -> None:
    """Take in what its authors' consent covers; says of each other item why not."""
    content = _read(file)
    with open_services(load_settings()) as services:
        operator = OperatorService(services.database, utc_now, services.accounts)
        found = operator.group(group)
        report = services.repertoire_import.read_in(found.id, content)
    for refusal in report.refusals:
        say(f"{refusal.place}. {refusal.title or 'without a title'}: {refusal.sentence}", err=True)
    say(
        f"{found.name!r}: {report.taken} taken in, {report.changed} changed, "
        f"{report.there} there already, {len(report.refusals)} refused."
    )


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise InvalidInput(f"The file {str(file)!r} cannot be read: check the path.") from error


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise InvalidInput(f"The file {str(file)!r} cannot be written: name another.") from error
