"""Links by which somebody opens an account, or sets a new password."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from coach.storage import rows
from coach.storage.admin_tables import account_links as _t
from coach.storage.records import AccountLink


class AccountLinks:
    """Each works once; only the hash of its token is kept."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, link: AccountLink) -> None:
        """Save a new link."""
        self._connection.execute(insert(_t).values(rows.values(link)))

    def by_token(self, token_sha256: str) -> AccountLink | None:
        """Return the link of a token's hash, used or not."""
        return rows.first(
            self._connection, select(_t).where(_t.c.token_sha256 == token_sha256), AccountLink
        )

    def use(self, link_id: str, at: datetime) -> bool:
        """Mark it as used; False when somebody was first."""
        query = update(_t).where(_t.c.id == link_id, _t.c.used_at.is_(None))
        return self._connection.execute(query.values(used_at=at)).rowcount == 1

    def forget_for(self, person_id: str) -> None:
        """Delete the links by which a person could set a new password."""
        self._connection.execute(delete(_t).where(_t.c.person_id == person_id))

    def forget_before(self, moment: datetime) -> None:
        """Delete the links that expired before a moment."""
        self._connection.execute(delete(_t).where(_t.c.expires_at < moment))
