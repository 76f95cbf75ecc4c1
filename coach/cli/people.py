"""`coach person`, `coach group` and `coach invite`: who may sign in, and where they belong."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from coach.bootstrap import Services
from coach.cli.support import load_settings, open_services, say
from coach.domain.cycle import STAGE_TITLES, CycleStage
from coach.domain.formats import find_format
from coach.domain.rule_changes import differences
from coach.domain.rule_words import rule_lines
from coach.services.common import utc_now
from coach.services.formats_file import FIRST_FORMAT
from coach.services.operator import OperatorService

person = typer.Typer(no_args_is_help=True, help="Accounts.")
group = typer.Typer(no_args_is_help=True, help="Groups.")

_Group = Annotated[str, typer.Argument(metavar="GROUP", help="The name of the group.")]
_Email = Annotated[str, typer.Argument(help="The person's e-mail address.")]
_Name = Annotated[str, typer.Option(help="As the group knows the person.", prompt=True)]
_Admin = Annotated[
    bool, typer.Option("--admin", help="Runs the installation, see Admin in the app.")
]


@person.command("add")
def add_person(email: _Email, name: _Name, *, admin: _Admin = False) -> None:
    """Make an account; for members of a group an invitation is simpler."""
    settings, password = load_settings(), _ask_password()
    with open_services(settings) as services:
        made = services.accounts.create_person(
            email=email, name=name, password=password, is_admin=admin
        )
    say(f"{made.name} can sign in at {settings.own_url} as {made.email}.")


@person.command("password")
def reset_password(email: _Email) -> None:
    """Replace a lost password and sign the person out everywhere."""
    settings, password = load_settings(), _ask_password()
    with open_services(settings) as services:
        found = _operator(services).set_password(email, password)
    say(f"{found.name} has a new password and is signed out everywhere.")


@person.command("disable")
def disable_person(email: _Email) -> None:
    """Shut an account and sign the person out everywhere; nothing of theirs is deleted."""
    with open_services(load_settings()) as services:
        found = _operator(services).disable(email)
    say(f"{found.name} cannot sign in any more: undo it with `coach person enable {found.email}`.")


@person.command("enable")
def enable_person(email: _Email) -> None:
    """Open a shut account again."""
    with open_services(load_settings()) as services:
        found = _operator(services).enable(email)
    say(f"{found.name} can sign in again as {found.email}.")


@group.command("add")
def add_group(
    name: Annotated[str, typer.Argument(help="The name of the group.")],
    *,
    format_key: Annotated[
        str, typer.Option("--format", help="Its kind, of those in corpus/formats.yaml.")
    ] = FIRST_FORMAT,
) -> None:
    """Make a group with the rules of a format."""
    with open_services(load_settings()) as services:
        made = _operator(services).add_group(name, format_key)
    say(f"The group {made.name!r} is there: invite its members with `coach invite {made.name!r}`.")


@group.command("rules")
def show_rules(group_name: _Group) -> None:
    """Print the rules of a group; only its members change them."""
    with open_services(load_settings()) as services:
        found = _operator(services).group(group_name)
        chosen = find_format(services.group_rules.formats, found.format)
    changed = {difference.rule for difference in differences(chosen.rules, found.rules)}
    say(f"{found.name}: {chosen.name}. {chosen.purpose}")
    for rule, title, words in rule_lines(found.rules):
        say(f"{title}: {words}{' (changed by the group)' if rule in changed else ''}")


@group.command("member")
def set_member(
    group_name: _Group,
    email: _Email,
    *,
    facilitator: Annotated[
        bool, typer.Option("--facilitator", help="Leads the group for a term.")
    ] = False,
) -> None:
    """Let somebody with an account into a group, or change their role in it."""
    role = "facilitator" if facilitator else "member"
    with open_services(load_settings()) as services:
        found = _operator(services).group(group_name)
        services.groups.add_member(group_id=found.id, email=email, leads=facilitator)
    say(f"{email.strip().lower()} is now a {role} of {found.name!r}.")


@group.command("topic")
def set_topic(
    group_name: _Group,
    topic: Annotated[str, typer.Argument(help="The challenge; another one begins a new cycle.")],
    stage: Annotated[CycleStage, typer.Argument(help="Where the group stands with it.")],
    ends: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day on which the stage ends.")
    ] = None,
) -> None:
    """Say which topic a group works on and where it stands with it."""
    with open_services(load_settings()) as services:
        found = _operator(services).group(group_name)
        cycle = services.groups.set_cycle(
            group_id=found.id, topic=topic, stage=stage, stage_ends_on=ends.date() if ends else None
        )
    say(f"{found.name!r} is at {STAGE_TITLES[cycle.stage]!r} of topic {cycle.number}.")


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
    say(f"{settings.own_url}/invitation/{link.token}")
    say(f"The link works once, until {link.expires_at:%d %B %Y}; send it to one person only.")


def _operator(services: Services) -> OperatorService:
    return OperatorService(services.database, utc_now, services.accounts)


def _ask_password() -> str:
    """Ask twice, unseen; never an option, which other people on the machine could read."""
    answer: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return answer
