"""What the person at the machine's command line may do; the web offers none of it."""

from __future__ import annotations

from coach.domain.formats import find_format
from coach.domain.groups import Group
from coach.domain.people import Actor, Person
from coach.errors import InvalidInput
from coach.services.account_changes import reopen, replace_password, shut
from coach.services.accounts import AccountService, InvitationLink
from coach.services.common import Clock, find_person
from coach.services.formats_file import FIRST_FORMAT, read_formats
from coach.services.group_names import add_group
from coach.services.participation import actor_of
from coach.storage.database import Database


class OperatorService:
    """Groups, invitations and accounts. Asks nobody: whoever runs it owns the database."""

    def __init__(self, database: Database, clock: Clock, accounts: AccountService) -> None:
        self._database = database
        self._clock = clock
        self._accounts = accounts

    def add_group(self, name: str, format_key: str = FIRST_FORMAT) -> Group:
        """Make a group with the rules of a format; InvalidInput when there is one of that name."""
        chosen = find_format(read_formats(), format_key)
        with self._database.transaction() as tx:
            return add_group(tx, name, chosen, self._clock())

    def group(self, name: str) -> Group:
        """Return the group of that name or id; InvalidInput names those that there are."""
        with self._database.reading() as tx:
            return _find_group(tx.groups.every(), name)

    def admin(self, email: str = "") -> Actor:
        """Return an administrator to act as, the oldest if none is named."""
        with self._database.reading() as tx:
            return _actor(_find_admin(tx.people.admins(), email))

    def member(self, email: str) -> Actor:
        """Return a person to look as, with their groups; InvalidInput for nobody."""
        with self._database.reading() as tx:
            return actor_of(tx, find_person(tx, email), self._clock())

    def invite(
        self, group_name: str, *, inviter: str = "", email: str = "", days: int = 14
    ) -> InvitationLink:
        """Make a link into a group in the name of an administrator, the oldest if none is named."""
        group, actor = self.group(group_name), self.admin(inviter)
        return self._accounts.invite(actor, group_id=group.id, email=email, days=days)

    def set_password(self, email: str, password: str) -> Person:
        """Replace a lost password and sign the person out everywhere."""
        with self._database.reading() as tx:
            person = find_person(tx, email)
        passwords = self._accounts.passwords
        passwords.require_good(password, email=person.email, name=person.name)
        hashed, now = passwords.hash(password), self._clock()
        with self._database.transaction() as tx:
            replace_password(tx, person.id, hashed, now)
        return person

    def disable(self, email: str) -> Person:
        """Shut an account: no sign-in, no session, no link of theirs works; nothing is deleted."""
        now = self._clock()
        with self._database.transaction() as tx:
            person = find_person(tx, email)
            shut(tx, person.id, now)
        return person

    def enable(self, email: str) -> Person:
        """Open a shut account again; the person signs in anew."""
        with self._database.transaction() as tx:
            person = find_person(tx, email)
            reopen(tx, person.id, self._clock())
        return person


def _find_group(groups: list[Group], name: str) -> Group:
    for group in groups:
        if name.strip().casefold() in {group.name.casefold(), group.id}:
            return group
    known = ", ".join(repr(group.name) for group in groups) or "none yet"
    raise InvalidInput(
        f"There is no group {name.strip()[:80]!r} (there are: {known}): "
        "make it with `coach group add NAME`."
    )


def _find_admin(admins: list[Person], email: str) -> Person:
    wanted = email.strip().lower()
    for admin in admins:
        if wanted in {"", admin.email}:
            return admin
    if wanted:
        raise InvalidInput(f"{wanted[:80]!r} is no administrator: name one, or leave it out.")
    raise InvalidInput(
        "This needs an administrator: make one with `coach person add EMAIL --admin`."
    )


def _actor(person: Person) -> Actor:
    return Actor(
        person_id=person.id, name=person.name, email=person.email, is_admin=person.is_admin
    )
