"""People and a group for evaluators, made through the services that make them for anybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from argon2 import PasswordHasher

from coach.bootstrap import Services
from coach.domain.cycle import CycleStage
from coach.domain.people import Actor
from coach.services.formats_file import FIRST_FORMAT
from coach.services.passwords import Passwords

PASSWORD: Final = "nine wet umbrellas"  # noqa: S105 - of people who live for one evaluation


def cheap_passwords() -> Passwords:
    """Return real argon2id at its smallest cost: an evaluation makes many people."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@dataclass(frozen=True, slots=True)
class Circle:
    """An admin, and a group of two in practice: Ann leads it, Ben is in it."""

    admin: Actor
    ann: Actor
    ben: Actor
    group_id: str


def make_circle(services: Services) -> Circle:
    """Make the accounts and the group."""
    admin = make_person(services, "Ida", is_admin=True)
    group = services.group_register.make(signed_in(services, admin), "Northside", FIRST_FORMAT)
    services.groups.set_cycle(
        group_id=group.id, topic="How do we listen first?", stage=CycleStage.PRACTICE
    )
    members = []
    for name in ("Ann", "Ben"):
        members.append(make_person(services, name))
        email = f"{name.lower()}@example.org"
        services.groups.add_member(group_id=group.id, email=email, leads=name == "Ann")
    ann, ben = (signed_in(services, person_id) for person_id in members)
    return Circle(admin=signed_in(services, admin), ann=ann, ben=ben, group_id=group.id)


def make_person(services: Services, name: str, *, is_admin: bool = False) -> str:
    """Return the id of a new account."""
    email = f"{name.lower()}@example.org"
    return services.accounts.create_person(
        email=email, name=name, password=PASSWORD, is_admin=is_admin
    ).id


def signed_in(services: Services, person_id: str) -> Actor:
    """Sign somebody in once more."""
    accounts = services.accounts
    return accounts.actor_for_token(accounts.open_session(person_id, method="evaluation").token)
