"""Journal: everything that is the member's own, to find, take along or delete."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from coach.domain.access import Action, Kind, Resource, require
from coach.domain.attempt import RESULT_TITLES
from coach.domain.base import Model
from coach.domain.commitment import SLOT_ORDER, SLOT_TITLES, CommitmentStatus
from coach.domain.contribution import Contribution, counts
from coach.domain.conversation import ConversationKind
from coach.domain.people import Actor
from coach.domain.reflection import STEP_ORDER, STEP_TITLES, Reflection, ReflectionStatus
from coach.domain.story import PART_TITLES, StoryPart
from coach.errors import InvalidInput
from coach.services import deletion, export
from coach.services.common import Clock, holds, note_event, searched_words
from coach.services.deletion import count
from coach.services.home import commitment_title, reflection_title, shortened
from coach.services.made_stories import MadeStory
from coach.services.possessions import Possessions, possessions_of
from coach.storage.database import Database

JournalKind = Literal["commitment", "attempt", "reflection", "story", "conversation", "post"]
KINDS: tuple[JournalKind, ...] = get_args(JournalKind)


class JournalItem(Model):
    """One thing of the member's: `text` is all that it says, `detail` a few facts about it."""

    kind: JournalKind
    id: str
    title: str
    text: str
    at: datetime
    detail: str


@dataclass(frozen=True, slots=True)
class JournalExport:
    """Everything that the member owns, for a program and for reading."""

    json: str
    markdown: str


