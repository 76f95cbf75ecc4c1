"""Sharing a story and taking it back: what others read exists by the author's yes alone."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final, Protocol

from coach.domain.access import Action, Kind
from coach.domain.base import Model
from coach.domain.charter import Attribution, limit
from coach.domain.consent import (
    Choice,
    Consent,
    Offer,
    require_offered,
    statement,
    teller,
)
from coach.domain.lineage import Settled
from coach.domain.people import Actor
from coach.domain.reach import Reach
from coach.domain.repertoire import Item, ItemStatus
from coach.domain.story import Story, StoryPart, composed, require_finished
from coach.errors import InvalidInput, NotFound
from coach.services.authoring import masked_texts, own_story
from coach.services.common import Clock, group_of, new_id, note_event
from coach.services.formats_file import Charters
from coach.services.holding import is_held
from coach.services.participation import charter_of, standing_in
from coach.services.withdrawing import groups_of, names_in, narrowed, withdraw
from coach.storage.database import Database
from coach.storage.transaction import Transaction

_ORGANISATION: Final = "organisation"


class Upkeep(Protocol):
    """What brings index and files in step; see `coach.services.upkeep`."""

    def changed(self) -> None:
        """Bring the index in step now, and complete it in the background."""
        ...

    def removed(self) -> None:
        """Let nobody find what has been deleted, and clear its bytes: the files' own soon after."""
        ...


class Sharing(Model):
    """Where a story stands: who reads it, what was agreed to, and what its author is asked."""

    item: Item | None
    consents: tuple[Consent, ...]
    groups: Mapping[str, str] = {}
    """Names by id of the groups that read it."""
    changed: bool = False
    """Whether the story says something else by now than what others read."""

    @property
    def group_names(self) -> tuple[str, ...]:
        """The names of those groups, in their order."""
        return tuple(sorted(self.groups.values()))


