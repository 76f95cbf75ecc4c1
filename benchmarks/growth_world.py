"""Many groups: one made through the services as members make it, and copies of its rows.

A copy has new ids everywhere, so that what holds for the first holds for each: people who can sign
in, a cycle, commitments, attempts, reflections, conversations, a story that they share.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Table, TextClause, text

from coach.bootstrap import Services
from coach.domain.attempt import AttemptResult
from coach.domain.charter import Attribution
from coach.domain.commitment import Slot
from coach.domain.consent import Choice
from coach.domain.cycle import CycleStage
from coach.domain.people import Actor
from coach.domain.reach import Reach
from coach.domain.reflection import ReflectionStep
from coach.domain.story import StoryPart
from coach.services.common import new_id, utc_now
from coach.services.sharing import seen_of
from coach.storage.schema import metadata
from tests.support.world import new_group

PASSWORD: Final = "nine wet umbrellas"
MEMBERS: Final = 6
_ID: Final = re.compile(r"[0-9a-f]{32}")
_AT_ONCE: Final = 200
_APART: Final = ("email", "token_sha256")
"""Columns that differ from copy to copy without being ids."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Copied:
    """One group: its id and its people's, the first of whom leads."""

    group_id: str
    people: tuple[str, ...]
    emails: tuple[str, ...]


class GrowingWorld:
    """An installation that grows: `grow` adds copies until there are so many groups."""

    def __init__(self, services: Services) -> None:
        self._services = services
        before = _every_row(services)
        self.first = _first_group(services)
        self._rows = {
            name: [row for row in rows if row not in before[name]]
            for name, rows in _every_row(services).items()
            if name != "meta"
        }
        self._ids = _ids(self._rows)
        self.groups = 1

    def grow(self, groups: int) -> None:
        """Add copies until there are `groups` groups."""
        while self.groups < groups:
            numbers = range(self.groups, min(groups, self.groups + _AT_ONCE))
            self._add(numbers)
            self.groups = numbers.stop

    def copy(self, number: int) -> Copied:
        """Return the group of that number; 0 is the first."""
        first = self.first
        return Copied(
            self._other(first.group_id, number),
            tuple(self._other(one, number) for one in first.people),
            tuple(_apart(one, number) for one in first.emails),
        )

    def rows_a_group(self) -> int:
        """Return how many rows of the database one group has."""
        return sum(map(len, self._rows.values()))

    def _add(self, numbers: Sequence[int]) -> None:
        with self._services.database.transaction() as tx:
            for table in metadata.sorted_tables:
                rows = [
                    self._copied(table, row, number)
                    for number in numbers
                    for row in self._rows.get(table.name, ())
                ]
                if rows:
                    tx.connection.execute(_raw(table), rows)

    def _copied(self, table: Table, row: Row, number: int) -> dict[str, Any]:
        changed = {name: self._other(value, number) for name, value in row.items()}
        for name in _APART:
            if isinstance(changed.get(name), str):
                changed[name] = _apart(changed[name], number)
        if table.name == "groups":
            changed["name"] = f"{changed['name']} {number}"
        return changed

    def _other(self, value: Any, number: int) -> Any:  # noqa: ANN401 - a cell of any column
        """Return a cell of a copy: every id of the first group becomes one of its own."""
        if not isinstance(value, str) or not number:
            return value
        return _ID.sub(lambda found: self._other_id(found.group(), number), value)

    def _other_id(self, id_: str, number: int) -> str:
        return f"{number:08x}{id_[8:]}" if id_ in self._ids else id_


def _raw(table: Table) -> TextClause:
    """Return what inserts rows as they are stored: what is encrypted stays so."""
    names = [column.name for column in table.columns]
    places = ", ".join(f":{name}" for name in names)
    quoted = ", ".join(f'"{name}"' for name in names)
    return text(f'INSERT INTO "{table.name}" ({quoted}) VALUES ({places})')


def _every_row(services: Services) -> dict[str, list[Row]]:
    """Return all rows of all tables as they are stored."""
    with services.database.reading() as tx:
        return {
            table.name: [
                dict(row)
                for row in tx.connection.exec_driver_sql(f'SELECT * FROM "{table.name}"').mappings()
            ]
            for table in metadata.sorted_tables
        }


