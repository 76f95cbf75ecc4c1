"""The one next step of a member, decided from where they and their group stand. Pure.

Rules are asked in order; the first that applies wins. A group's stage moves some of them forward,
but never hides what a member has begun.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Literal

from coach.domain.attempt import Attempt
from coach.domain.base import Model
from coach.domain.commitment import Commitment, CommitmentStatus
from coach.domain.cycle import CycleStage
from coach.domain.reflection import Reflection, ReflectionStatus

Page = Literal["commit", "practice", "reflect", "journal"]


class NextStep(Model):
    """What to do next, on which page, with what.

    `target_id` is a commitment on the pages commit and practice; on the page reflect it is a
    reflection to continue, or the attempt to begin one on (`target` says which).
    """

    title: str
    text: str
    page: Page
    target_id: str = ""
    target: Literal["", "commitment", "attempt", "reflection"] = ""


class Standing(Model):
    """Where a member stands: all that is theirs, and the stage of their group, unless it pauses.

    `commitments` holds drafts only once something was said in them.
    """

    today: date
    stage: CycleStage | None = None
    commitments: tuple[Commitment, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    reflections: tuple[Reflection, ...] = ()

    def open(self) -> tuple[Commitment, ...]:
        """Commitments that the member said yes to and has not closed, the oldest first."""
        found = (c for c in self.commitments if c.status is CommitmentStatus.OPEN)
        return tuple(sorted(found, key=lambda c: c.committed_at or c.created_at))

    def drafts(self) -> tuple[Commitment, ...]:
        """Unfinished commitments, the last touched first."""
        found = (c for c in self.commitments if c.status is CommitmentStatus.DRAFT)
        return tuple(sorted(found, key=lambda c: c.updated_at, reverse=True))

    def unfinished_reflections(self) -> tuple[Reflection, ...]:
        """Reflections that are not kept yet, the last touched first."""
        found = (r for r in self.reflections if r.status is ReflectionStatus.DRAFT)
        return tuple(sorted(found, key=lambda r: r.updated_at, reverse=True))

    def tried(self, commitment: Commitment) -> tuple[Attempt, ...]:
        """Attempts at a commitment."""
        return tuple(a for a in self.attempts if a.commitment_id == commitment.id)

    def unreflected(self, commitment: Commitment) -> tuple[Attempt, ...]:
        """Attempts at a commitment that no reflection looks back on."""
        seen = {i for r in self.reflections for i in r.attempt_ids}
        return tuple(a for a in self.tried(commitment) if a.id not in seen)

    def review_is_due(self, commitment: Commitment) -> bool:
        """Whether the day that the member chose to look back has come."""
        day = commitment.draft.review_on
        return day is not None and day <= self.today


def next_step(standing: Standing) -> NextStep:
    """Return the one next step."""
    for rule in _RULES:
        step = rule(standing)
        if step is not None:
            return step
    return _begin(standing)


def _close_with_group(s: Standing) -> NextStep | None:
    if s.stage is not CycleStage.CLOSE or not s.open():
        return None
    return _close(s.open()[0], "Your group is closing this topic")


def _close(commitment: Commitment, why: str) -> NextStep:
    text = f"{why}: did you keep it, adapt it or drop it?"
    return _on(commitment, "commit", "Close your commitment", text)


def _finish_draft_now(s: Standing) -> NextStep | None:
    return _finish_draft(s) if s.stage is CycleStage.COMMIT else None


def _finish_reflection(s: Standing) -> NextStep | None:
    if not s.unfinished_reflections():
        return None
    text = "You began to look back on an attempt; what you said is still there."
    return _on(s.unfinished_reflections()[0], "reflect", "Continue your reflection", text)


def _reflect(s: Standing) -> NextStep | None:
    due = next((c for c in s.open() if s.unreflected(c)), None)
    if due is None:
        return None
    number = len(s.unreflected(due))
    latest = max(s.unreflected(due), key=lambda a: (a.happened_on, a.created_at))
    what = "an attempt" if number == 1 else f"{number} attempts"
    text = f"You have logged {what}: what really happened, and what do you take from it?"
    if s.stage is CycleStage.REVIEW:
        text = f"You have logged {what}: look back before your group meets."
    return _on(latest, "reflect", "Reflect", text)


def _review(s: Standing) -> NextStep | None:
    due = next((c for c in s.open() if s.review_is_due(c)), None)
    if due is None:
        return None
    if s.tried(due):
        return _close(due, "Your review date has come")
    text = "No attempt is logged yet. Log one, also one that did not happen, or close it."
    return _on(due, "practice", "Your review date has come", text)


def _first_attempt(s: Standing) -> NextStep | None:
    fresh = next((c for c in s.open() if not s.tried(c)), None)
    if fresh is None:
        return None
    if s.stage in _LOOKING_BACK:
        text = "Practice is over. Did your moment come, and what did you do? Not trying counts."
        return _on(fresh, "practice", "Log what happened", text)
    text = "Your commitment waits for its moment. Log the first attempt when it has come."
    return _on(fresh, "practice", "Try it, then log it", text)


def _finish_draft(s: Standing) -> NextStep | None:
    if not s.drafts():
        return None
    draft = s.drafts()[0]
    text = "Your draft is where you left it."
    if not draft.draft.missing_required():
        text = "Your draft has all its parts: read the sentence and say yes to it."
    return _on(draft, "commit", "Finish your commitment", text)


def _prepare_session(s: Standing) -> NextStep | None:
    """Nothing is left to do before the group meets but to have the reflection at hand."""
    if s.stage not in _LOOKING_BACK or not s.commitments:
        return None
    text = "All is reflected. Choose what you want to tell your group about it."
    return NextStep(title="Be ready for session 2", text=text, page="journal")


def _practise_on(s: Standing) -> NextStep | None:
    if not s.open():
        return None
    text = "You have reflected on every attempt so far. Try again, and log what happens."
    return _on(s.open()[0], "practice", "Log the next attempt", text)


def _on(thing: Commitment | Attempt | Reflection, page: Page, title: str, text: str) -> NextStep:
    """Return the step that opens a page with one of the member's things."""
    target: Literal["commitment", "attempt", "reflection"] = "commitment"
    if isinstance(thing, Attempt):
        target = "attempt"
    elif isinstance(thing, Reflection):
        target = "reflection"
    return NextStep(title=title, text=text, page=page, target_id=thing.id, target=target)


