"""The people of an installation, for its admins: who may sign in, and nothing that they write."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, Literal

from coach.domain.access import Action, Kind, Resource, require
from coach.domain.base import Model
from coach.domain.people import Actor, Person
from coach.errors import InvalidInput, NotFound
from coach.services.account_changes import reopen, shut
from coach.services.common import Clock, holds, note_event, searched_words
from coach.storage.database import Database
from coach.storage.records import PersonLine, RegisteredPerson
from coach.storage.transaction import Transaction

Which = Literal["everybody", "open", "shut", "admins"]
_LAST: Final = "{name} is the last admin whose account is open: make somebody else an admin first."
_ONESELF: Final = "This is your own account: say that you mean it."
_SHOWN: Final[dict[Which, Callable[[PersonLine], bool]]] = {
    "everybody": lambda _: True,
    "open": lambda person: person.disabled_at is None,
    "shut": lambda person: person.disabled_at is not None,
    "admins": lambda person: person.is_admin,
}


class Found(Model):
    """The first of those who were found, in order of name, and how many there are in all."""

    people: tuple[RegisteredPerson, ...]
    total: int


class PeopleService:
    """Each change is in the admin's own name. `myself`: that they mean their own account."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def find(
        self, actor: Actor, query: str = "", *, which: Which = "everybody", most: int = 50
    ) -> Found:
        """Return those whose name, e-mail address or group holds every word of the query."""
        _require(actor, Action.READ)
        words = searched_words(query)
        with self._database.reading() as tx:
            groups = tx.register.group_names() if words else {}
            found = [
                person.id
                for person in tx.register.everybody()
                if _SHOWN[which](person) and _holds(person, groups.get(person.id, ()), words)
            ]
            return Found(people=tuple(tx.register.people(found[:most])), total=len(found))

    def person(self, actor: Actor, person_id: str) -> RegisteredPerson:
        """Return one of them; NotFound for nobody."""
        _require(actor, Action.READ)
        with self._database.reading() as tx:
            known = tx.register.people([person_id])
        if not known:
            raise NotFound
        return known[0]

    def shut(self, actor: Actor, person_id: str, *, myself: bool = False) -> None:
        """Shut an account: no sign-in, no session, no link works; nothing is deleted."""
        with self._database.transaction() as tx:
            person = self._to_change(tx, actor, person_id, myself=myself)
            if person.disabled_at is None:
                _require_other_admin(tx, person)
                shut(tx, person.id, self._clock(), by=actor.person_id)

    def reopen(self, actor: Actor, person_id: str) -> None:
        """Open a shut account again; the person signs in anew."""
        with self._database.transaction() as tx:
            person = self._to_change(tx, actor, person_id, myself=True)
            if person.disabled_at is not None:
                reopen(tx, person.id, self._clock(), by=actor.person_id)

    def sign_out(self, actor: Actor, person_id: str, *, myself: bool = False) -> None:
        """End every session of a person."""
        with self._database.transaction() as tx:
            person = self._to_change(tx, actor, person_id, myself=myself)
            now = self._clock()
            tx.sessions.revoke_all(person.id, now)
            note_event(
                tx,
                now,
                "sign_out_everywhere",
                actor_id=actor.person_id,
                kind=Kind.ACCOUNT.value,
                object_id=person.id,
            )

    def make_admin(self, actor: Actor, person_id: str) -> None:
        """Let somebody run the installation; InvalidInput for a shut account."""
        with self._database.transaction() as tx:
            person = self._to_change(tx, actor, person_id, myself=True)
            if person.disabled_at is not None:
                raise InvalidInput("This account is shut: open it first.")
            if not person.is_admin:
                self._set_admin(tx, actor, person, is_admin=True)

    def unmake_admin(self, actor: Actor, person_id: str, *, myself: bool = False) -> None:
        """Let somebody no longer run the installation; links that they made stop working."""
        with self._database.transaction() as tx:
            person = self._to_change(tx, actor, person_id, myself=myself)
            if person.is_admin:
                _require_other_admin(tx, person)
                self._set_admin(tx, actor, person, is_admin=False)

    def _to_change(self, tx: Transaction, actor: Actor, person_id: str, *, myself: bool) -> Person:
        _require(actor, Action.WRITE)
        person = tx.people.get(person_id)
        if person is None:
            raise NotFound
        if person.id == actor.person_id and not myself:
            raise InvalidInput(_ONESELF)
        return person

    def _set_admin(self, tx: Transaction, actor: Actor, person: Person, *, is_admin: bool) -> None:
        tx.people.set_admin(person.id, is_admin=is_admin)
        note_event(
            tx,
            self._clock(),
            "role_change",
            actor_id=actor.person_id,
            kind=Kind.ACCOUNT.value,
            object_id=person.id,
            detail="admin" if is_admin else "no longer admin",
        )


def _require(actor: Actor, action: Action) -> None:
    require(actor, action, Resource(kind=Kind.PEOPLE))


def _require_other_admin(tx: Transaction, person: Person) -> None:
    """Raise InvalidInput when nobody else could run the installation."""
    admins = {admin.id for admin in tx.people.admins(lock=True)}
    if admins == {person.id}:
        raise InvalidInput(_LAST.format(name=person.name))


def _holds(person: PersonLine, groups: Iterable[str], words: Sequence[str]) -> bool:
    return holds(" ".join([person.name, person.email, *groups]), words)
