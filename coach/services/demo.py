"""The demo group: loaded into an empty installation, never over real data."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from coach.domain.base import Model
from coach.domain.cycle import Cycle
from coach.domain.formats import find_format
from coach.domain.groups import Group
from coach.domain.people import Membership, Person
from coach.errors import InvalidInput
from coach.services.accounts import AccountService
from coach.services.common import Clock, new_id, utc_now
from coach.services.demo_builder import DemoBuilder, add_thread
from coach.services.demo_file import DemoFile, DemoPerson, read_demo
from coach.services.demo_sessions import add_session
from coach.services.demo_stories import add_story
from coach.services.formats_file import read_formats
from coach.services.leads import give_lead
from coach.storage.database import Database
from coach.storage.transaction import Transaction

DEMO_FILE = Path(__file__).parents[2] / "corpus" / "demo" / "group.yaml"
_FLAG = "demo"
_CONSONANTS, _VOWELS = "bdfgklmnprstvz", "aeiou"


class DemoSignIn(Model):
    """How to sign in as one of the demo group; the password is stored nowhere."""

    name: str
    email: str
    password: str
    role: str = ""
    """facilitator or admin, else empty."""


class DemoServices(Protocol):
    """The part of the services that the demo group needs."""

    @property
    def accounts(self) -> AccountService:
        """Accounts."""
        ...

    @property
    def database(self) -> Database:
        """The database."""
        ...


def load_demo(
    services: DemoServices, *, path: Path = DEMO_FILE, clock: Clock = utc_now
) -> tuple[DemoSignIn, ...]:
    """Load the demo group, all or nothing, and return the sign-ins, which are told only here.

    When it is loaded already, nothing is added: its people get new passwords. Raises InvalidInput
    when there are people who are not of the demo group.
    """
    demo = read_demo(path)
    sign_ins = tuple(
        DemoSignIn(name=p.name, email=p.email, password=_password(), role=_role(p))
        for p in demo.people
    )
    hashes = {s.email: services.accounts.passwords.hash(s.password) for s in sign_ins}
    with services.database.transaction() as tx:
        if tx.meta.get(_FLAG) is None:
            if tx.people.count():
                raise InvalidInput(
                    "There are real people in this database: load the demo group into another one "
                    "by setting COACH_HOME to a new folder."
                )
            _load(tx, demo, hashes, clock())
            tx.meta.set(_FLAG, str(demo.version))
            return sign_ins
        known = {s.email: tx.people.by_email(s.email) for s in sign_ins}
        for email, person in known.items():
            if person is not None:
                tx.people.set_password_hash(person.id, hashes[email])
    return tuple(s for s in sign_ins if known[s.email] is not None)


def _load(tx: Transaction, demo: DemoFile, hashes: dict[str, str], now: datetime) -> None:
    founded = now - timedelta(days=demo.group.founded_days_ago)
    chosen = find_format(read_formats(), demo.group.format)
    group = Group(
        id=new_id(),
        name=demo.group.name,
        format=chosen.key,
        rules=chosen.rules,
        created_at=founded,
    )
    tx.groups.add(group)
    cycles = [
        Cycle(
            id=new_id(),
            group_id=group.id,
            number=number,
            topic=given.topic,
            stage=given.stage,
            stage_ends_on=(now + timedelta(days=given.ends_in_days)).date(),
        )
        for number, given in enumerate(demo.group.cycles, start=1)
    ]
    for cycle in cycles:
        tx.cycles.add(cycle)
    ids: dict[str, str] = {}
    for given in demo.people:
        person = _add_person(tx, given, hashes[given.email], group, now)
        if given.member:
            ids[given.email] = person.id
        builder = DemoBuilder(tx, person.id, cycles, now)
        for commitment in given.commitments:
            builder.add_commitment(commitment)
        for story in given.stories:
            add_story(tx, group, person, story, now)
    for session in demo.group.sessions:
        add_session(tx, session, cycle=cycles[session.cycle - 1], members=ids, now=now)
    for thread in demo.group.threads:
        add_thread(tx, group.id, thread, ids, now)


def _add_person(
    tx: Transaction, given: DemoPerson, hashed: str, group: Group, now: datetime
) -> Person:
    person = Person(
        id=new_id(),
        email=given.email,
        name=given.name,
        is_admin=given.admin,
        created_at=group.created_at,
    )
    tx.people.add(person, hashed)
    if given.member:
        tx.groups.add_member(
            Membership(
                group_id=group.id,
                person_id=person.id,
                joined_at=group.created_at,
            )
        )
    if given.leads:
        give_lead(tx, group, person.id, now)
    return person


def _role(person: DemoPerson) -> str:
    if person.admin:
        return "admin"
    return "facilitator" if person.leads else ""


def _password() -> str:
    """Return five pronounceable groups, about 61 bits, that can be typed from a terminal."""
    return "-".join(
        "".join(secrets.choice(_CONSONANTS) + secrets.choice(_VOWELS) for _ in range(2))
        for _ in range(5)
    )
