"""Writes one reply: plan, stream, save, then read the member's message into the draft."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from coach.dialogue.engine import Coach, Planned
from coach.dialogue.extract import Reader
from coach.dialogue.filling import fill_commitment, fill_reflection
from coach.dialogue.reply import UPSTREAM, Reply, Shown, Timing, stopped
from coach.domain.commitment import Draft
from coach.domain.conversation import (
    Conversation,
    ConversationKind,
    Labels,
    Turn,
    TurnState,
)
from coach.errors import Cancelled, NotFound
from coach.services.citing import Citing
from coach.services.common import Clock
from coach.services.drafts import AnyDraft, save_draft, subject_of
from coach.services.replies import ReplyHandle
from coach.storage.database import Database
from coach.storage.transaction import Transaction

_WRITE_EVERY_S: Final = 0.1
_LONGEST_STILL_S: Final = 2.0
_SPARE: Final = 10
"""Times that a write took, before the next: where many reply at once, each writes less often."""
NOTICE_UPSTREAM = (
    "The language model gave no usable answer, so this question comes from the question bank."
)


@dataclass(frozen=True, slots=True)
class Task:
    """A reply to write. `avoid`: question ids that must not come; `seed`: of the model."""

    conversation_id: str
    owner_id: str
    timing: Timing
    avoid: frozenset[str] = frozenset()
    seed: int | None = None

    def again(self, avoid: frozenset[str]) -> Task:
        """Return the task of another reply to the same message."""
        return replace(self, avoid=avoid, seed=secrets.randbits(31))


@dataclass(frozen=True, slots=True)
class _Scene:
    """A reply's conversation, the turns up to the member's message, and the plan."""

    conversation: Conversation
    turns: Sequence[Turn]
    coach_turn: Turn
    draft: AnyDraft
    planned: Planned


class ReplyWorker:
    """Everything that happens between a member's saved message and a draft that has caught up."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        coach: Coach,
        reader: Reader,
        citing: Citing | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._coach = coach
        self._reader = reader
        self._citing = citing

    def write(self, task: Task, handle: ReplyHandle) -> None:
        """Write the reply of the coach turn that the handle names; a deleted turn ends it."""
        try:
            scene = self._prepare(task, handle.turn_id)
            if scene.planned.wanted.plan.intent == "advice":
                scene = self._with_story(task, scene)
            self._reply(task, scene, handle)
            self._catch_up(task, handle)
            self._warm_next(task, handle)
        except NotFound:
            handle.update(state=TurnState.STOPPED)
        except Cancelled:
            pass
        finally:
            self._close(task, handle)

    def repair(self, task: Task, turn_id: str) -> None:
        """Give a turn that a dead process left unfinished a usable text, without a model.

        Nothing happens to a turn that somebody has finished or deleted meanwhile.
        """
        try:
            scene = self._prepare(task, turn_id)
        except NotFound:
            return
        timing = Timing()
        reply = stopped(scene.coach_turn.text, scene.planned.wanted, timing)
        if not scene.planned.worded:
            reply = self._coach.without_model(scene.planned, timing)
        self._save(scene.coach_turn, reply, TurnState.INTERRUPTED)

    def _prepare(self, task: Task, turn_id: str) -> _Scene:
        """Screen, read by rule, plan; saved in one transaction before any model is called."""
        with self._database.transaction() as tx:
            conversation = _conversation(tx, task)
            turns = tx.turns.turns_of(conversation.id, owner_id=task.owner_id)
            coach_turn = next((t for t in turns if t.id == turn_id), None)
            if coach_turn is None or coach_turn.state is not TurnState.STREAMING:
                raise NotFound
            turns = [t for t in turns if t.position < coach_turn.position]
            subject = subject_of(tx, conversation)
            heard = self._coach.listen(conversation.kind, turns)
            labels = turns[-1].labels or heard.labels
            draft = filled(subject.draft, turns[-1], labels, heard.awaited)
            save_draft(tx, subject, draft, self._clock())
            planned = self._coach.plan(draft, turns, heard, task.avoid)
            sent = self._coach.sent(planned, turns[-1].text)
            turns[-1] = turns[-1].model_copy(update={"sent": sent})
            coach_turn = coach_turn.model_copy(update={"plan": planned.wanted.plan})
            tx.turns.update_turn(turns[-1])
            tx.turns.update_turn(coach_turn)
        return _Scene(conversation, turns, coach_turn, draft, planned)

    def _with_story(self, task: Task, scene: _Scene) -> _Scene:
        """Return the scene of a reply that offers a peer's story, or says that it has none."""
        if self._citing is None:
            return scene
        item_id = self._citing.find(task.owner_id, scene.draft, scene.turns, task.avoid)
        if item_id is None:
            return scene
        planned = self._coach.with_story(scene.planned, scene.turns, item_id)
        return replace(scene, planned=planned)

    def _reply(self, task: Task, scene: _Scene, handle: ReplyHandle) -> None:
        shown, next_write = "", 0.0
        reply: Reply | None = None
        state = TurnState.DONE
        events = self._coach.reply(
            scene.conversation.kind,
            scene.planned,
            scene.turns,
            task.timing,
            handle.stopping,
            task.seed,
        )
        try:
            for event in events:
                if isinstance(event, Reply):
                    reply = event
                elif (began := time.monotonic()) >= next_write:
                    shown = self._show(scene, event, handle)
                    next_write = began + _until_next(took_s=time.monotonic() - began)
        except Cancelled:
            state = TurnState.STOPPED
        if reply is None:
            reply = stopped(shown, scene.planned.wanted, task.timing)
        self._finish(scene.coach_turn, reply, state, handle)

    def _show(self, scene: _Scene, event: Shown, handle: ReplyHandle) -> str:
        """Write what has arrived, then publish it."""
        with self._database.transaction() as tx:
            if not tx.turns.update_turn(scene.coach_turn.model_copy(update={"text": event.text})):
                raise NotFound
        handle.update(text=event.text)
        return event.text

    def _finish(self, turn: Turn, reply: Reply, state: TurnState, handle: ReplyHandle) -> None:
        self._save(turn, reply, state)
        failed = UPSTREAM in reply.provenance.failed_checks
        handle.update(
            text=reply.text,
            state=state,
            source=reply.provenance.source,
            notice=NOTICE_UPSTREAM if failed else "",
        )

    def _save(self, turn: Turn, reply: Reply, state: TurnState) -> None:
        done = turn.model_copy(
            update={
                "text": reply.text,
                "state": state,
                "plan": reply.plan,
                "provenance": reply.provenance,
                "sent": reply.sent,
            }
        )
        with self._database.transaction() as tx:
            if not tx.turns.update_turn(done):
                raise NotFound

    def _close(self, task: Task, handle: ReplyHandle) -> None:
        """Leave no handle open; after a bug, which goes on to the log, leave a usable reply."""
        try:
            if handle.snapshot().state is TurnState.STREAMING:
                self._rescue(task, handle)
        finally:
            if handle.snapshot().state is TurnState.STREAMING:
                handle.update(state=TurnState.INTERRUPTED)
            handle.update(draft_pending=False)

    def _rescue(self, task: Task, handle: ReplyHandle) -> None:
        scene = self._prepare(task, handle.turn_id)
        reply = self._coach.without_model(scene.planned, task.timing)
        self._finish(scene.coach_turn, reply, TurnState.INTERRUPTED, handle)

    def _catch_up(self, task: Task, handle: ReplyHandle) -> None:
        """Read every message that has not been read yet; raises Cancelled when superseded."""
        with self._database.reading() as tx:
            kind = _conversation(tx, task).kind
            turns = tx.turns.turns_of(task.conversation_id, owner_id=task.owner_id)
        unread = [i for i, t in enumerate(turns) if t.role == "member" and t.labels is None]
        for index in unread:
            if handle.superseded.is_set():
                return
            self._read(task, kind, turns[: index + 1], handle)

    def _warm_next(self, task: Task, handle: ReplyHandle) -> None:
        """Have the model read this turn now, as the next prompt will hold it."""
        if handle.superseded.is_set():
            return
        with self._database.reading() as tx:
            kind = _conversation(tx, task).kind
            turns = tx.turns.turns_of(task.conversation_id, owner_id=task.owner_id)
        self._coach.warm(kind, turns)

    def _read(
        self, task: Task, kind: ConversationKind, turns: Sequence[Turn], handle: ReplyHandle
    ) -> None:
        member = turns[-1]
        heard = self._coach.listen(kind, turns)
        labels = self._reader.read(member.text, heard.labels, heard.awaited, handle.superseded)
        with self._database.transaction() as tx:
            now = tx.turns.get(member.id)
            if now is None or now.text != member.text:
                return
            subject = subject_of(tx, _conversation(tx, task))
            save_draft(
                tx, subject, filled(subject.draft, now, labels, heard.awaited), self._clock()
            )
            tx.turns.update_turn(now.model_copy(update={"labels": labels}))


def _until_next(*, took_s: float) -> float:
    """Return the seconds from the beginning of a write to the next, given what it took."""
    return min(max(_WRITE_EVERY_S, _SPARE * took_s), _LONGEST_STILL_S)


def filled(draft: AnyDraft, turn: Turn, labels: Labels, awaited: str) -> AnyDraft:
    """Return the draft with what a turn says, as labelled."""
    if isinstance(draft, Draft):
        return fill_commitment(draft, turn, labels, awaited)
    return fill_reflection(draft, turn, labels)


def _conversation(tx: Transaction, task: Task) -> Conversation:
    found = tx.conversations.get(task.conversation_id)
    if found is None or found.owner_id != task.owner_id:
        raise NotFound
    return found