class SharingService:
    """Works on the actor's own stories."""

    def __init__(
        self, database: Database, clock: Clock, charters: Charters, upkeep: Upkeep
    ) -> None:
        self._database = database
        self._clock = clock
        self._charters = charters
        self._upkeep = upkeep

    def standing(self, actor: Actor, story_id: str) -> Sharing:
        """Return where a story stands; NotFound for another's."""
        with self._database.reading() as tx:
            story = own_story(tx, actor, story_id, Action.READ)
            item = tx.items.get(story.item_id) if story.item_id else None
            said = facts_of(story)
            return Sharing(
                item=item,
                consents=tuple(tx.consents.of_story(story.id)),
                groups=_reading(tx, item) if item else {},
                changed=item is not None and any(getattr(item, k) != v for k, v in said.items()),
            )

    def offer(self, actor: Actor, story_id: str) -> Offer:
        """Return what the charters leave to choose from; NotFound for another's story."""
        with self._database.reading() as tx:
            return self._offer(tx, actor, own_story(tx, actor, story_id, Action.READ))

    def words_of(self, actor: Actor, story_id: str, choice: Choice) -> str:
        """Return in plain words what the author would agree to. InvalidInput for no readers."""
        choice.require_readers()
        with self._database.reading() as tx:
            own_story(tx, actor, story_id, Action.READ)
            names = names_in(tx, choice.group_ids)
            return statement(choice, teller(choice.attribution, actor.name, names), names)

    def share(self, actor: Actor, story_id: str, choice: Choice, *, seen_sha256: str) -> Item:
        """Let others read the masked text, as chosen; a new version where they do already.

        `seen_sha256`: of the text that the author was shown last, see `seen_of`. InvalidInput when
        it has changed since, when parts are missing or suggested, and for what is not on offer.
        """
        with self._database.transaction() as tx:
            story = own_story(tx, actor, story_id)
            _require_ready(story, seen_sha256)
            require_offered(self._offer(tx, actor, story), choice)
            _require_in_use(tx, story)
            item = self._share(tx, actor, story, choice)
        self._upkeep.changed()
        return item

    def agree(self, actor: Actor, story_id: str) -> Item:
        """Answer a question with yes: the same text for the audience that was asked about.

        InvalidInput when nothing is asked, or while a charter stands against it.
        """
        with self._database.transaction() as tx:
            story = own_story(tx, actor, story_id)
            ask, item = tx.consent_asks.get(story.id), _item_of(tx, story)
            held = tx.consents.newest(item.id)
            if ask is None or held is None:
                raise InvalidInput("Nothing is asked about this story any more: look at it again.")
            group_ids = groups_of(tx, ask.audience)
            choice = Choice(
                reach=Reach.GROUP,
                group_ids=group_ids,
                attribution=held.attribution,
                may_build=held.may_build,
                may_quote=held.may_quote,
            )
            new = group_ids - groups_of(tx, item.audience)
            _require_charters(self._offer(tx, actor, story), new, held.attribution)
            changed = self._put(tx, actor, story, item, choice)
        self._upkeep.changed()
        return changed

    def narrow(self, actor: Actor, story_id: str, group_ids: frozenset[str]) -> None:
        """Let fewer read a story: these of the groups that do now; at once. InvalidInput."""
        with self._database.transaction() as tx:
            story = own_story(tx, actor, story_id)
            item = _item_of(tx, story)
            narrowed(tx, item, group_ids, self._clock(), by=actor)
        self._upkeep.changed()

    def withdraw(self, actor: Actor, story_id: str) -> None:
        """Let nobody else read a story: gone at once from what is shown, then from the files.

        The story stays with its author. Nothing happens if nobody else reads it.
        """
        with self._database.transaction() as tx:
            story = own_story(tx, actor, story_id)
            if story.item_id is None:
                return
            withdraw(tx, _item_of(tx, story), self._clock(), by_id=actor.person_id)
        self._upkeep.removed()

    def _share(self, tx: Transaction, actor: Actor, story: Story, choice: Choice) -> Item:
        now = self._clock()
        item = tx.items.get(story.item_id, lock=True) if story.item_id else None
        if item is None:
            item = Item(
                id=new_id(),
                kind=story.kind,
                title="",
                text="",
                audience=choice.audience,
                source="member",
                author_id=actor.person_id,
                created_at=now,
                updated_at=now,
            )
            tx.items.add(item)
            tx.stories.update(story.model_copy(update={"item_id": item.id}))
        return self._put(tx, actor, story, item, choice, facts_of(story))

    def _put(
        self,
        tx: Transaction,
        actor: Actor,
        story: Story,
        item: Item,
        choice: Choice,
        facts: Mapping[str, object] | None = None,
    ) -> Item:
        """Save what is shared and the yes to it; without `facts` the text stays as it is."""
        now, names = self._clock(), names_in(tx, choice.group_ids)
        audience = choice.audience
        if len(choice.group_ids) > 1:
            tx.group_sets.keep(choice.group_ids)
        told_by = teller(choice.attribution, actor.name, names)
        changed = item.model_copy(
            update={
                **(facts or {}),
                "audience": audience,
                "told_by": told_by,
                "updated_at": now,
            }
        )
        tx.consent_asks.delete(story.id)
        # A yes to the same words answers no flag.
        if any(getattr(item, name) != value for name, value in (facts or {}).items()):
            tx.flags.settle(item.id, now, Settled.CHANGED)
        if item.status is ItemStatus.HELD and not is_held(tx, item.id):
            changed = changed.model_copy(update={"status": ItemStatus.ACTIVE})
        tx.items.update(changed)
        if facts:
            tx.passages.replace(item.id, ())
            tx.gists.delete(item.id)
        last = tx.consents.newest(item.id)
        tx.consents.add(
            Consent(
                id=new_id(),
                story_id=story.id,
                owner_id=actor.person_id,
                item_id=item.id,
                version=last.version + 1 if last else 1,
                audience=audience,
                attribution=choice.attribution,
                may_build=choice.may_build,
                may_quote=choice.may_quote,
                text=agreed_text(changed),
                statement=statement(choice, told_by, names),
                given_at=now,
            )
        )
        note_event(
            tx,
            now,
            "audience_change",
            actor_id=actor.person_id,
            kind=Kind.ITEM.value,
            object_id=item.id,
            detail=choice.reach.value,
        )
        return changed

    def _offer(self, tx: Transaction, actor: Actor, story: Story) -> Offer:
        limits, names = self._limits(tx, actor)
        allowed = {g: a for g, (reach, a) in limits.items() if reach is not Reach.ME}
        home = story.group_id
        inside = home is not None and (home not in limits or not _leaves(limits[home][0]))
        if inside:
            allowed = {g: a for g, a in allowed.items() if g == home}
        ends_in_group = [g for g, (reach, _) in limits.items() if not _leaves(reach)]
        organisation = not inside if home is not None else not ends_in_group
        sources = [home] if home in limits else list(limits)
        every = tuple(a for a in Attribution if all(a in limits[g][1] for g in sources if g))
        return Offer(
            groups={g: names[g] for g in allowed},
            organisation=organisation,
            attributions={**allowed, **({_ORGANISATION: every} if organisation else {})},
            why="" if organisation else _why(names.get(home or ""), some=bool(allowed)),
        )

    def _limits(
        self, tx: Transaction, actor: Actor
    ) -> tuple[dict[str, tuple[Reach, tuple[Attribution, ...]]], dict[str, str]]:
        """Return for each group of the actor how far a story may go, and under which names."""
        limits, names = {}, {}
        for group in tx.groups.of_person(actor.person_id):
            charter = charter_of(tx, group, self._charters)
            takes_part = standing_in(tx, actor, group, self._charters).takes_part
            reach = limit(group.rules, charter.terms) if takes_part else Reach.ME
            limits[group.id] = (reach, charter.terms.attributions)
            names[group.id] = group.name
        return limits, names


