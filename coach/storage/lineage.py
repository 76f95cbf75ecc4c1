"""What happened with what members tried, thanks, and flags."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from coach.domain.lineage import Flag, Outcome, Settled, Verdict
from coach.storage import rows, story_tables, versions
from coach.storage.repertoire_tables import trials as _trials

_outcomes = story_tables.outcomes
_thanks = story_tables.thanks
_flags = story_tables.flags


@dataclass(frozen=True, slots=True)
class Said:
    """How many people say what of an item: those who keep it to themselves, and the others."""

    kept: Counter[Verdict]
    told: Counter[Verdict]


class Outcomes:
    """One a trial; a count tells of people, and what one says is theirs to tell."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, outcome: Outcome) -> None:
        """Save it in place of what was said before."""
        self.delete(outcome.trial_id)
        self._connection.execute(insert(_outcomes).values(rows.values(outcome)))

    def get(self, trial_id: str) -> Outcome | None:
        """Return it, or None."""
        query = select(_outcomes).where(_outcomes.c.trial_id == trial_id)
        return rows.first(self._connection, query, Outcome)

    def of_person(self, person_id: str) -> list[Outcome]:
        """Return what a person has said, the newest first."""
        query = select(_outcomes).where(_outcomes.c.person_id == person_id)
        query = query.order_by(_outcomes.c.updated_at.desc())
        return rows.every(self._connection, query, Outcome)

    def told_of(self, item_id: str) -> list[Outcome]:
        """Return what those who tried an item agreed to tell its author, the newest first."""
        query = select(_outcomes).join(_trials, _trials.c.id == _outcomes.c.trial_id)
        query = query.where(_trials.c.item_id == item_id, _outcomes.c.told)
        return rows.every(self._connection, query.order_by(_outcomes.c.updated_at.desc()), Outcome)

    def counts(self, item_ids: Sequence[str]) -> dict[str, Said]:
        """Return how many people say what of each of the items; never release it bare.

        A person counts once, with what they said last.
        """
        newest: dict[tuple[str, str], tuple[str, bool]] = {}
        for part in versions.chunks(item_ids):
            query = (
                select(
                    _trials.c.item_id, _outcomes.c.person_id, _outcomes.c.verdict, _outcomes.c.told
                )
                .join(_trials, _trials.c.id == _outcomes.c.trial_id)
                .where(_trials.c.item_id.in_(part))
                .order_by(_outcomes.c.updated_at, _outcomes.c.trial_id)
            )
            for item_id, person_id, verdict, told in self._connection.execute(query):
                newest[item_id, person_id] = (verdict, told)
        found = {item_id: Said(Counter(), Counter()) for item_id in item_ids}
        for (item_id, _), (verdict, told) in newest.items():
            said = found[item_id]
            (said.told if told else said.kept)[Verdict(verdict)] += 1
        return found

    def delete(self, trial_id: str) -> None:
        """Take it back."""
        self._connection.execute(delete(_outcomes).where(_outcomes.c.trial_id == trial_id))


class Thanks:
    """One a person and item."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, person_id: str, item_id: str, now: datetime) -> None:
        """Save a thank-you; a second one changes nothing."""
        self.delete(person_id, item_id)
        values = {"person_id": person_id, "item_id": item_id, "created_at": now}
        self._connection.execute(insert(_thanks).values(values))

    def delete(self, person_id: str, item_id: str) -> None:
        """Take it back."""
        self._connection.execute(
            delete(_thanks).where(_thanks.c.person_id == person_id, _thanks.c.item_id == item_id)
        )

    def given_by(self, person_id: str, item_id: str) -> bool:
        """Whether this person has thanked for this item."""
        query = select(_thanks.c.item_id).where(
            _thanks.c.person_id == person_id, _thanks.c.item_id == item_id
        )
        return self._connection.execute(query).first() is not None

    def of_person(self, person_id: str) -> dict[str, datetime]:
        """Return when a person thanked for which item, the newest first."""
        query = select(_thanks.c.item_id, _thanks.c.created_at).where(
            _thanks.c.person_id == person_id
        )
        found = self._connection.execute(query.order_by(_thanks.c.created_at.desc()))
        return {row[0]: row[1] for row in found}

    def of_item(self, item_id: str) -> int:
        """Return how many people have thanked for an item."""
        query = select(func.count()).where(_thanks.c.item_id == item_id)
        return self._connection.execute(query).scalar_one()


class Flags:
    """What readers say is wrong; open until it is settled."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, flag: Flag) -> None:
        """Save a new one."""
        self._connection.execute(insert(_flags).values(rows.values(flag)))

    def get(self, flag_id: str) -> Flag | None:
        """Return it, or None; the caller asks access."""
        return rows.first(self._connection, select(_flags).where(_flags.c.id == flag_id), Flag)

    def waiting(self) -> list[Flag]:
        """Return every open flag, the oldest first; the caller asks access."""
        query = select(_flags).where(_flags.c.settled_at.is_(None))
        return rows.every(self._connection, query.order_by(_flags.c.raised_at), Flag)

    def open_of(self, item_id: str) -> list[Flag]:
        """Return the open flags of an item, the oldest first."""
        query = select(_flags).where(_flags.c.item_id == item_id, _flags.c.settled_at.is_(None))
        return rows.every(self._connection, query.order_by(_flags.c.raised_at), Flag)

    def raised_by(self, person_id: str) -> list[Flag]:
        """Return what a person has flagged, the newest first."""
        query = select(_flags).where(_flags.c.person_id == person_id)
        return rows.every(self._connection, query.order_by(_flags.c.raised_at.desc()), Flag)

    def settle(self, item_id: str, now: datetime, how: Settled) -> None:
        """Settle every open flag of an item."""
        still = _flags.c.item_id == item_id, _flags.c.settled_at.is_(None)
        self._connection.execute(
            update(_flags).where(*still).values(settled_at=now, settled_as=how.value)
        )

    def settle_one(self, flag_id: str, now: datetime, how: Settled) -> None:
        """Settle one flag."""
        values = {"settled_at": now, "settled_as": how.value}
        self._connection.execute(update(_flags).where(_flags.c.id == flag_id).values(values))
