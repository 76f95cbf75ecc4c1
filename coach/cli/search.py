"""`coach search`: what a member would find, and why it ranks where it does."""

from __future__ import annotations

import json
from typing import Annotated, Any, Final

import typer

from coach.cli.support import load_settings, open_services, say
from coach.repertoire.search import Found
from coach.services.common import utc_now
from coach.services.operator import OperatorService

_COMPONENTS: Final = ("text", "lexical", "about", "situation", "lesson", "kinship")


def search(
    text: Annotated[str, typer.Argument(help="What is looked for, in anybody's words.")],
    member: Annotated[str, typer.Option("--as", help="E-mail of the member who looks.")],
    *,
    limit: Annotated[int, typer.Option(min=1, max=100, help="Items at most.")] = 10,
    account: Annotated[
        bool, typer.Option("--account", help="Look for what is like the thing that TEXT tells of.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show each component, and what would be left out.")
    ] = False,
) -> None:
    """Search the repertoire as one member, within what that member may see."""
    with open_services(load_settings()) as services:
        operator = OperatorService(services.database, utc_now, services.accounts)
        actor = operator.member(member)
        found = services.search.search(
            actor, text, limit=limit, mode="account" if account else "words", explain=explain
        )
        by_meaning = services.search.by_meaning
    if as_json:
        say(json.dumps([_row(hit, explain=explain) for hit in found], ensure_ascii=False, indent=2))
        return
    if not by_meaning:
        say("There is no embedding model: words alone decide. See `coach model pull`.", err=True)
    for hit in found:
        say(_line(hit, explain=explain))
    if not found:
        say("Nothing fits.")


def _row(hit: Found, *, explain: bool) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": hit.item.id,
        "kind": hit.item.kind.value,
        "title": hit.item.title,
        "told_by": hit.item.told_by,
        "audience": hit.item.audience,
        "score": round(hit.score, 4),
        "passage": {"start": hit.passage.start, "end": hit.passage.end},
    }
    return row | ({"parts": {k: round(v, 4) for k, v in hit.parts.items()}} if explain else {})


def _line(hit: Found, *, explain: bool) -> str:
    line = f"{hit.score:7.3f}  {hit.item.kind.value:<8}  {hit.item.title}"
    if not explain:
        return line
    parts = (f"{name} {hit.parts[name]:.3f}" for name in _COMPONENTS if name in hit.parts)
    return f"{line}\n         {', '.join(parts)}"
