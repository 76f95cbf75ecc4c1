"""Where a conversation of a group stands: what may be done there, and whose names are shown."""

from __future__ import annotations

from dataclasses import dataclass

from coach.domain.access import Kind, Resource
from coach.domain.charter import Terms
from coach.domain.groups import Group
from coach.domain.people import Actor
from coach.domain.rules import Spaces
from coach.domain.talk import Space, hides_names, is_open
from coach.services.common import group_of
from coach.services.formats_file import Charters
from coach.services.participation import charter_of, standing_in
from coach.storage.transaction import Transaction

SOMEBODY_LEFT = "Somebody who has left"
ASK_FOR_YES = (
    "Your group asks for a yes to its charter before you write here: read and accept it on the "
    "group's page."
)
CLOSED = "This conversation is closed: begin another one to go on."
SHUT = {
    Space.PRIVATE: (
        "What your group has agreed on keeps everything to its author: nobody writes here now."
    ),
    Space.PUBLIC: (
        "This group has no public space any more: its members still read what stands here, and "
        "nobody writes."
    ),
}
KEPT_INSIDE = (
    "The rules have a public space, but the charter keeps inside what members share: a new version "
    "of it can open this one."
)


@dataclass(frozen=True, slots=True)
class Setting:
    """A group, and what its rules and its charter make of a space."""

    group: Group
    terms: Terms

    def open(self, space: Space) -> bool:
        """Return whether somebody may write in the space now."""
        return is_open(space, self.group.rules, self.terms)

    def shut(self, space: Space) -> str:
        """Return why nobody may write in a space that is not open."""
        return KEPT_INSIDE if space is Space.PUBLIC and self.planned(space) else SHUT[space]

    def planned(self, space: Space) -> bool:
        """Return whether the rules of the group name the space, open or not."""
        return space is Space.PRIVATE or self.group.rules.spaces is Spaces.PRIVATE_AND_PUBLIC

    def unnamed(self, space: Space) -> bool:
        """Return whether those outside read there what members write without their names."""
        return space is Space.PUBLIC and hides_names(self.terms)

    def resource(self, kind: Kind, space: Space, owner_id: str | None = None) -> Resource:
        """Return the facts about a thread or post of that space."""
        return Resource(
            kind=kind,
            owner_id=owner_id,
            group_id=self.group.id,
            public=space is Space.PUBLIC and self.open(space),
            led_by_all=self.group.rules.led_by_all,
        )


class Names:
    """The names of authors as one reader may see them, each looked up once."""

    def __init__(self, tx: Transaction, actor: Actor, setting: Setting) -> None:
        self._tx = tx
        self._reader_id = actor.person_id
        outside = setting.group.id not in actor.reading_ids
        self._hidden = outside and hides_names(setting.terms)
        self._member = f"A member of {setting.group.name}"
        self._known: dict[str, str] = {}

    def of(self, person_id: str | None, *, inside: bool = True) -> str:
        """Return who it was; `inside` says whether they wrote as a member of the group."""
        if person_id is None:
            return SOMEBODY_LEFT
        if inside and self._hidden and person_id != self._reader_id:
            return self._member
        if person_id not in self._known:
            person = self._tx.people.get(person_id)
            self._known[person_id] = person.name if person else SOMEBODY_LEFT
        return self._known[person_id]


def setting_of(
    tx: Transaction, charters: Charters, group_id: str, *, lock: bool = False
) -> Setting:
    """Return the group with its terms; NotFound when there is none."""
    group = group_of(tx, group_id, lock=lock)
    return Setting(group, charter_of(tx, group, charters).terms)


def why_not(
    tx: Transaction, charters: Charters, actor: Actor, setting: Setting, space: Space
) -> str:
    """Return why the actor may not write in a space that they read; empty when they may."""
    if not setting.open(space):
        return setting.shut(space)
    if setting.group.id not in actor.group_ids:
        return ""
    return "" if standing_in(tx, actor, setting.group, charters).takes_part else ASK_FOR_YES
