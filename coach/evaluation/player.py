"""Plays conversations through the very services that the app uses.

Whoever talks with the coach is a Partner: a scenario's fixed messages or a manager by rules. The
transcript holds, for each coach turn, what was said, who worded it, which checks failed, how long
it took and what the draft held afterwards.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, Protocol

from coach.bootstrap import Services
from coach.domain.commitment import Slot
from coach.domain.conversation import ConversationKind, ScreenResult, Turn, TurnState
from coach.domain.people import Actor
from coach.domain.provenance import Entry
from coach.errors import InvalidInput
from coach.evaluation.transcript import Said, ScenarioAttempt, Transcript, TurnRecord

TURN_TIMEOUT_S: Final = 120.0
"""After which the manager presses Stop."""
_STOPPED_S: Final = 10.0
LIMIT_TURNS: Final = 30
"""Messages after which a conversation counts as one that does not end."""


class Partner(Protocol):
    """Somebody who talks with the coach, once."""

    @property
    def name(self) -> str:
        """Return what they are called in reports."""
        ...

    @property
    def kind(self) -> ConversationKind:
        """Return what they want to talk about."""
        ...

    @property
    def attempt(self) -> ScenarioAttempt | None:
        """Return what they reflect on."""
        ...

    @property
    def ends(self) -> bool:
        """Whether they say yes to what came of it."""
        ...

    def answer(self, coach: str) -> Said | None:
        """Return what they say to the coach's text; None when they have no more to say."""
        ...


