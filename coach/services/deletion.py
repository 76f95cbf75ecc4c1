"""What a deletion leads to: worked out once, said beforehand, then carried out as said.

Deleting a commitment deletes its earlier wordings, attempts, conversations and reminders. Deleting
attempts deletes the reflections that have no other attempt left, with their conversations. What
becomes of the stories made from these, their author chooses. Posts in groups' conversations are
deleted by `TalkService`, stories by `AuthoringService`, and only previewed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from coach.domain.access import Action, Kind, Resource, require
from coach.domain.commitment import Commitment
from coach.domain.commitment_life import is_shared
from coach.domain.people import Actor
from coach.domain.reflection import Reflection
from coach.errors import InvalidInput, NotFound
from coach.services.common import (
    Clock,
    note_event,
    own_attempt,
    own_commitment,
    own_conversation,
    own_reflection,
    owned,
)
from coach.services.made_stories import MadeStory, StoryFate, delete_story, made
from coach.services.sharing import Upkeep
from coach.storage.database import Database
from coach.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class DeletionPlan:
    """What was asked for (`kind`, `id`) and the ids of all that go, itself included, by kind."""

    kind: Kind
    id: str
    revisions: int = 0
    attempts: tuple[str, ...] = ()
    reflections: tuple[str, ...] = ()
    conversations: tuple[str, ...] = ()
    reminders: int = 0
    shortened: tuple[str, ...] = ()
    """Reflections that stay, but lose one of their attempts."""
    shared: bool = False
    stories: tuple[MadeStory, ...] = ()
    """Made from the reflections that go; or the one story that is to be deleted itself."""


def plan(tx: Transaction, actor: Actor, kind: Kind, thing_id: str) -> DeletionPlan:
    """Work out what deleting one of the actor's things leads to; NotFound for another's."""
    if kind is Kind.CONVERSATION:
        own_conversation(tx, actor, thing_id, Action.DELETE)
        return DeletionPlan(kind, thing_id, conversations=(thing_id,))
    if kind is Kind.POST:
        _require_own_post(tx, actor, thing_id)
        return DeletionPlan(kind, thing_id)
    if kind is Kind.STORY:
        told = owned(actor, Kind.STORY, tx.stories.get(thing_id), Action.DELETE)
        return DeletionPlan(kind, thing_id, stories=(made(tx, told),))
    commitment, attempts = _attempts_of(tx, actor, kind, thing_id)
    touched, orphans = _reflections_of(tx, actor, attempts)
    reflections = [thing_id] if kind is Kind.REFLECTION else [r.id for r in orphans]
    subjects = {thing_id, *reflections}
    own = tx.conversations.of_owner(actor.person_id)
    return DeletionPlan(
        kind,
        thing_id,
        revisions=len(commitment.revisions) if commitment else 0,
        attempts=tuple(attempts),
        reflections=tuple(reflections),
        conversations=tuple(c.id for c in own if c.subject_id in subjects),
        reminders=sum(r.commitment_id == thing_id for r in tx.reminders.of_owner(actor.person_id)),
        shortened=tuple(r.id for r in touched if r not in orphans),
        shared=commitment is not None and is_shared(commitment),
        stories=tuple(
            made(tx, story)
            for story in tx.stories.of_owner(actor.person_id)
            if story.reflection_id in reflections
        ),
    )


def carry_out(tx: Transaction, plan: DeletionPlan) -> None:
    """Delete exactly what the plan names."""
    for conversation_id in plan.conversations:
        tx.conversations.delete(conversation_id)
    for reflection_id in plan.reflections:
        tx.reflections.delete(reflection_id)
    tx.attempts.delete(plan.attempts)
    if plan.kind is Kind.COMMITMENT:
        tx.commitments.delete(plan.id)


def delete(database: Database, clock: Clock, actor: Actor, kind: Kind, thing_id: str) -> None:
    """Plan and carry out in one transaction, note it, and clear the bytes from the log."""
    with database.transaction() as tx:
        carry_out(tx, plan(tx, actor, kind, thing_id))
        _note(tx, actor, kind, thing_id, clock())
    database.scrub()


def delete_with_stories(
    database: Database,
    clock: Clock,
    upkeep: Upkeep,
    actor: Actor,
    kind: Kind,
    thing_id: str,
    stories: StoryFate | None,
) -> None:
    """Do the same with what a story may be made from, and what `stories` says with those.

    Nothing chosen keeps what nobody else reads; InvalidInput where others do.
    """
    now = clock()
    with database.transaction() as tx:
        planned = plan(tx, actor, kind, thing_id)
        read = any(one.read_by for one in planned.stories)
        if read and stories is None:
            raise InvalidInput(
                "Others read a story that was made from this: choose whether it stays."
            )
        if stories is StoryFate.DELETE:
            for one in planned.stories:
                delete_story(tx, actor, one.id, now)
        carry_out(tx, planned)
        _note(tx, actor, kind, thing_id, now)
    if read and stories is StoryFate.DELETE:
        upkeep.removed()
    else:
        database.scrub()


def sentences(plan: DeletionPlan) -> tuple[str, ...]:
    """Say what goes along and what stays; empty when the thing stands alone."""
    lines: list[str] = []
    parts = _also(plan)
    if parts:
        lines.append(f"This also deletes {join(parts)}.")
    if plan.shared:
        lines.append("Your group will no longer see it.")
    if plan.shortened:
        lines.append(
            f"{count(len(plan.shortened), 'other reflection')} will stay, without "
            f"{'this attempt' if plan.kind is Kind.ATTEMPT else 'these attempts'}."
        )
    if plan.kind is Kind.CONVERSATION:
        lines.append("What you took from it into a commitment or a reflection stays there.")
    if plan.kind is Kind.POST:
        lines.append("Where others wrote too, a line stays that says that it was deleted.")
    if plan.kind is Kind.REFLECTION:
        lines.append("The attempts that it looks back on stay.")
    lines.extend(_about_stories(plan))
    return tuple(lines)


def _about_stories(plan: DeletionPlan) -> list[str]:
    if plan.kind is Kind.STORY:
        (told,) = plan.stories
        if told.read_by:
            return [f"{told.read_by} can read it: take it back first, on its own page."]
        return ["Nobody else reads it. The reflection that it may be made from stays."]
    return [
        f"The story “{one.title}” was made from this. "
        + (f"{one.read_by} can read it." if one.read_by else "Nobody else reads it.")
        for one in plan.stories
    ]


def _note(tx: Transaction, actor: Actor, kind: Kind, thing_id: str, now: datetime) -> None:
    note_event(tx, now, "deletion", actor_id=actor.person_id, kind=kind.value, object_id=thing_id)


def _also(plan: DeletionPlan) -> list[str]:
    parts: list[str] = []
    if plan.revisions:
        parts.append(count(plan.revisions, "earlier wording"))
    if plan.kind is Kind.COMMITMENT and plan.attempts:
        parts.append(count(len(plan.attempts), "attempt"))
    if plan.kind is not Kind.REFLECTION and plan.reflections:
        source = "it" if plan.kind is Kind.ATTEMPT or len(plan.attempts) == 1 else "them"
        parts.append(f"{_the(len(plan.reflections), 'reflection')} made from {source}")
    if plan.kind is not Kind.CONVERSATION and plan.conversations:
        about = "about this" if plan.kind is not Kind.ATTEMPT else "about it"
        parts.append(f"{_the(len(plan.conversations), 'conversation')} {about}")
    if plan.reminders:
        parts.append(f"{_the(plan.reminders, 'reminder')} of it")
    return parts


def count(number: int, thing: str) -> str:
    """Return "1 attempt", "3 attempts" or "2 stories"."""
    many = f"{thing[:-1]}ies" if thing.endswith("ry") else f"{thing}s"
    return f"{number} {thing if number == 1 else many}"


def join(parts: Sequence[str]) -> str:
    """Return "a", "a and b" or "a, b and c"."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _the(number: int, thing: str) -> str:
    return f"the {thing}" if number == 1 else f"the {number} {thing}s"


