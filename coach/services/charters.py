"""The charter of a group: read, written anew, and accepted by each member for themselves."""

from __future__ import annotations

from datetime import datetime

from coach.domain.access import Action, Kind, Resource, allowed, require
from coach.domain.base import Model
from coach.domain.charter import (
    SECTION_TITLES,
    Acceptance,
    Charter,
    CharterText,
    Sections,
    Standing,
    Terms,
    newest_accepted,
    next_version,
    standing,
)
from coach.domain.groups import Group
from coach.domain.people import Actor
from coach.domain.rules import Rules
from coach.errors import InvalidInput, NotFound
from coach.services.common import Clock, group_of, note_event, tidy
from coach.services.formats_file import Charters
from coach.services.participation import charter_of, newest_yeses
from coach.storage.database import Database
from coach.storage.transaction import Transaction

LONGEST_SECTION = 3000


class CharterView(Model):
    """The charter that holds now, and where the reader stands with it.

    `accepted`: the reader's newest yes, None for none. `agreed` and `missing`: present members by
    name who have accepted this version, and who have not.
    """

    charter: Charter
    standing: Standing
    accepted: int | None
    may_write: bool
    written_by: str
    agreed: tuple[str, ...]
    missing: tuple[str, ...]


class CharterService:
    """A new version asks every member again; a narrower one lets them read on meanwhile."""

    def __init__(self, database: Database, clock: Clock, charters: Charters) -> None:
        self._database = database
        self._clock = clock
        self._charters = charters

    def read(self, actor: Actor, group_id: str) -> CharterView:
        """Return the charter of the actor's group, also before they have accepted it."""
        _require(actor, Action.READ, group_id)
        with self._database.reading() as tx:
            return self._view(tx, actor, group_of(tx, group_id))

    def versions(self, actor: Actor, group_id: str) -> list[Charter]:
        """Return what the group has written, the newest first; empty while its format's holds."""
        _require(actor, Action.READ, group_id)
        with self._database.reading() as tx:
            return tx.charters.of_group(group_id)

    def write(
        self, actor: Actor, group_id: str, *, sections: Sections, terms: Terms
    ) -> CharterView:
        """Write the next version; for whoever leads, or any member where the lead is shared."""
        text = CharterText(sections=_tidy(sections), terms=terms)
        now = self._clock()
        with self._database.transaction() as tx:
            group = group_of(tx, group_id, lock=True)
            _require(actor, Action.WRITE, group_id, group.rules)
            version = next_version(
                charter_of(tx, group, self._charters),
                text,
                rules=group.rules,
                author_id=actor.person_id,
                now=now,
            )
            tx.charters.add(version)
            _note(tx, now, actor, "charter_written", version)
            return self._view(tx, actor, group)

    def accept(self, actor: Actor, group_id: str, number: int) -> CharterView:
        """Say yes to the version that the actor has read; InvalidInput when there is a newer one.

        It counts from the next request on.
        """
        _require(actor, Action.AGREE, group_id)
        now = self._clock()
        with self._database.transaction() as tx:
            group = group_of(tx, group_id, lock=True)
            charter = charter_of(tx, group, self._charters)
            if number != charter.number:
                raise InvalidInput("The charter has changed meanwhile: read it again, then accept.")
            if newest_accepted(tx.charters.accepted_by(actor.person_id), group) != number:
                tx.charters.accept(
                    Acceptance(
                        group_id=group_id,
                        person_id=actor.person_id,
                        number=number,
                        format="" if number else group.format,
                        accepted_at=now,
                    )
                )
                _note(tx, now, actor, "charter_accepted", charter)
            return self._view(tx, actor, group)

    def _view(self, tx: Transaction, actor: Actor, group: Group) -> CharterView:
        charter = charter_of(tx, group, self._charters)
        members = tx.groups.members(group.id, present=True)
        own = next((m for _, m in members if m.person_id == actor.person_id), None)
        if own is None:
            raise NotFound
        newest = newest_yeses(tx, group, [m.person_id for _, m in members])
        agreed = [name for name, m in members if newest[m.person_id] == charter.number]
        author = tx.people.get(charter.written_by_id) if charter.written_by_id else None
        accepted = newest[actor.person_id]
        return CharterView(
            charter=charter,
            standing=standing(own, group.rules, charter, accepted),
            accepted=accepted,
            may_write=allowed(actor, Action.WRITE, _resource(group.id, group.rules)),
            written_by=author.name if author else "",
            agreed=tuple(agreed),
            missing=tuple(n for n, m in members if newest[m.person_id] != charter.number),
        )


def _tidy(sections: Sections) -> Sections:
    texts = {
        name: tidy(getattr(sections, name), name=repr(title), longest=LONGEST_SECTION)
        for name, title in SECTION_TITLES.items()
    }
    for name, text in texts.items():
        if not text:
            raise InvalidInput(f"{SECTION_TITLES[name]!r} is empty: write a sentence or two.")
    return Sections(**texts)


def _resource(group_id: str, rules: Rules | None = None) -> Resource:
    led_by_all = rules is not None and rules.led_by_all
    return Resource(kind=Kind.CHARTER, group_id=group_id, led_by_all=led_by_all)


def _require(actor: Actor, action: Action, group_id: str, rules: Rules | None = None) -> None:
    require(actor, action, _resource(group_id, rules))


def _note(tx: Transaction, now: datetime, actor: Actor, event: str, charter: Charter) -> None:
    note_event(
        tx,
        now,
        event,
        actor_id=actor.person_id,
        kind=Kind.CHARTER.value,
        object_id=charter.group_id,
        detail=f"version {charter.number}",
    )
