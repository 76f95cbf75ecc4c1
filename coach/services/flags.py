"""What readers say is wrong with an item: who is told, what is hidden meanwhile, how it ends."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from coach.domain.access import Action, Kind, Resource, allowed
from coach.domain.base import Model
from coach.domain.lineage import Flag, FlagReason, Settled
from coach.domain.people import Actor
from coach.domain.repertoire import Item, ItemStatus
from coach.errors import InvalidInput, NotFound
from coach.services.citing import visible_item
from coach.services.common import Clock, new_id, note_event, tidy
from coach.services.holding import hold, release
from coach.services.sharing import Upkeep
from coach.services.withdrawing import groups_of, names_of
from coach.storage.database import Database
from coach.storage.transaction import Transaction

LONGEST_WORDS: Final = 500
_OF_DOCUMENTS: Final = (FlagReason.WRONG, FlagReason.HARMFUL)


class Waiting(Model):
    """An open flag as it is told to somebody it waits for; never by whom it was raised.

    `mine`: whether the reader gave the item. `may_let_stand`, `may_retire`: what they may do.
    """

    id: str
    item: Item
    reason: FlagReason
    words: str
    raised_at: datetime
    mine: bool = False
    group_ids: frozenset[str] = frozenset()
    group_names: tuple[str, ...] = ()
    may_let_stand: bool = False
    may_retire: bool = False


class Raised(Model):
    """A flag as it is told to whoever raised it, with the title while they may read the item."""

    flag: Flag
    title: str = ""


def reasons_for(item: Item) -> tuple[FlagReason, ...]:
    """Return what can be said of an item; what the organisation loaded tells of no member."""
    return tuple(FlagReason) if item.source == "member" else _OF_DOCUMENTS


class FlagService:
    """Tells the author and whoever looks after the readers, and never who has raised a flag."""

    def __init__(self, database: Database, clock: Clock, upkeep: Upkeep) -> None:
        self._database = database
        self._clock = clock
        self._upkeep = upkeep

    def flag(self, actor: Actor, item_id: str, reason: FlagReason, words: str = "") -> Flag:
        """Say that something is wrong with an item; what concerns a person hides it at once.

        InvalidInput for one's own, and while another flag of the actor's on it is open.
        """
        said = tidy(words, name="What you write", longest=LONGEST_WORDS)
        with self._database.transaction() as tx:
            item = visible_item(tx, actor, item_id)
            _require_new(tx, actor, item, reason)
            flag = Flag(
                id=new_id(),
                item_id=item_id,
                person_id=actor.person_id,
                reason=reason,
                words=said,
                raised_at=self._clock(),
            )
            tx.flags.add(flag)
            if reason.hides:
                hold(tx, item)
            # Without a name: the trail is read by admins, who are not told who has raised a flag.
            self._note(tx, "item_flagged", item_id, reason.value)
        if reason.hides:
            self._upkeep.changed()
        return flag

    def raised(self, actor: Actor, item_id: str = "") -> list[Raised]:
        """Return what the actor has flagged and is open: all of it, or of one item."""
        with self._database.reading() as tx:
            flags = tx.flags.raised_by(actor.person_id)
            found = [f for f in flags if f.settled_at is None and item_id in {"", f.item_id}]
            return [Raised(flag=f, title=_title(tx, actor, f.item_id)) for f in found]

    def open_for(self, actor: Actor) -> list[Waiting]:
        """Return what waits for the actor: as author, as whoever leads readers, or as admin."""
        with self._database.reading() as tx:
            flags = tx.flags.waiting()
            items = tx.items.get_many([flag.item_id for flag in flags])
            found = [_waiting(tx, actor, flag, items[flag.item_id]) for flag in flags]
        return [waiting for waiting in found if waiting is not None]

    def stands(self, actor: Actor, flag_id: str) -> None:
        """Settle a flag: the item stays as it is. NotFound unless the actor looks after readers.

        InvalidInput where somebody recognises themselves, which only they take back.
        """
        with self._database.transaction() as tx:
            flag, item = _found(tx, actor, Action.MODERATE, flag_id)
            if not flag.reason.is_settled_by_others:
                raise InvalidInput(
                    "Somebody recognises themselves in it: only they can take that back. Ask its "
                    "author for another text."
                )
            self._settle(tx, flag, item, Settled.STANDS)
            self._note(tx, "flag_settled", item.id, Settled.STANDS.value, actor)
        self._upkeep.changed()

    def retire(self, actor: Actor, flag_id: str) -> None:
        """Take what the organisation reads and somebody has flagged out of use, as an admin."""
        with self._database.transaction() as tx:
            _, item = _found(tx, actor, Action.WRITE, flag_id)
            now = self._clock()
            out = {"status": ItemStatus.RETIRED, "updated_at": now}
            tx.items.update(item.model_copy(update=out))
            tx.flags.settle(item.id, now, Settled.RETIRED)
            self._note(tx, "flag_settled", item.id, Settled.RETIRED.value, actor)
        self._upkeep.changed()

    def take_back(self, actor: Actor, flag_id: str) -> None:
        """Take back what the actor has flagged; nothing happens if it is settled already."""
        with self._database.transaction() as tx:
            flag, item = _found(tx, actor, Action.DELETE, flag_id, still_open=False)
            if flag.settled_at is not None:
                return
            self._settle(tx, flag, item, Settled.TAKEN_BACK)
            self._note(tx, "flag_settled", item.id, Settled.TAKEN_BACK.value)
        self._upkeep.changed()

    def _settle(self, tx: Transaction, flag: Flag, item: Item, how: Settled) -> None:
        tx.flags.settle_one(flag.id, self._clock(), how)
        release(tx, item)

    def _note(
        self, tx: Transaction, event: str, item_id: str, detail: str, actor: Actor | None = None
    ) -> None:
        note_event(
            tx,
            self._clock(),
            event,
            actor_id=actor.person_id if actor else "",
            kind=Kind.ITEM.value,
            object_id=item_id,
            detail=detail,
        )


def _require_new(tx: Transaction, actor: Actor, item: Item, reason: FlagReason) -> None:
    if item.author_id == actor.person_id:
        raise InvalidInput("This is your own: share another text, or take it back.")
    if reason not in reasons_for(item):
        raise InvalidInput("No member has told this: say whether it is wrong, or harmful.")
    mine = [f for f in tx.flags.raised_by(actor.person_id) if f.item_id == item.id]
    if any(flag.settled_at is None for flag in mine):
        raise InvalidInput("You have said so already: take that back before you say another thing.")
    newest = tx.consents.newest(item.id)
    since = newest.given_at if newest else item.created_at
    answered = any(f.settled_as is Settled.STANDS and f.raised_at >= since for f in mine)
    if answered and reason.is_settled_by_others:
        raise InvalidInput(
            "This was looked at when you said so before, and it stands: talk to whoever leads "
            "your group."
        )


def _waiting(tx: Transaction, actor: Actor, flag: Flag, item: Item) -> Waiting | None:
    """Return a flag as the actor is told of it; None for what they raised or may not know."""
    resources = _resources(tx, flag, item)
    reads = any(allowed(actor, Action.READ, r) for r in resources)
    if not reads or flag.person_id == actor.person_id:
        return None
    moderates = any(allowed(actor, Action.MODERATE, r) for r in resources)
    return Waiting(
        id=flag.id,
        item=item,
        reason=flag.reason,
        words=flag.words,
        raised_at=flag.raised_at,
        mine=item.author_id == actor.person_id,
        group_ids=groups_of(tx, item.audience),
        group_names=names_of(tx, item.audience),
        may_let_stand=moderates and flag.reason.is_settled_by_others,
        may_retire=any(allowed(actor, Action.WRITE, r) for r in resources),
    )


def _found(
    tx: Transaction, actor: Actor, action: Action, flag_id: str, *, still_open: bool = True
) -> tuple[Flag, Item]:
    """Return a flag and its item, locked; NotFound unless the actor may do this with it."""
    flag = tx.flags.get(flag_id)
    item = tx.items.get(flag.item_id, lock=True) if flag else None
    if flag is None or item is None:
        raise NotFound
    if not any(allowed(actor, action, r) for r in _resources(tx, flag, item)):
        raise NotFound
    if still_open and flag.settled_at is not None:
        raise InvalidInput("This has been settled meanwhile: look at the page again.")
    return flag, item


def _resources(tx: Transaction, flag: Flag, item: Item) -> list[Resource]:
    """Return the flag by itself, and as seen from each group that reads its item."""
    groups = [tx.groups.get(group_id) for group_id in sorted(groups_of(tx, item.audience))]
    return [Resource.of_flag(flag, item, group) for group in (None, *groups)]


def _title(tx: Transaction, actor: Actor, item_id: str) -> str:
    """Return the title of an item while the actor may read it."""
    try:
        return visible_item(tx, actor, item_id).title
    except NotFound:
        return ""
