"""What has been asked so far, derived from the turns alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from coach.dialogue.answers import is_correction, is_refusal
from coach.domain.base import Model
from coach.domain.conversation import Turn, TurnPlan

ASKING = frozenset({"open", "ask", "reask", "probe"})
"""Intents after which the member's next words are the answer to the plan's topic."""
_ANSWERED = ASKING | {"advice", "off_topic", "injection", "emotion"}
"""Beside them those that lead back to a topic without asking about it."""


class Progress(Model):
    """Counts over the coach's turns.

    `asks`: topic → how often it was asked (a refusal counts once more, a question that a
    correction talked past not at all); `probed`: slots that got a probing question; `said`:
    every question so far, in lower case.
    """

    asks: dict[str, int] = {}
    probed: frozenset[str] = frozenset()
    used_ids: frozenset[str] = frozenset()
    said: tuple[str, ...] = ()
    last: TurnPlan | None = None
    before: str = ""
    """The topic asked about before the last one: what a correction takes back."""

    @property
    def awaited(self) -> str:
        """The topic that the member's next message answers; empty when nothing was asked."""
        if self.last is None or self.last.intent not in _ANSWERED:
            return ""
        return self.last.topic


def progress(turns: Sequence[Turn]) -> Progress:
    """Read the turns, in order; a coach turn without a plan (not yet planned) is passed over."""
    asks: Counter[str] = Counter()
    plans: list[TurnPlan] = []
    for turn in turns:
        if turn.role == "coach" and turn.plan is not None:
            plans.append(turn.plan)
            if turn.plan.intent in ASKING and turn.plan.topic:
                asks[turn.plan.topic] += 1
        elif turn.role == "member" and plans and plans[-1].topic and is_refusal(turn.text):
            asks[plans[-1].topic] += 1
        elif turn.role == "member" and _talks_of_before(turn, plans):
            asks[plans[-1].topic] -= 1
    return Progress(
        asks=dict(asks),
        probed=frozenset(p.topic for p in plans if p.intent == "probe"),
        used_ids=frozenset(p.question_id for p in plans if p.question_id),
        said=tuple(t.text.casefold() for t in turns if t.role == "coach" and t.text),
        last=plans[-1] if plans else None,
        before=_before(plans),
    )


def _talks_of_before(turn: Turn, plans: Sequence[TurnPlan]) -> bool:
    """Whether a question got no hearing, because the member took back an earlier answer."""
    asked = bool(plans) and plans[-1].intent in ASKING and bool(plans[-1].topic)
    return asked and is_correction(turn.text)


def _before(plans: Sequence[TurnPlan]) -> str:
    topics = [p.topic for p in plans if p.intent in ASKING and p.topic]
    return topics[-2] if len(topics) > 1 else ""