def _ids(rows: Mapping[str, Sequence[Row]]) -> frozenset[str]:
    return frozenset(
        row["id"]
        for of_table in rows.values()
        for row in of_table
        if isinstance(row.get("id"), str)
    )


def _apart(value: str, number: int) -> str:
    """Return an address or a hash that no other copy has, no longer than it was or 64."""
    return f"{number}-{value}"[: max(len(value), 64)] if number else value


def _first_group(services: Services) -> Copied:
    """Make a group in its practice: what its members have written is as long as usual."""
    group = new_group(new_id(), "Northside", utc_now())
    with services.database.transaction() as tx:
        tx.groups.add(group)
    services.groups.set_cycle(group_id=group.id, topic="Asking", stage=CycleStage.PRACTICE)
    emails = tuple(f"member{number}@example.org" for number in range(MEMBERS))
    people = tuple(_member(services, group.id, email, leads=email == emails[0]) for email in emails)
    for person_id in people:
        _work(services, signed_in(services, person_id))
    _story(services, signed_in(services, people[0]), group.id)
    services.repertoire.indexer.refresh()
    return Copied(group.id, people, emails)


def _member(services: Services, group_id: str, email: str, *, leads: bool) -> str:
    person = services.accounts.create_person(
        email=email, name=email.partition("@")[0].title(), password=PASSWORD
    )
    services.groups.add_member(group_id=group_id, email=email, leads=leads)
    return person.id


def signed_in(services: Services, person_id: str) -> Actor:
    """Open a session for somebody; return the actor."""
    grant = services.accounts.open_session(person_id, method="test")
    return services.accounts.actor_for_token(grant.token)


def _work(services: Services, actor: Actor) -> None:
    """Have a member commit, share it, try twice and keep a reflection."""
    commitment = services.commitments.start(actor)
    services.conversations.start_commit(actor, commitment.id)
    slots = {
        Slot.CONTEXT: "our Monday meeting has reached the open points",
        Slot.ACTION: "ask one open question and count to eight before I say more",
        Slot.OBSTACLE: "the silence is hard for me to bear",
        Slot.RESPONSE: "look at my watch and wait until somebody speaks",
        Slot.SIGN: "somebody says something that I did not know",
    }
    for slot, words in slots.items():
        services.commitments.set_slot(actor, commitment.id, slot, words)
    sentence = services.commitments.compose(actor, commitment.id)
    services.commitments.commit(actor, commitment.id, sentence)
    services.commitments.share(actor, commitment.id, "group")
    attempts = [
        services.attempts.log(
            actor,
            commitment_id=commitment.id,
            happened_on=utc_now().date(),
            cue_occurred=True,
            result=AttemptResult.TRIED,
            note="I asked, and waited; it took six seconds until the youngest of us spoke.",
        ).id
        for _ in range(2)
    ]
    reflection = services.reflections.start(actor, attempts)
    for step in ReflectionStep:
        words = "Nobody answered at first. Then two numbers came that I had never seen. " * 3
        services.reflections.set_step(actor, reflection.id, step, words)
    services.reflections.keep(actor, reflection.id)


def _story(services: Services, author: Actor, group_id: str) -> None:
    """Have a member share a story with the group."""
    story = services.authoring.start(author)
    parts = {
        StoryPart.TITLE: "Waiting for the second answer",
        StoryPart.SITUATION: "In our meeting nobody answered.",
        StoryPart.TRIED: "I asked once and looked at my watch for ten seconds.",
        StoryPart.HAPPENED: "Then somebody spoke, with numbers that I had never seen.",
    }
    for part, words in parts.items():
        services.authoring.set_part(author, story.id, part, words)
    choice = Choice(
        reach=Reach.GROUP,
        group_ids=frozenset({group_id}),
        attribution=Attribution.NAME,
        may_build=True,
    )
    seen = seen_of(services.authoring.preview(author, story.id).texts)
    services.sharing.share(author, story.id, choice, seen_sha256=seen)
