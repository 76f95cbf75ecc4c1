"""Conversations with the coach: what a member says is saved first, then answered by a worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coach.dialogue.engine import Coach
from coach.dialogue.extract import Reader
from coach.dialogue.filling import without_turn
from coach.dialogue.reply import Timing
from coach.domain.access import Action, Kind
from coach.domain.conversation import (
    Conversation,
    ConversationKind,
    Feedback,
    Turn,
    TurnState,
)
from coach.domain.people import Actor
from coach.errors import InvalidInput, NotFound
from coach.services import deletion
from coach.services.answering import Answering
from coach.services.citing import Citing
from coach.services.commitments import CommitmentService
from coach.services.common import (
    Clock,
    new_id,
    own_commitment,
    own_conversation,
    own_reflection,
    tidy,
)
from coach.services.drafts import AnyDraft, save_draft, subject_of
from coach.services.new_turns import member_turn, opening_turn
from coach.services.replies import ReplyHandle, ReplySnapshot
from coach.services.reply_worker import Task
from coach.storage.database import Database
from coach.storage.transaction import Transaction

__all__ = ["ConversationService", "ConversationView", "ReplyHandle", "ReplySnapshot"]

LONGEST_MESSAGE = 8000
LONGEST_REASON = 500
NOTICE_QUEUED = "The coach is still answering; this message is saved and is answered next."


@dataclass(frozen=True, slots=True)
class ConversationView:
    """A conversation with its turns in order; `reply` is the one still running, or None."""

    conversation: Conversation
    turns: tuple[Turn, ...]
    reply: ReplyHandle | None


class ConversationService:
    """Every method works on the actor's own conversations; NotFound for all others."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        coach: Coach,
        reader: Reader,
        commitments: CommitmentService,
        citing: Citing | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._coach = coach
        self._commitments = commitments
        self._answering = Answering(database, clock, coach, reader, citing)

    def start_commit(self, actor: Actor, commitment_id: str | None = None) -> Conversation:
        """Open a conversation about a commitment; about a new draft when None is named."""
        if commitment_id is None:
            commitment_id = self._commitments.start(actor).id
        with self._database.transaction() as tx:
            draft = own_commitment(tx, actor, commitment_id).draft
            return self._start(tx, actor, ConversationKind.COMMIT, commitment_id, draft)

    def start_reflect(self, actor: Actor, reflection_id: str) -> Conversation:
        """Open a conversation about a reflection."""
        with self._database.transaction() as tx:
            draft = own_reflection(tx, actor, reflection_id).draft
            return self._start(tx, actor, ConversationKind.REFLECT, reflection_id, draft)

    def for_subject(self, actor: Actor, subject_id: str) -> Conversation | None:
        """Return the actor's last conversation about a commitment or reflection, or None."""
        with self._database.reading() as tx:
            return tx.conversations.for_subject(subject_id, owner_id=actor.person_id)

    def open(self, actor: Actor, conversation_id: str) -> ConversationView:
        """Return the conversation; turns that a dead process left open are mended on the way."""
        view = self._view(actor, conversation_id)
        mended = self._answering.mend(_task(actor, conversation_id), view.turns)
        unanswered = bool(view.turns) and view.turns[-1].role == "member"
        if not mended and not unanswered:
            return view
        if unanswered:
            self._answer(actor, conversation_id)
        return self._view(actor, conversation_id)

    def say(self, actor: Actor, conversation_id: str, text: str) -> ReplyHandle:
        """Save the member's message and have it answered; it is on disk before this returns.

        While a reply is still running, in another tab perhaps, the message waits its turn: it is
        saved all the same, and the snapshot's notice says so.
        """
        message = _message(text)
        busy = self._answering.under_way(conversation_id) is not None
        handle = ReplyHandle(new_id(), notice=NOTICE_QUEUED if busy else "")
        task = _task(actor, conversation_id)
        with self._answering.adding(task, handle) as tx:
            conversation = own_conversation(tx, actor, conversation_id)
            now = self._clock()
            position = tx.turns.next_position(conversation_id)
            tx.turns.add_turn(member_turn(conversation_id, position, message, now))
            self._answering.add(tx, conversation_id, position + 1, handle)
            tx.conversations.update(conversation.model_copy(update={"updated_at": now}))
        return handle

    def regenerate(self, actor: Actor, conversation_id: str) -> ReplyHandle:
        """Replace the coach's last turn by another one, with another question."""
        with self._database.reading() as tx:
            turns = self._own_turns(tx, actor, conversation_id)
        member = _last_member(turns)
        old = [t.plan for t in turns if t.position > member.position and t.plan is not None]
        named = [t.provenance.item_id for t in turns if t.provenance is not None]
        avoid = frozenset([*(p.question_id for p in old), *filter(None, named)])
        task = _task(actor, conversation_id).again(avoid)
        handle = ReplyHandle(new_id())
        with self._answering.adding(task, handle) as tx:
            self._require_newest(tx, actor, conversation_id, member.id)
            tx.turns.delete_turns_after(conversation_id, member.position)
            self._answering.add(tx, conversation_id, member.position + 1, handle)
        return handle

    def edit_last(
        self, actor: Actor, conversation_id: str, text: str, *, turn_id: str
    ) -> ReplyHandle:
        """Replace the member's last message, which `turn_id` names, and the reply to it.

        What the draft took from the old words goes; what was typed into the form stays.
        """
        message = _message(text)
        handle = ReplyHandle(new_id())
        with self._answering.adding(_task(actor, conversation_id), handle) as tx:
            conversation = own_conversation(tx, actor, conversation_id)
            member = self._require_newest(tx, actor, conversation_id, turn_id)
            subject = subject_of(tx, conversation)
            save_draft(tx, subject, without_turn(subject.draft, member.id), self._clock())
            changed = {"text": message, "sent": "", "labels": None}
            tx.turns.update_turn(member.model_copy(update=changed))
            tx.turns.delete_turns_after(conversation_id, member.position)
            self._answering.add(tx, conversation_id, member.position + 1, handle)
        return handle

    def stop(self, actor: Actor, conversation_id: str) -> None:
        """Stop the running reply, if there is one; a usable reply is left."""
        with self._database.reading() as tx:
            own_conversation(tx, actor, conversation_id)
        self._answering.stop(conversation_id)

    def feedback(
        self,
        actor: Actor,
        turn_id: str,
        *,
        helpful: bool | None = None,
        reason: str | None = None,
    ) -> None:
        """Keep the member's thumbs on a coach turn, and why; what is None stays as it was."""
        with self._database.transaction() as tx:
            turn = tx.turns.get(turn_id)
            if turn is None or turn.role != "coach" or turn.state is TurnState.STREAMING:
                raise NotFound
            own_conversation(tx, actor, turn.conversation_id)
            given = turn.feedback or Feedback(helpful=True)
            if helpful is not None:
                given = given.model_copy(update={"helpful": helpful})
            if reason is not None:
                why = tidy(reason, name="The reason", longest=LONGEST_REASON)
                given = given.model_copy(update={"reason": why})
            tx.turns.update_turn(turn.model_copy(update={"feedback": given}))

    def delete(self, actor: Actor, conversation_id: str) -> None:
        """Delete it with its turns; what the draft took from them stays."""
        deletion.delete(self._database, self._clock, actor, Kind.CONVERSATION, conversation_id)
        self._answering.end(conversation_id)

    def busy(self) -> bool:
        """Whether the coach is answering anybody in this process."""
        return self._answering.busy()

    def how_many(self) -> int:
        """Return how many conversations are being answered in this process, anybody's."""
        return self._answering.how_many()

    def quiet_for(self) -> float:
        """Return for how many seconds the coach has answered nobody in this process."""
        return self._answering.quiet_for()

    def warm(self, actor: Actor, conversation_id: str) -> None:
        """Have the model read what the next prompts begin with; returns at once."""
        with self._database.reading() as tx:
            conversation = own_conversation(tx, actor, conversation_id, Action.READ)
            turns = tx.turns.turns_of(conversation_id, owner_id=actor.person_id)
        self._coach.warm(conversation.kind, turns)

    def close(self) -> None:
        """Stop what is running, save it, and end the threads."""
        self._answering.close()

    def _start(
        self,
        tx: Transaction,
        actor: Actor,
        kind: ConversationKind,
        subject_id: str,
        draft: AnyDraft,
    ) -> Conversation:
        now = self._clock()
        conversation = Conversation(
            id=new_id(),
            owner_id=actor.person_id,
            kind=kind,
            subject_id=subject_id,
            created_at=now,
            updated_at=now,
        )
        plan, text = self._coach.opening(draft, conversation.id)
        tx.conversations.add(conversation)
        tx.turns.add_turn(opening_turn(conversation.id, plan, text, now))
        return conversation

    def _view(self, actor: Actor, conversation_id: str) -> ConversationView:
        reply = self._answering.under_way(conversation_id)
        with self._database.reading() as tx:
            conversation = own_conversation(tx, actor, conversation_id, Action.READ)
            turns = tuple(tx.turns.turns_of(conversation_id, owner_id=actor.person_id))
        return ConversationView(conversation, turns, reply)

    def _own_turns(self, tx: Transaction, actor: Actor, conversation_id: str) -> Sequence[Turn]:
        own_conversation(tx, actor, conversation_id)
        return tx.turns.turns_of(conversation_id, owner_id=actor.person_id)

    def _require_newest(
        self, tx: Transaction, actor: Actor, conversation_id: str, turn_id: str
    ) -> Turn:
        """Return the member's turn, provided that it is their newest and nothing answers it now."""
        newest = _last_member(self._own_turns(tx, actor, conversation_id))
        self._answering.require_quiet(conversation_id)
        if newest.id != turn_id:
            raise InvalidInput("You have written another message since: look at that one first.")
        return newest

    def _answer(self, actor: Actor, conversation_id: str) -> None:
        """Answer a message that never got its coach turn, unless another tab was first."""
        handle = ReplyHandle(new_id())
        with self._answering.adding(_task(actor, conversation_id), handle) as tx:
            last = self._own_turns(tx, actor, conversation_id)[-1]
            if last.role == "member":
                self._answering.add(tx, conversation_id, last.position + 1, handle)


def _task(actor: Actor, conversation_id: str) -> Task:
    return Task(conversation_id, actor.person_id, Timing())


def _message(text: str) -> str:
    message = tidy(text, name="Your message", longest=LONGEST_MESSAGE)
    if not message:
        raise InvalidInput("Your message is empty: write something first.")
    return message


def _last_member(turns: Sequence[Turn]) -> Turn:
    found = next((t for t in reversed(turns) if t.role == "member"), None)
    if found is None:
        raise InvalidInput("There is no message of yours in this conversation yet: write one.")
    return found