def _require_own_post(tx: Transaction, actor: Actor, post_id: str) -> None:
    post = tx.talk.post(post_id)
    if post is None:
        raise NotFound
    require(actor, Action.DELETE, Resource(kind=Kind.POST, owner_id=post.author_id))


def _attempts_of(
    tx: Transaction, actor: Actor, kind: Kind, thing_id: str
) -> tuple[Commitment | None, list[str]]:
    if kind is Kind.COMMITMENT:
        commitment = own_commitment(tx, actor, thing_id, Action.DELETE)
        found = tx.attempts.of_commitment(thing_id, owner_id=actor.person_id)
        return commitment, [a.id for a in found]
    if kind is Kind.ATTEMPT:
        own_attempt(tx, actor, thing_id, Action.DELETE)
        return None, [thing_id]
    if kind is Kind.REFLECTION:
        own_reflection(tx, actor, thing_id, Action.DELETE)
        return None, []
    raise InvalidInput(f"{kind.value!r} cannot be deleted here: choose something of your journal.")


def _reflections_of(
    tx: Transaction, actor: Actor, attempt_ids: Sequence[str]
) -> tuple[list[Reflection], list[Reflection]]:
    """Return the reflections that look back on these attempts, and those that have no others."""
    gone = set(attempt_ids)
    touched = [r for r in tx.reflections.of_owner(actor.person_id) if gone & set(r.attempt_ids)]
    return touched, [r for r in touched if gone >= set(r.attempt_ids)]