def seen_of(texts: Mapping[StoryPart, str]) -> str:
    """Return what tells one masked text from another; hand it back when it is shared."""
    told = "\x00".join(f"{part}\x01{texts[part]}" for part in StoryPart if part in texts)
    return hashlib.sha256(told.encode()).hexdigest()


def agreed_text(item: Item) -> str:
    """Return everything of an item that is read, as its author agreed to it."""
    below = [f"Lesson: {item.lesson}"] if item.lesson else []
    below += [f"It works when: {item.works_when}"] if item.works_when else []
    return "\n\n".join([f"# {item.title}", item.text, *below])


def _require_ready(story: Story, seen_sha256: str) -> None:
    require_finished(story)
    if story.suggested:
        raise InvalidInput(
            "Some words are still a suggestion: change them or take them as yours, part by part."
        )
    if seen_of(masked_texts(story)) != seen_sha256:
        raise InvalidInput(
            "The story has changed since you looked at what others would read: look at it again."
        )


def _require_in_use(tx: Transaction, story: Story) -> None:
    item = tx.items.get(story.item_id) if story.item_id else None
    if item is not None and item.status is ItemStatus.RETIRED:
        raise InvalidInput(
            "An administrator has taken this story out of use: take it back and change it first."
        )


def facts_of(story: Story) -> dict[str, object]:
    """Return what an item says of a story: its masked parts."""
    texts = masked_texts(story)
    text = composed(texts)
    return {
        "kind": story.kind,
        "title": texts.get(StoryPart.TITLE, ""),
        "text": text,
        "lesson": texts.get(StoryPart.LESSON, ""),
        "works_when": texts.get(StoryPart.WORKS_WHEN, ""),
        "content_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "bytes": len(text.encode()),
    }


def _item_of(tx: Transaction, story: Story) -> Item:
    item = tx.items.get(story.item_id, lock=True) if story.item_id else None
    if item is None:
        raise NotFound
    return item


def _reading(tx: Transaction, item: Item) -> dict[str, str]:
    return {id_: group_of(tx, id_).name for id_ in groups_of(tx, item.audience)}


def _require_charters(offer: Offer, new: frozenset[str], attribution: Attribution) -> None:
    """Refuse groups that would come to read a story against a charter. InvalidInput."""
    if not new:
        return
    if not new <= set(offer.groups) or attribution not in offer.attributions_for(new):
        raise InvalidInput(
            "A charter does not allow this yet: accept the charter of the other group first, or "
            "leave the story where it is."
        )


def _leaves(reach: Reach) -> bool:
    return reach.wider_than(Reach.GROUP)


def _why(home: str | None, *, some: bool) -> str:
    if home:
        return f"It tells of your work in {home}, whose charter ends at the group."
    if some:
        return "A charter of one of your groups ends at the group."
    return "You take part in no group that it could be shared with: accept its charter first."