@dataclass(frozen=True, slots=True)
class Player:
    """Plays partners for one person of an installation of its own."""

    services: Services
    actor: Actor
    today: date
    open_page_s: float = 10.0
    """How long the page is open before the first message, as the prefix is warmed meanwhile."""
    limit_turns: int = LIMIT_TURNS

    @classmethod
    def of(
        cls, services: Services, *, open_page_s: float, limit_turns: int = LIMIT_TURNS
    ) -> Player:
        """Return one for a new person."""
        person = services.accounts.create_person(
            email=f"{secrets.token_hex(8)}@example.org",
            name="Rehearsal",
            password=secrets.token_urlsafe(24),
        )
        grant = services.accounts.open_session(person.id, method="password")
        actor = services.accounts.actor_for_session(grant.session_id)
        return cls(services, actor, datetime.now(UTC).date(), open_page_s, limit_turns)

    def play(self, partner: Partner) -> Transcript:
        """Play from a new conversation until the partner has no more to say, or the limit."""
        conversation_id, subject_id = self._open(partner)
        self.services.conversations.warm(self.actor, conversation_id)
        time.sleep(self.open_page_s)
        began = time.monotonic()
        opening = self._turns(conversation_id)[0]
        records: list[TurnRecord] = []
        coach = opening.text
        while len(records) < self.limit_turns and (said := partner.answer(coach)) is not None:
            records.append(self._exchange(partner.kind, conversation_id, subject_id, said))
            coach = records[-1].text
        seconds = time.monotonic() - began
        turns = self._turns(conversation_id)
        return Transcript(
            scenario=partner.name,
            kind=partner.kind,
            attempt=partner.attempt,
            model=self.services.model.status().name,
            opening=opening.text,
            opening_topic=opening.plan.topic if opening.plan else "",
            turns=tuple(records),
            member_turns={t.id: t.text for t in turns if t.role == "member"},
            complete=self._finish(partner.kind, subject_id) if partner.ends else None,
            seconds=round(seconds, 3),
        )

    def _turns(self, conversation_id: str) -> tuple[Turn, ...]:
        return self.services.conversations.open(self.actor, conversation_id).turns

    def _open(self, partner: Partner) -> tuple[str, str]:
        conversations = self.services.conversations
        if partner.kind is ConversationKind.COMMIT or partner.attempt is None:
            conversation = conversations.start_commit(self.actor)
            return conversation.id, conversation.subject_id
        attempt_id = self._log_attempt(partner.attempt)
        reflection = self.services.reflections.start(self.actor, [attempt_id])
        conversation = conversations.start_reflect(self.actor, reflection.id)
        return conversation.id, reflection.id

    def _log_attempt(self, given: ScenarioAttempt) -> str:
        commitments = self.services.commitments
        commitment = commitments.start(self.actor)
        commitments.set_slot(self.actor, commitment.id, Slot.ACTION, given.action)
        commitments.set_slot(self.actor, commitment.id, Slot.CONTEXT, given.context)
        commitments.commit(self.actor, commitment.id, given.commitment)
        attempt = self.services.attempts.log(
            self.actor,
            commitment_id=commitment.id,
            happened_on=self.today - timedelta(days=given.days_ago),
            cue_occurred=given.cue_occurred,
            result=given.result,
            note=given.note,
        )
        return attempt.id

    def _exchange(
        self, kind: ConversationKind, conversation_id: str, subject_id: str, said: Said
    ) -> TurnRecord:
        handle = self.services.conversations.say(self.actor, conversation_id, said.text)
        deadline = time.monotonic() + TURN_TIMEOUT_S
        snapshot = handle.snapshot()
        while snapshot.state is TurnState.STREAMING and time.monotonic() < deadline:
            snapshot = handle.wait(1.0)
        if snapshot.state is TurnState.STREAMING:
            self.services.conversations.stop(self.actor, conversation_id)
            handle.wait(_STOPPED_S)
        replied = time.monotonic()
        while snapshot.draft_pending and time.monotonic() < deadline:
            snapshot = handle.wait(1.0)
        draft_lag_s = time.monotonic() - replied
        turn = next(t for t in self._turns(conversation_id) if t.id == handle.turn_id)
        return _record(said, turn, draft_lag_s, self._slots(kind, subject_id))

    def _slots(self, kind: ConversationKind, subject_id: str) -> dict[str, list[Entry]]:
        if kind is ConversationKind.COMMIT:
            commitment = self.services.commitments.get(self.actor, subject_id)
            return {slot.value: [entry] for slot, entry in commitment.draft.slots.items()}
        reflection = self.services.reflections.get(self.actor, subject_id)
        return {step.value: list(entries) for step, entries in reflection.draft.steps.items()}

    def _finish(self, kind: ConversationKind, subject_id: str) -> bool:
        """Say yes as the page would have it; False where something is missing for that."""
        if kind is ConversationKind.COMMIT:
            commitments = self.services.commitments
            try:
                sentence = commitments.compose(self.actor, subject_id)
            except InvalidInput:
                return False
            commitments.commit(self.actor, subject_id, sentence)
            return True
        if self.services.reflections.get(self.actor, subject_id).draft.next_step() is not None:
            return False
        self.services.reflections.keep(self.actor, subject_id)
        return True


def _record(
    said: Said, turn: Turn, draft_lag_s: float, slots: dict[str, list[Entry]]
) -> TurnRecord:
    plan, origin = turn.plan, turn.provenance
    known: dict[str, Any] = {} if origin is None else origin.model_dump()
    return TurnRecord(
        member=said.text,
        heard=said.heard,
        tells=said.tells,
        text=turn.text,
        question=plan.question if plan else "",
        stage=plan.stage if plan else "",
        topic=plan.topic if plan else "",
        intent=plan.intent if plan else "",
        screen=plan.screen if plan else ScreenResult.NONE,
        expected_screen=said.screen,
        source=known.get("source", ""),
        failed_checks=known.get("failed_checks", ()),
        question_id=known.get("question_id", ""),
        state=turn.state,
        first_delta_s=known.get("first_delta_s"),
        first_shown_s=known.get("first_shown_s"),
        total_s=known.get("total_s"),
        draft_lag_s=round(draft_lag_s, 3),
        tokens_in=known.get("prompt_tokens"),
        tokens_reused=known.get("reused_tokens"),
        tokens_out=known.get("output_tokens"),
        slots=slots,
    )
