"""The stage machine: what the coach's next turn is about. Pure; no model has a say in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from coach.dialogue.progress import Progress
from coach.domain.base import Model
from coach.domain.commitment import SLOT_ORDER, Draft, Remark, Slot
from coach.domain.conversation import CRISES, ConversationKind, ScreenResult
from coach.domain.reflection import ReflectionDraft, ReflectionStep

Intent = Literal[
    "open", "ask", "probe", "reask", "emotion", "advice", "injection", "off_topic", "stop",
    "crisis", "wrap_up",
]  # fmt: skip

MAX_ASKS = 2
"""A slot of a commitment is asked at most this often, then left visibly missing."""
SAY_BACK = "say_back"
DONE = "done"
_OPENERS: dict[Slot, str] = {Slot.WISH: "wish", Slot.OUTCOME: "outcome", Slot.OBSTACLE: "obstacle"}
_SPECIAL: dict[ScreenResult, Intent] = {
    ScreenResult.INJECTION: "injection",
    ScreenResult.OFF_TOPIC: "off_topic",
    ScreenResult.STOP: "stop",
    ScreenResult.ADVICE: "advice",
    ScreenResult.EMOTION: "emotion",
}
_BACK_TO_TOPIC = frozenset({"injection", "off_topic", "advice"})


class Step(Model):
    """Where the machine stands: the stage, what it asks about, and how."""

    stage: str
    topic: str
    intent: Intent
    rule: str = ""


def next_step(
    draft: Draft | ReflectionDraft,
    done: Progress,
    screen: ScreenResult = ScreenResult.NONE,
    remarks: Sequence[Remark] = (),
) -> Step:
    """Return the step after the member's last message, whose answer already stands in the draft."""
    usual = _commit(draft, done, remarks) if isinstance(draft, Draft) else _reflect(draft, done)
    if screen in CRISES:
        return Step(stage=usual.stage, topic="", intent="crisis")
    special = _SPECIAL.get(screen)
    if special is None:
        return usual
    topic = usual.topic if special in _BACK_TO_TOPIC else ""
    if special == "emotion" and isinstance(draft, ReflectionDraft):
        topic = ReflectionStep.HAPPENED.value
    return Step(stage=usual.stage, topic=topic, intent=special)


def first_step(draft: Draft | ReflectionDraft) -> Step:
    """Return the step that opens a conversation: a welcome, or the first thing a form left open."""
    usual = next_step(draft, Progress())
    begins = usual.topic in {Slot.WISH.value, ReflectionStep.HAPPENED.value}
    return usual.model_copy(update={"intent": "open"}) if begins else usual


def _commit(draft: Draft, done: Progress, remarks: Sequence[Remark]) -> Step:
    mendable = (r for r in remarks if r.rule.startswith(f"{r.slot.value}."))
    remark = next((r for r in mendable if r.slot.value == done.awaited), None)
    if remark is not None and _may_probe(remark.slot, done):
        return Step(
            stage=_stage(remark.slot), topic=remark.slot.value, intent="probe", rule=remark.rule
        )
    for slot in SLOT_ORDER:
        asked = done.asks.get(slot.value, 0)
        if slot not in draft.slots and asked < MAX_ASKS:
            return Step(stage=_stage(slot), topic=slot.value, intent="reask" if asked else "ask")
    if Slot.ACTION in draft.slots and not done.asks.get(SAY_BACK):
        return Step(stage=SAY_BACK, topic=SAY_BACK, intent="ask")
    rule = "" if draft.missing() else "complete"
    return Step(stage=DONE, topic="", intent="wrap_up", rule=rule)


def _may_probe(slot: Slot, done: Progress) -> bool:
    return slot.value not in done.probed and done.asks.get(slot.value, 0) < MAX_ASKS


def _stage(slot: Slot) -> str:
    return _OPENERS.get(slot, "plan")


def _reflect(draft: ReflectionDraft, done: Progress) -> Step:
    step = draft.next_step()
    if step is None:
        return Step(stage=DONE, topic="", intent="wrap_up")
    asked = done.asks.get(step.value, 0)
    return Step(stage=step.value, topic=step.value, intent="reask" if asked else "ask")


def kind_of(draft: Draft | ReflectionDraft) -> ConversationKind:
    """Return which conversation a draft belongs to."""
    return ConversationKind.COMMIT if isinstance(draft, Draft) else ConversationKind.REFLECT
