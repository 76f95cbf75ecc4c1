"""Rehearsals: play a list of a manager's messages through the very service that the app uses.

A scenario is a YAML file (see docs/rehearsals.md). The transcript holds, for each coach turn, what
was said, who worded it, which checks failed, how long it took and what the draft held afterwards.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import yaml
from pydantic import Field, ValidationError

from coach import yaml_text
from coach.dialogue.grounding import traces
from coach.domain.attempt import AttemptResult
from coach.domain.base import Model
from coach.domain.commitment import Slot
from coach.domain.conversation import ConversationKind, ScreenResult, Turn, TurnState
from coach.domain.provenance import Entry
from coach.errors import InvalidInput

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from coach.domain.people import Actor
    from coach.services.attempts import AttemptService
    from coach.services.commitments import CommitmentService
    from coach.services.conversations import ConversationService
    from coach.services.reflections import ReflectionService

TURN_TIMEOUT_S = 120.0


class ScenarioMessage(Model):
    """One message of the manager; `screen` is what the safety screen must recognise in it."""

    text: str = Field(min_length=1)
    screen: ScreenResult | None = None


class ScenarioAttempt(Model):
    """The attempt that a reflection is about, with the commitment it belongs to."""

    commitment: str
    action: str
    context: str
    result: AttemptResult
    cue_occurred: bool = True
    days_ago: int = Field(default=1, ge=0)
    note: str = ""


class Scenario(Model):
    """A rehearsal to play."""

    name: str
    about: str = ""
    kind: ConversationKind
    attempt: ScenarioAttempt | None = None
    messages: tuple[ScenarioMessage, ...] = Field(min_length=1)

    @classmethod
    def load(cls, path: Path) -> Scenario:
        """Read a scenario file; InvalidInput names the file and the first thing that is wrong."""
        try:
            scenario = cls.model_validate(yaml_text.parse(path.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise InvalidInput(f"The scenario {str(path)!r} cannot be read: {error}.") from error
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "the file"
            raise InvalidInput(
                f"The scenario {str(path)!r} is not valid at {where}: {first['msg']}."
            ) from error
        if scenario.kind is ConversationKind.REFLECT and scenario.attempt is None:
            raise InvalidInput(
                f"The scenario {str(path)!r} reflects but names no attempt: add one."
            )
        return scenario


class TurnRecord(Model):
    """One exchange: the manager's message, the coach's answer, and what is known about it."""

    member: str
    text: str
    stage: str
    topic: str
    intent: str
    screen: ScreenResult
    expected_screen: ScreenResult | None
    source: str
    failed_checks: tuple[str, ...]
    question_id: str
    state: TurnState
    first_delta_s: float | None
    first_shown_s: float | None
    total_s: float | None
    draft_lag_s: float
    tokens_in: int | None
    tokens_reused: int | None
    tokens_out: int | None
    slots: dict[str, list[Entry]]


class Transcript(Model):
    """A played scenario; `member_turns` maps turn ids to texts so that spans can be checked."""

    scenario: str
    kind: ConversationKind
    model: str
    opening: str
    turns: tuple[TurnRecord, ...]
    member_turns: dict[str, str]

    def untraceable(self) -> list[Entry]:
        """Chat entries, after any turn, whose span does not hold their text; must be empty."""
        entries = [e for turn in self.turns for group in turn.slots.values() for e in group]
        return [e for e in entries if not traces(e, self.member_turns)]


@dataclass(frozen=True)
class Rehearsal:
    """Plays scenarios for one actor against the services."""

    actor: Actor
    conversations: ConversationService
    commitments: CommitmentService
    attempts: AttemptService
    reflections: ReflectionService
    model_name: str
    today: date
    open_page_s: float = 10.0
    """How long the page is open before the first message, as the prefix is warmed meanwhile."""

    def play(self, scenario: Scenario) -> Transcript:
        """Play one scenario from a new conversation to its last message."""
        conversation_id, subject_id = self._open(scenario)
        self.conversations.warm(self.actor, conversation_id)
        time.sleep(self.open_page_s)
        opening = self.conversations.open(self.actor, conversation_id).turns[0].text
        records = [
            self._exchange(scenario.kind, conversation_id, subject_id, message)
            for message in scenario.messages
        ]
        turns = self.conversations.open(self.actor, conversation_id).turns
        return Transcript(
            scenario=scenario.name,
            kind=scenario.kind,
            model=self.model_name,
            opening=opening,
            turns=tuple(records),
            member_turns={t.id: t.text for t in turns if t.role == "member"},
        )

    def _open(self, scenario: Scenario) -> tuple[str, str]:
        if scenario.attempt is None:
            conversation = self.conversations.start_commit(self.actor)
            return conversation.id, conversation.subject_id
        attempt_id = self._log_attempt(scenario.attempt)
        reflection = self.reflections.start(self.actor, [attempt_id])
        conversation = self.conversations.start_reflect(self.actor, reflection.id)
        return conversation.id, reflection.id

    def _log_attempt(self, given: ScenarioAttempt) -> str:
        commitment = self.commitments.start(self.actor)
        self.commitments.set_slot(self.actor, commitment.id, Slot.ACTION, given.action)
        self.commitments.set_slot(self.actor, commitment.id, Slot.CONTEXT, given.context)
        self.commitments.commit(self.actor, commitment.id, given.commitment)
        attempt = self.attempts.log(
            self.actor,
            commitment_id=commitment.id,
            happened_on=self.today - timedelta(days=given.days_ago),
            cue_occurred=given.cue_occurred,
            result=given.result,
            note=given.note,
        )
        return attempt.id

    def _exchange(
        self, kind: ConversationKind, conversation_id: str, subject_id: str, said: ScenarioMessage
    ) -> TurnRecord:
        handle = self.conversations.say(self.actor, conversation_id, said.text)
        deadline = time.monotonic() + TURN_TIMEOUT_S
        snapshot = handle.snapshot()
        while snapshot.state is TurnState.STREAMING and time.monotonic() < deadline:
            snapshot = handle.wait(1.0)
        replied = time.monotonic()
        while snapshot.draft_pending and time.monotonic() < deadline:
            snapshot = handle.wait(1.0)
        draft_lag_s = time.monotonic() - replied
        turns = self.conversations.open(self.actor, conversation_id).turns
        turn = next(t for t in turns if t.id == handle.turn_id)
        slots = self._slots(kind, subject_id)
        return _record(said, turn, draft_lag_s, slots)

    def _slots(self, kind: ConversationKind, subject_id: str) -> dict[str, list[Entry]]:
        if kind is ConversationKind.COMMIT:
            commitment = self.commitments.get(self.actor, subject_id)
            return {slot.value: [entry] for slot, entry in commitment.draft.slots.items()}
        reflection = self.reflections.get(self.actor, subject_id)
        return {step.value: list(entries) for step, entries in reflection.draft.steps.items()}


def _record(
    said: ScenarioMessage, turn: Turn, draft_lag_s: float, slots: dict[str, list[Entry]]
) -> TurnRecord:
    plan, origin = turn.plan, turn.provenance
    known: dict[str, Any] = {} if origin is None else origin.model_dump()
    return TurnRecord(
        member=said.text,
        text=turn.text,
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
