"""Makes a demo person's things out of the file, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from coach.dialogue.messages import fenced, remembered
from coach.domain.attempt import Attempt
from coach.domain.commitment import Commitment, Draft, Revision, Slot
from coach.domain.conversation import Conversation, ConversationKind, Turn, TurnPlan
from coach.domain.cycle import Cycle
from coach.domain.provenance import Entry, ReplyProvenance, Span
from coach.domain.reflection import Reflection, ReflectionDraft, ReflectionStatus
from coach.domain.talk import Post, Space, Thread
from coach.errors import SetupError
from coach.services.common import new_id
from coach.services.demo_file import (
    DemoAttempt,
    DemoCommitment,
    DemoConversation,
    DemoReflection,
    DemoThread,
    DemoTurn,
    SaidWords,
)
from coach.storage.transaction import Transaction


class DemoBuilder:
    """Builds what one person owns; `now` is the moment that the file's days count from."""

    def __init__(
        self, tx: Transaction, owner_id: str, cycles: Sequence[Cycle], now: datetime
    ) -> None:
        self._tx = tx
        self._owner_id = owner_id
        self._cycles = cycles
        self._now = now

    def add_commitment(self, given: DemoCommitment) -> None:
        """Save a commitment with its conversation, attempts and reflections."""
        commitment_id = new_id()
        turns = self._turns(given.conversation) if given.conversation else []
        self._tx.commitments.add(self._commitment(commitment_id, given, turns))
        if given.conversation:
            self._add_conversation(commitment_id, given.conversation, turns)
        attempts = [self._attempt(commitment_id, a) for a in given.attempts]
        for attempt in attempts:
            self._tx.attempts.add(attempt)
        for reflection in given.reflections:
            self._add_reflection(reflection, attempts)

    def _commitment(
        self, commitment_id: str, given: DemoCommitment, turns: Sequence[Turn]
    ) -> Commitment:
        cycle = self._cycles[given.cycle - 1]
        review_on = None
        if given.review_in_days is not None:
            review_on = (self._now + timedelta(days=given.review_in_days)).date()
        slots = {slot: _entry(slot, value, turns) for slot, value in given.slots.items()}
        draft = Draft(slots=slots, review_on=review_on)
        started = self._ago(given.started_days_ago)
        committed = self._perhaps(given.committed_days_ago)
        closed = self._perhaps(given.closed_days_ago)
        return Commitment(
            id=commitment_id,
            owner_id=self._owner_id,
            group_id=cycle.group_id,
            cycle_id=cycle.id,
            status=given.status,
            audience=given.audience,
            draft=draft,
            sentence=given.sentence,
            reason=given.reason,
            created_at=started,
            updated_at=closed or committed or started,
            committed_at=committed,
            closed_at=closed,
            revisions=tuple(
                Revision(
                    number=number,
                    sentence=revision.sentence,
                    draft=draft,
                    created_at=self._ago(revision.days_ago),
                )
                for number, revision in enumerate(given.revisions, start=1)
            ),
        )

    def _attempt(self, commitment_id: str, given: DemoAttempt) -> Attempt:
        at = self._ago(given.days_ago)
        return Attempt(
            id=new_id(),
            owner_id=self._owner_id,
            commitment_id=commitment_id,
            happened_on=at.date(),
            cue_occurred=given.cue,
            result=given.result,
            note=given.note,
            created_at=at,
            updated_at=at,
        )

    def _add_reflection(self, given: DemoReflection, attempts: Sequence[Attempt]) -> None:
        at = self._ago(given.days_ago)
        steps = {s: (Entry(text=text, origin="form"),) for s, text in given.steps.items()}
        self._tx.reflections.add(
            Reflection(
                id=new_id(),
                owner_id=self._owner_id,
                attempt_ids=tuple(attempts[place].id for place in given.looks_back_on),
                status=ReflectionStatus.KEPT if given.kept else ReflectionStatus.DRAFT,
                draft=ReflectionDraft(steps=steps),
                created_at=at,
                updated_at=at,
                kept_at=at if given.kept else None,
            )
        )

    def _add_conversation(
        self, subject_id: str, given: DemoConversation, turns: Sequence[Turn]
    ) -> None:
        at = self._ago(given.days_ago)
        self._tx.conversations.add(
            Conversation(
                id=turns[0].conversation_id,
                owner_id=self._owner_id,
                kind=ConversationKind.COMMIT,
                subject_id=subject_id,
                created_at=at,
                updated_at=turns[-1].created_at,
            )
        )
        for turn in turns:
            self._tx.turns.add_turn(turn)

    def _turns(self, given: DemoConversation) -> list[Turn]:
        conversation_id, at = new_id(), self._ago(given.days_ago)
        return [
            _turn(turn, conversation_id, position, at + timedelta(minutes=position))
            for position, turn in enumerate(given.turns)
        ]

    def _ago(self, days: int) -> datetime:
        return self._now - timedelta(days=days, hours=1)

    def _perhaps(self, days: int | None) -> datetime | None:
        return None if days is None else self._ago(days)


def add_thread(
    tx: Transaction,
    group_id: str,
    given: DemoThread,
    ids: Mapping[str, str],
    now: datetime,
) -> None:
    """Save a conversation of the group; `ids` are its people's by e-mail."""
    thread_id = new_id()
    posts = [
        Post(
            id=new_id(),
            thread_id=thread_id,
            position=position,
            author_id=ids[post.by],
            inside=True,
            text=post.text,
            posted_at=now - timedelta(days=post.days_ago, hours=1),
        )
        for position, post in enumerate(given.posts, start=1)
    ]
    tx.talk.add_thread(
        Thread(
            id=thread_id,
            group_id=group_id,
            space=Space.PRIVATE,
            title=given.title,
            opened_by_id=posts[0].author_id,
            opened_at=posts[0].posted_at,
            last=len(posts),
            last_at=posts[-1].posted_at,
        )
    )
    for post in posts:
        tx.talk.add_post(post)


def _turn(given: DemoTurn, conversation_id: str, position: int, at: datetime) -> Turn:
    turn = Turn(
        id=new_id(),
        conversation_id=conversation_id,
        position=position,
        role="member",
        text=given.member,
        sent=fenced(given.member),
        created_at=at,
    )
    if given.member:
        return turn
    plan = TurnPlan(
        stage=given.stage,
        topic=given.topic,
        intent="open" if position == 0 else "ask",
        question_id=given.question_id,
        question=given.coach,
    )
    provenance = ReplyProvenance(source="bank", question_id=given.question_id)
    return turn.model_copy(
        update={
            "role": "coach",
            "text": f"{given.mirror} {given.coach}".strip(),
            "sent": remembered(given.mirror, given.coach),
            "plan": plan,
            "provenance": provenance,
        }
    )


def _entry(slot: Slot, value: str | SaidWords, turns: Sequence[Turn]) -> Entry:
    if isinstance(value, str):
        return Entry(text=value, origin="form")
    turn = turns[value.turn] if value.turn < len(turns) else None
    start = turn.text.find(value.words) if turn is not None else -1
    if turn is None or start < 0:
        raise SetupError(
            f"In the demo group, the words for {slot.value!r} do not stand in turn {value.turn}."
        )
    span = Span(turn_id=turn.id, start=start, end=start + len(value.words))
    return Entry(text=value.words, origin="chat", span=span)
