"""Splitting a group: some of its members make a second one, and nobody's story goes by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Final

from coach.domain.access import Action, Kind, Resource, allowed, require
from coach.domain.base import Model
from coach.domain.formats import Format, find_format
from coach.domain.groups import Group
from coach.domain.notices import NoticeKind
from coach.domain.people import Actor, Membership
from coach.domain.rule_changes import changed
from coach.domain.rules import CharterBinds, Rules, Term
from coach.errors import InvalidInput
from coach.services.asking import ask_to_come_along
from coach.services.common import Clock, group_of, note_deed
from coach.services.deletion import join
from coach.services.formats_file import Charters
from coach.services.group_names import add_group
from coach.services.leads import give_lead
from coach.services.notices import announce, let_in
from coach.storage.database import Database
from coach.storage.transaction import Transaction

_FEWEST: Final = 2


class SplitBoard(Model):
    """What a split can be made of. `members`: names by id, of those whose account is open."""

    members: dict[str, str]
    formats: tuple[Format, ...]
    problem: str = ""
    """Why this group cannot be split; empty when it can."""


class Split(Model):
    """What is wished: a name, a format, who comes along and who leads."""

    name: str
    format: str
    member_ids: frozenset[str]
    leader_id: str = ""
    """Of those who come along; empty where the format is led by all."""


class GroupSplitService:
    """For whoever leads a group whose rules set no limit, and for administrators.

    Nobody is taken out of a group by somebody else: whoever comes along stays in the first group
    too, and leaves it if they like.
    """

    def __init__(
        self, database: Database, clock: Clock, formats: tuple[Format, ...], charters: Charters
    ) -> None:
        self._database = database
        self._clock = clock
        self._formats = formats
        self._charters = charters

    def may(self, actor: Actor, group_id: str) -> bool:
        """Return whether the actor may split this group."""
        with self._database.reading() as tx:
            group = tx.groups.get(group_id)
        return (
            group is not None
            and group.rules.may_split
            and allowed(actor, Action.SPLIT, Resource.of_group(group))
        )

    def board(self, actor: Actor, group_id: str) -> SplitBoard:
        """Return what there is to choose from; NotFound for whoever may not split the group."""
        with self._database.reading() as tx:
            group = group_of(tx, group_id)
            require(actor, Action.SPLIT, Resource.of_group(group))
            return SplitBoard(
                members={m.person_id: n for n, m in tx.groups.members(group_id, present=True)},
                formats=self._formats,
                problem=_problem(group),
            )

    def foresee(self, actor: Actor, group_id: str, wish: Split) -> tuple[str, ...]:
        """Say what a split leads to; InvalidInput says why it could not be made."""
        with self._database.reading() as tx:
            group = group_of(tx, group_id)
            require(actor, Action.SPLIT, Resource.of_group(group))
            kind = self._kind(group, wish)
            names = _coming(tx, group_id, wish.member_ids)
            _require_fit(kind, wish)
        return tuple(_sentences(group, kind, wish, names))

    def split(self, actor: Actor, group_id: str, wish: Split) -> Group:
        """Make the new group, tell both, and ask each author who comes along for each story.

        InvalidInput when the rules, the members or the name do not fit.
        """
        now = self._clock()
        with self._database.transaction() as tx:
            old = group_of(tx, group_id, lock=True)
            require(actor, Action.SPLIT, Resource.of_group(old))
            kind = self._kind(old, wish)
            _coming(tx, group_id, wish.member_ids)
            _require_fit(kind, wish)
            new = add_group(tx, wish.name, kind, now, by=actor.person_id)
            self._fill(tx, actor, new, wish, now)
            _tell(tx, actor, old, new, now)
            ask_to_come_along(
                tx, self._charters, old=old, new=new, author_ids=wish.member_ids, now=now
            )
        return new

    def _kind(self, group: Group, wish: Split) -> Format:
        """Return the format of the new group, whose charter binds from the start."""
        problem = _problem(group)
        if problem:
            raise InvalidInput(problem)
        chosen = find_format(self._formats, wish.format)
        binding = changed(chosen.rules, {"charter_binds": CharterBinds.FROM_START})
        return chosen.model_copy(update={"rules": binding})

    def _fill(self, tx: Transaction, actor: Actor, new: Group, wish: Split, now: datetime) -> None:
        for person_id in sorted(wish.member_ids):
            let_in(tx, Membership(group_id=new.id, person_id=person_id, joined_at=now), now)
            note_deed(tx, now, actor, "join", Kind.GROUP, new.id, "split")
        if not new.rules.led_by_all:
            open_end = Term.OPEN if new.rules.term is Term.UNTIL_DATE else None
            give_lead(tx, new, wish.leader_id, now, given_by_id=actor.person_id, term=open_end)


def _problem(group: Group) -> str:
    if group.rules.may_split:
        return ""
    return (
        "The rules of this group set a limit to how many are in it, so it is not split: change "
        "that rule together, or begin a second group."
    )


def _coming(tx: Transaction, group_id: str, member_ids: Collection[str]) -> list[str]:
    """Return the names of those who come along; InvalidInput unless all of them are present."""
    present = {m.person_id: name for name, m in tx.groups.members(group_id, present=True)}
    if len(member_ids) < _FEWEST:
        raise InvalidInput("A group needs at least two people: choose who comes along.")
    if not present.keys() >= set(member_ids):
        raise InvalidInput("Somebody you chose is no longer in this group: choose again.")
    return sorted(present[person_id] for person_id in member_ids)


def _require_fit(kind: Format, wish: Split) -> None:
    most, number = kind.rules.size_most, len(wish.member_ids)
    if most is not None and number > most:
        raise InvalidInput(
            f"A {kind.name.lower()} has {most} members at most, and you chose {number}: choose "
            "fewer, or another format."
        )
    if not kind.rules.led_by_all and wish.leader_id not in wish.member_ids:
        raise InvalidInput("Choose who leads the new group, of those who come along.")


def _sentences(group: Group, kind: Format, wish: Split, names: list[str]) -> Iterator[str]:
    yield (
        f"{join(names)} are in the new group and stay in {group.name} too; each can leave either. "
        "Both groups read of it in their notices."
    )
    yield "Each accepts the charter of the new group before they take part in it."
    yield (
        f"What was shared with {group.name} stays there. Of those who come along each is asked "
        "about each story of their own, whether it may be read in the new group too; nobody "
        "else's story goes along, and no document."
    )
    yield from _missing(kind.rules, len(wish.member_ids))


def _missing(rules: Rules, number: int) -> Iterator[str]:
    if number < rules.size_least:
        yield (
            f"Its rules ask for at least {rules.size_least} members: invite "
            f"{rules.size_least - number} more."
        )


def _tell(tx: Transaction, actor: Actor, old: Group, new: Group, now: datetime) -> None:
    by = actor.person_id
    announce(tx, now, NoticeKind.SPLIT_OFF, old.id, person_id=by, reason=new.name)
    announce(tx, now, NoticeKind.SPLIT_FROM, new.id, person_id=by, reason=old.name)
    note_deed(tx, now, actor, "group_split", Kind.GROUP, old.id)
