"""The command `coach`: everything an operator does, through the services that the pages use."""

from __future__ import annotations

from typing import Any, Final

import typer
from typer.core import TyperGroup

from coach import cli_models, cli_people, cli_rehearse, cli_run
from coach.cli_settings import setting_lines
from coach.cli_support import load_settings, say
from coach.errors import CoachError

_REFUSED: Final = 2


class _OneSentence(TyperGroup):
    """Commands whose errors are one sentence on stderr and exit code 2."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - typer's own signature
        try:
            return super().invoke(ctx)
        except CoachError as error:
            say(str(error), err=True)
            raise typer.Exit(_REFUSED) from error


app = typer.Typer(
    cls=_OneSentence,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Repertoire: a reflection coach for peer learning groups and communities of practice.",
)
app.command("run")(cli_run.run)
app.command("demo")(cli_run.demo)
app.command("rehearse")(cli_rehearse.rehearse)
app.add_typer(cli_people.person, name="person")
app.add_typer(cli_people.group, name="group")
app.command("invite")(cli_people.invite)
app.add_typer(cli_models.model, name="model")


@app.command("settings")
def settings() -> None:
    """Show every setting: its name, its value and what it is for."""
    for line in setting_lines(load_settings()):
        say(line)
