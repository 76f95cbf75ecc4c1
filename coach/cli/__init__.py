"""The command `coach`: everything an operator does, through the services that the pages use."""

from __future__ import annotations

from typing import Any, Final

import typer
from typer.core import TyperGroup

from coach.cli import (
    corpus,
    evaluate,
    index,
    models,
    people,
    rehearse,
    repertoire,
    run,
    search,
    settings,
)
from coach.cli.support import say
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
app.command("run")(run.run)
app.command("demo")(run.demo)
app.command("rehearse")(rehearse.rehearse)
app.add_typer(people.person, name="person")
app.add_typer(people.group, name="group")
app.command("invite")(people.invite)
app.add_typer(corpus.corpus, name="corpus")
app.add_typer(repertoire.repertoire, name="repertoire")
app.add_typer(models.model, name="model")
app.add_typer(index.index, name="index")
app.command("search")(search.search)
app.add_typer(evaluate.evaluation, name="eval")
app.command("settings")(settings.settings)
