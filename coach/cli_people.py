"""`coach person`, `coach group` and `coach invite`: who may sign in, and where they belong."""

from __future__ import annotations

from typing import Annotated

import typer

from coach.bootstrap import Services
from coach.cli_support import app_url, load_settings, open_services, say
from coach.services.common import utc_now
from coach.services.operator import OperatorService

person = typer.Typer(no_args_is_help=True, help="Accounts.")
group = typer.Typer(no_args_is_help=True, help="Groups.")

_Email = Annotated[str, typer.Argument(help="The person's e-mail address.")]
_Name = Annotated[str, typer.Option(help="As the group knows the person.", prompt=True)]
_Admin = Annotated[bool, typer.Option("--admin", help="May invite people into groups.")]


@person.command("add")
def add_person(email: _Email, name: _Name, *, admin: _Admin = False) -> None:
    """Make an account; for members of a group an invitation is simpler."""
    settings, password = load_settings(), _ask_password()
    with open_services(settings) as services:
        made = services.accounts.create_person(
            email=email, name=name, password=password, is_admin=admin
        )
    say(f"{made.name} can sign in at {app_url(settings)} as {made.email}.")


@person.command("password")
def reset_password(email: _Email) -> None:
    """Replace a lost password and sign the person out everywhere."""
    settings, password = load_settings(), _ask_password()
    with open_services(settings) as services:
        found = _operator(services).set_password(email, password)
    say(f"{found.name} has a new password and is signed out everywhere.")


@group.command("add")
def add_group(name: Annotated[str, typer.Argument(help="The name of the group.")]) -> None:
    """Make a group."""
    with open_services(load_settings()) as services:
        made = _operator(services).add_group(name)
    say(f"The group {made.name!r} is there: invite its members with `coach invite {made.name!r}`.")


def invite(
    group_name: Annotated[str, typer.Argument(metavar="GROUP", help="The name of the group.")],
    email: Annotated[str, typer.Option(help="Let the link be good for this address alone.")] = "",
    inviter: Annotated[
        str, typer.Option("--as", help="E-mail of the administrator who invites.")
    ] = "",
    days: Annotated[int, typer.Option(help="Days that the link lasts.")] = 14,
) -> None:
    """Print a link by which one person joins a group."""
    settings = load_settings()
    with open_services(settings) as services:
        link = _operator(services).invite(group_name, inviter=inviter, email=email, days=days)
    say(f"{app_url(settings)}/invitation/{link.token}")
    say(f"The link works once, until {link.expires_at:%d %B %Y}; send it to one person only.")


def _operator(services: Services) -> OperatorService:
    return OperatorService(services.database, utc_now, services.accounts)


def _ask_password() -> str:
    """Ask twice, unseen; never an option, which other people on the machine could read."""
    answer: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return answer
