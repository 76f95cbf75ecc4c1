"""Mails that wait: one row an event, kept for a while after it was settled, so none comes twice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Connection, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from coach.storage import rhythm_tables, rows
from coach.storage.records import OutboxMail

_t = rhythm_tables.outbox
_record = select(*(_t.c[name] for name in OutboxMail.model_fields))
Settled = Literal["sent", "dropped", "given_up"]


class Outbox:
    """What is to be sent. Whoever has claimed a mail sends it; a claim ends by itself."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, mail: OutboxMail) -> bool:
        """Save a mail to be sent; False when its event is known already."""
        make = postgresql.insert if self._connection.dialect.name == "postgresql" else sqlite.insert
        query = make(_t).values(**rows.values(mail), state="waiting", claim="")
        query = query.on_conflict_do_nothing(index_elements=[_t.c.event])
        return self._connection.execute(query).rowcount == 1

    def known(self, events: Iterable[str]) -> frozenset[str]:
        """Return those of the events that have a mail, sent or not."""
        query = select(_t.c.event).where(_t.c.event.in_(list(events)))
        return frozenset(self._connection.execute(query).scalars())

    def due(self, now: datetime) -> str | None:
        """Return the id of the mail that has waited longest and nobody sends now, or None."""
        query = select(_t.c.id).where(*_free(now)).order_by(_t.c.next_try_at, _t.c.id).limit(1)
        return self._connection.execute(query).scalar_one_or_none()

    def claim(self, mail_id: str, claim: str, *, now: datetime, until: datetime) -> bool:
        """Keep others from sending it for a while; False when somebody was first."""
        query = update(_t).where(_t.c.id == mail_id, *_free(now))
        return (
            self._connection.execute(query.values(claim=claim, claimed_until=until)).rowcount == 1
        )

    def get(self, mail_id: str) -> OutboxMail | None:
        """Return it, or None once it is gone with its person."""
        return rows.first(self._connection, _record.where(_t.c.id == mail_id), OutboxMail)

    def settle(self, mail_id: str, claim: str, state: Settled) -> None:
        """Note how it ended, unless the claim was lost."""
        mine = _t.c.id == mail_id, _t.c.claim == claim
        self._connection.execute(update(_t).where(*mine).values(state=state, claimed_until=None))

    def postpone(self, mail_id: str, claim: str, until: datetime, *, tries: int) -> None:
        """Let it wait, unless the claim was lost; `tries` counts those that failed."""
        mine = _t.c.id == mail_id, _t.c.claim == claim
        values = {"next_try_at": until, "tries": tries, "claimed_until": None}
        self._connection.execute(update(_t).where(*mine).values(values))

    def forget(self, before: datetime) -> None:
        """Delete what was meant for a time before this moment, sent or not."""
        self._connection.execute(delete(_t).where(_t.c.meant_for < before))


def _free(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        _t.c.state == "waiting",
        _t.c.next_try_at <= now,
        or_(_t.c.claimed_until.is_(None), _t.c.claimed_until <= now),
    )