_LOOKING_BACK = frozenset({CycleStage.REFLECT, CycleStage.REVIEW})
_RULES: tuple[Callable[[Standing], NextStep | None], ...] = (
    _close_with_group,
    _finish_draft_now,
    _finish_reflection,
    _reflect,
    _review,
    _first_attempt,
    _finish_draft,
    _prepare_session,
    _practise_on,
)


def _begin(s: Standing) -> NextStep:
    """Return the first step of somebody who has nothing open."""
    title, text = _BEGINNINGS.get(s.stage, _ANYTIME)
    return NextStep(title=title, text=text, page="commit")


_ANYTIME = ("Make a commitment", "What would you like to do differently, and in which situation?")
_BEGINNINGS: dict[CycleStage | None, tuple[str, str]] = {
    CycleStage.TOPIC: (
        "Think ahead",
        "Your group is choosing its topic. If a wish of your own is clear already, start with it.",
    ),
    CycleStage.EXPLORE: (
        "Session 1 comes first",
        "Listen to what it stirs in you. You can put it into a commitment now or afterwards.",
    ),
    CycleStage.COMMIT: (
        "Make your commitment",
        "Turn one insight of session 1 into something that you will do differently.",
    ),
    CycleStage.PRACTICE: (
        "Make your commitment",
        "Your group is practising already, and there is still time for a small one.",
    ),
    CycleStage.REFLECT: (
        "Come and listen",
        "Your group looks back on what it tried. A commitment of your own can begin at any time.",
    ),
    CycleStage.REVIEW: (
        "Come and listen",
        "Your group compares what happened. Take from it what you would like to try yourself.",
    ),
    CycleStage.CLOSE: (
        "This topic is closed",
        "Your group chooses the next one. You can start a commitment of your own at any time.",
    ),
}
