"""A post-practice reflection (METHOD §5): five steps in order, on at least one real attempt."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from coach.domain.base import Model
from coach.domain.provenance import Entry


class ReflectionStep(StrEnum):
    """The steps, in the order in which they are asked."""

    HAPPENED = "happened"
    FELT = "felt"
    MEANING = "meaning"
    LESSON = "lesson"
    NEXT = "next"


STEP_ORDER: tuple[ReflectionStep, ...] = tuple(ReflectionStep)

STEP_TITLES: dict[ReflectionStep, str] = {
    ReflectionStep.HAPPENED: "What happened",
    ReflectionStep.FELT: "What I felt",
    ReflectionStep.MEANING: "What it means",
    ReflectionStep.LESSON: "What I take from it",
    ReflectionStep.NEXT: "What I will do next time",
}


class ReflectionDraft(Model):
    """The steps so far: for each, the entries in the order they were said."""

    steps: dict[ReflectionStep, tuple[Entry, ...]] = {}

    def next_step(self) -> ReflectionStep | None:
        """The first empty step; None when all five are there."""
        return next((s for s in STEP_ORDER if not self.steps.get(s)), None)

    def text(self, step: ReflectionStep) -> str:
        """What the member said for a step, one paragraph an entry."""
        return "\n".join(e.text for e in self.steps.get(step, ()))


class ReflectionStatus(StrEnum):
    """Draft until the member keeps it."""

    DRAFT = "draft"
    KEPT = "kept"


class Reflection(Model):
    """Always private to its owner."""

    id: str
    owner_id: str
    attempt_ids: tuple[str, ...]
    status: ReflectionStatus = ReflectionStatus.DRAFT
    draft: ReflectionDraft = ReflectionDraft()
    created_at: datetime
    updated_at: datetime
    kept_at: datetime | None = None
