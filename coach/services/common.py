"""What the services share: the clock, ids, tidy text, groups, owned things and audit rows."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from coach.domain.access import Action, Kind, Resource, require
from coach.domain.attempt import Attempt
from coach.domain.commitment import Commitment
from coach.domain.conversation import Conversation
from coach.domain.groups import Group
from coach.domain.people import Actor, Person
from coach.domain.reflection import Reflection
from coach.errors import InvalidInput, NotFound
from coach.storage.records import AuditEvent
from coach.storage.transaction import Transaction

Clock = Callable[[], datetime]
"""Returns the present moment, aware and in UTC; tests give their own."""


def utc_now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


def new_id() -> str:
    """Return an opaque id."""
    return uuid.uuid4().hex


def encodable(text: str) -> str:
    """Return a text that UTF-8 holds: half a surrogate becomes "?"."""
    return text.encode("utf-8", "replace").decode("utf-8")


def searched_words(query: str) -> list[str]:
    """Return the words of a search as words are kept, in small letters."""
    return _kept(query).casefold().split()


def holds(text: str, words: Sequence[str]) -> bool:
    """Return whether every searched word stands in a text, in whatever letters."""
    there = text.casefold()
    return all(word in there for word in words)


def tidy(text: str, *, name: str, longest: int) -> str:
    """Return what was typed without outer white space; InvalidInput when it is too long."""
    result = _kept(text).strip()
    if len(result) > longest:
        raise InvalidInput(f"{name} has {len(result)} characters: shorten it to {longest} at most.")
    return result


def tidy_line(text: str, *, name: str, longest: int) -> str:
    """Return a single line that is not empty; InvalidInput otherwise."""
    result = " ".join(tidy(text, name=name, longest=longest).split())
    if not result:
        raise InvalidInput(f"{name} is empty: please write one.")
    if any(unicodedata.category(c).startswith("C") for c in result):
        raise InvalidInput(f"{name} contains a character that cannot be shown: remove it.")
    return result


class Owned(Protocol):
    """Whatever belongs to one person."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def owner_id(self) -> str:
        """The person's id."""
        ...


O = TypeVar("O", bound=Owned)  # noqa: E741 - a type variable


def owned(actor: Actor, kind: Kind, thing: O | None, action: Action = Action.WRITE) -> O:
    """Return a thing of the actor's own; NotFound when there is none or it is another's."""
    if thing is None:
        raise NotFound
    require(actor, action, Resource(kind=kind, owner_id=thing.owner_id))
    return thing


def own_commitment(
    tx: Transaction, actor: Actor, commitment_id: str, action: Action = Action.WRITE
) -> Commitment:
    """Return the actor's commitment, locked for this transaction."""
    found = tx.commitments.get(commitment_id, lock=action is not Action.READ)
    return owned(actor, Kind.COMMITMENT, found, action)


def own_attempt(
    tx: Transaction, actor: Actor, attempt_id: str, action: Action = Action.WRITE
) -> Attempt:
    """Return the actor's attempt."""
    return owned(actor, Kind.ATTEMPT, tx.attempts.get(attempt_id), action)


def own_reflection(
    tx: Transaction, actor: Actor, reflection_id: str, action: Action = Action.WRITE
) -> Reflection:
    """Return the actor's reflection, locked for this transaction."""
    found = tx.reflections.get(reflection_id, lock=action is not Action.READ)
    return owned(actor, Kind.REFLECTION, found, action)


def own_conversation(
    tx: Transaction, actor: Actor, conversation_id: str, action: Action = Action.WRITE
) -> Conversation:
    """Return the actor's conversation."""
    return owned(actor, Kind.CONVERSATION, tx.conversations.get(conversation_id), action)


def group_of(tx: Transaction, group_id: str, *, lock: bool = False) -> Group:
    """Return the group, or raise NotFound; access is asked by whoever calls.

    `lock` keeps other writers out until the transaction ends.
    """
    group = tx.groups.get(group_id, lock=lock)
    if group is None:
        raise NotFound
    return group


def find_person(tx: Transaction, email: str) -> Person:
    """Return who has an account with this address, as it was typed; InvalidInput for nobody."""
    known_as = encodable(email).strip()
    person = tx.people.by_email(known_as.lower())
    if person is None:
        raise InvalidInput(f"There is no account {known_as[:80]!r}: check the address.")
    return person


def note_event(
    tx: Transaction,
    at: datetime,
    event: str,
    *,
    actor_id: str = "",
    kind: str = "",
    object_id: str = "",
    detail: str = "",
) -> None:
    """Add a row to the audit trail; `detail` is a word of ours, never a person's."""
    tx.audit.add(
        AuditEvent(
            id=new_id(),
            at=at,
            event=event,
            actor_id=actor_id,
            kind=kind,
            object_id=object_id,
            detail=detail,
        )
    )


def note_deed(
    tx: Transaction,
    at: datetime,
    actor: Actor,
    event: str,
    kind: Kind,
    object_id: str,
    detail: str = "",
) -> None:
    """Add a row on what somebody did with a thing; see `note_event`."""
    note_event(
        tx,
        at,
        event,
        actor_id=actor.person_id,
        kind=kind.value,
        object_id=object_id,
        detail=detail,
    )


def _kept(text: str) -> str:
    """Return what a database holds of a text."""
    return encodable(text).replace("\x00", "")
