"""People with an account, and the hashes of their passwords."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from coach.domain.people import Person
from coach.storage import rows, tables, versions

_t = tables.people
_public = select(_t.c.id, _t.c.email, _t.c.name, _t.c.is_admin, _t.c.created_at, _t.c.disabled_at)


class People:
    """Accounts; e-mail addresses are stored in lower case and unique."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, person: Person, password_hash: str) -> None:
        """Save a new account; the database refuses an e-mail that is taken."""
        columns = rows.values(person) | {"password_hash": password_hash}
        self._connection.execute(insert(_t).values(columns))

    def get(self, person_id: str) -> Person | None:
        """Return the person, or None."""
        return rows.first(self._connection, _public.where(_t.c.id == person_id), Person)

    def by_email(self, email: str) -> Person | None:
        """Return the person with this (lower case) e-mail address, or None."""
        return rows.first(self._connection, _public.where(_t.c.email == email), Person)

    def admins(self, *, lock: bool = False) -> list[Person]:
        """Return the administrators whose accounts are open, the oldest first.

        `lock` keeps them so until the transaction ends.
        """
        query = _public.where(_t.c.is_admin, _t.c.disabled_at.is_(None)).order_by(_t.c.created_at)
        return rows.every(self._connection, query.with_for_update() if lock else query, Person)

    def password_hash(self, person_id: str) -> str | None:
        """Return the stored argon2id hash; None when the account is gone."""
        query = select(_t.c.password_hash).where(_t.c.id == person_id)
        return self._connection.execute(query).scalar_one_or_none()

    def set_password_hash(self, person_id: str, password_hash: str) -> None:
        """Replace the stored hash."""
        query = update(_t).where(_t.c.id == person_id).values(password_hash=password_hash)
        self._connection.execute(query)

    def set_disabled(self, person_id: str, at: datetime | None) -> None:
        """Shut the account without deleting it; None opens it again."""
        self._connection.execute(update(_t).where(_t.c.id == person_id).values(disabled_at=at))

    def set_admin(self, person_id: str, *, is_admin: bool) -> None:
        """Make somebody an administrator, or no longer."""
        self._connection.execute(update(_t).where(_t.c.id == person_id).values(is_admin=is_admin))

    def count(self) -> int:
        """Return how many accounts there are."""
        return self._connection.execute(select(func.count()).select_from(_t)).scalar_one()

    def delete(self, person_id: str) -> None:
        """Delete the account with everything that the person owns."""
        self._connection.execute(delete(_t).where(_t.c.id == person_id))
        versions.bump(self._connection)  # with the person's stories