class JournalService:
    """Reads and deletes the actor's own things alone."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def items(
        self, actor: Actor, *, query: str = "", kinds: Collection[JournalKind] | None = None
    ) -> list[JournalItem]:
        """Return the things whose words contain every word of the query, the newest first."""
        with self._database.reading() as tx:
            owned = possessions_of(tx, actor)
        words = searched_words(query)
        found = [
            item
            for item in _items(owned)
            if (kinds is None or item.kind in kinds) and _matches(item, words)
        ]
        return sorted(found, key=lambda item: item.at, reverse=True)

    def export(self, actor: Actor) -> JournalExport:
        """Return a copy of everything that the member owns."""
        require(actor, Action.EXPORT, Resource(kind=Kind.ACCOUNT, owner_id=actor.person_id))
        now = self._clock()
        with self._database.transaction() as tx:
            owned = possessions_of(tx, actor)
            note_event(tx, now, "export", actor_id=actor.person_id)
        return JournalExport(
            json=export.to_json(owned, now), markdown=export.to_markdown(owned, now)
        )

    def deletion_preview(self, actor: Actor, kind: JournalKind, thing_id: str) -> tuple[str, ...]:
        """Say in sentences what deleting a thing leads to; empty when it stands alone."""
        with self._database.reading() as tx:
            return deletion.sentences(deletion.plan(tx, actor, _kind(kind), thing_id))

    def made_stories(self, actor: Actor, kind: JournalKind, thing_id: str) -> tuple[MadeStory, ...]:
        """Return the stories whose author has a choice when a thing is deleted."""
        with self._database.reading() as tx:
            planned = deletion.plan(tx, actor, _kind(kind), thing_id)
        return () if planned.kind is Kind.STORY else planned.stories


def _kind(name: str) -> Kind:
    try:
        return Kind(name)
    except ValueError:
        raise InvalidInput(
            f"{name!r} is no kind of thing in a journal: choose one of {', '.join(KINDS)}."
        ) from None


def _matches(item: JournalItem, words: list[str]) -> bool:
    return holds(f"{item.title}\n{item.text}\n{item.detail}", words)


def _items(owned: Possessions) -> Iterator[JournalItem]:
    for make in _MAKERS:
        yield from make(owned)


def _commitments(owned: Possessions) -> Iterator[JournalItem]:
    for c in owned.commitments:
        slots = [
            f"{SLOT_TITLES[s]}: {c.draft.slots[s].text}" for s in SLOT_ORDER if s in c.draft.slots
        ]
        earlier = [f"Earlier wording: {r.sentence}" for r in c.revisions]
        reason = [f"Reason: {c.reason}"] if c.reason else []
        yield JournalItem(
            kind="commitment",
            id=c.id,
            title=commitment_title(c),
            text="\n".join(filter(None, [c.sentence, *slots, *reason, *earlier])),
            at=c.updated_at,
            detail=_status(c.status, shared=c.audience == "group"),
        )


def _status(status: CommitmentStatus, *, shared: bool) -> str:
    if status is CommitmentStatus.DRAFT:
        return "Draft, seen by you alone."
    return (
        f"{status.value.capitalize()}, {'seen by your group' if shared else 'seen by you alone'}."
    )


def _attempts(owned: Possessions) -> Iterator[JournalItem]:
    titles = {c.id: commitment_title(c) for c in owned.commitments}
    for a in owned.attempts:
        cue = "The moment came." if a.cue_occurred else "The moment did not come."
        yield JournalItem(
            kind="attempt",
            id=a.id,
            title=f"{RESULT_TITLES[a.result]}: {shortened(a.note) or titles[a.commitment_id]}",
            text=a.note,
            at=a.created_at,
            detail=f"On {a.happened_on.isoformat()}. {cue} For: {titles[a.commitment_id]}",
        )


def _reflections(owned: Possessions) -> Iterator[JournalItem]:
    for r in owned.reflections:
        steps = [f"{STEP_TITLES[s]}: {r.draft.text(s)}" for s in STEP_ORDER if r.draft.steps.get(s)]
        state = "Kept" if r.status is ReflectionStatus.KEPT else "Not finished"
        yield JournalItem(
            kind="reflection",
            id=r.id,
            title=reflection_title(r),
            text="\n".join(steps),
            at=r.updated_at,
            detail=" ".join(
                [
                    f"{state}, on {count(len(r.attempt_ids), 'attempt')}.",
                    *(
                        _towards_themes(one, r, owned)
                        for one in owned.contributions
                        if one.reflection_id == r.id
                    ),
                ]
            ),
        )


def _towards_themes(given: Contribution, reflection: Reflection, owned: Possessions) -> str:
    """Say what of a reflection counts, and which sentences may be quoted."""
    if not counts(given, reflection):
        return "It has changed since you let it count towards themes, so it does not count now."
    names = {group.id: group.name for group in owned.groups}
    further = " and of the organisation" if given.beyond else ""
    said = f"It counts towards the themes of {names.get(given.group_id, 'a group')}{further}."
    if not given.quotes:
        return f"{said} No sentence of it may be quoted."
    quotes = " ".join(f"“{words}”" for words in given.quotes)
    name = "under your name" if given.named else "without a name"
    return f"{said} May be quoted {name}: {quotes}"


def _stories(owned: Possessions) -> Iterator[JournalItem]:
    for s in owned.stories:
        parts = [f"{PART_TITLES[p]}: {text}" for p, text in s.texts.items()]
        masks = [f"Instead of {m.words}: {m.stand_in}" for m in s.masks if m.stand_in]
        agreed = [c.statement for c in owned.consents if c.item_id == s.item_id]
        yield JournalItem(
            kind="story",
            id=s.id,
            title=s.text(StoryPart.TITLE) or "A story without a title",
            text="\n".join([*parts, *masks]),
            at=s.updated_at,
            detail=f"Shared. {agreed[-1]}" if agreed else "Seen by you alone.",
        )


def _conversations(owned: Possessions) -> Iterator[JournalItem]:
    names = {"member": "You", "coach": "Coach"}
    for c, turns in owned.conversations:
        said = next((t.text for t in turns if t.role == "member"), "")
        about = "a commitment" if c.kind is ConversationKind.COMMIT else "a reflection"
        yield JournalItem(
            kind="conversation",
            id=c.id,
            title=shortened(said) or "A conversation without words of yours",
            text="\n".join(f"{names[t.role]}: {t.text}" for t in turns),
            at=c.updated_at,
            detail=f"About {about}, {count(len(turns), 'turn')}.",
        )


def _posts(owned: Possessions) -> Iterator[JournalItem]:
    names = {group.id: group.name for group in owned.groups}
    for post, thread in owned.posts:
        yield JournalItem(
            kind="post",
            id=post.id,
            title=shortened(post.text),
            text=post.text,
            at=post.posted_at,
            detail=(
                f"In the {thread.space.value} space of "
                f"{names.get(thread.group_id, 'a group that is not yours')}."
            ),
        )


_MAKERS: tuple[Callable[[Possessions], Iterator[JournalItem]], ...] = (
    _commitments,
    _attempts,
    _reflections,
    _stories,
    _conversations,
    _posts,
)
