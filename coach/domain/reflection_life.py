"""The life of a reflection: what the form may change, and when. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from coach.domain.provenance import Entry
from coach.domain.reflection import (
    Reflection,
    ReflectionDraft,
    ReflectionStatus,
    ReflectionStep,
)
from coach.errors import InvalidInput


def with_step(reflection: Reflection, step: ReflectionStep, text: str) -> Reflection:
    """Put what was typed in place of a step's entries; an unchanged text keeps their spans."""
    if reflection.status is ReflectionStatus.KEPT:
        raise InvalidInput("This reflection is kept: reopen it to change it.")
    if text == reflection.draft.text(step):
        return reflection
    others = {s: e for s, e in reflection.draft.steps.items() if s is not step}
    new = {step: (Entry(text=text, origin="form"),)} if text else {}
    return _with_steps(reflection, {**others, **new})


def kept(reflection: Reflection, now: datetime) -> Reflection:
    """Mark it as finished; it needs at least what happened."""
    if reflection.status is ReflectionStatus.KEPT:
        return reflection
    if not reflection.draft.steps.get(ReflectionStep.HAPPENED):
        raise InvalidInput("Say at least what happened before you keep this reflection.")
    return reflection.model_copy(update={"status": ReflectionStatus.KEPT, "kept_at": now})


def reopened(reflection: Reflection) -> Reflection:
    """Make it a draft again."""
    return reflection.model_copy(update={"status": ReflectionStatus.DRAFT, "kept_at": None})


def _with_steps(
    reflection: Reflection, steps: Mapping[ReflectionStep, tuple[Entry, ...]]
) -> Reflection:
    draft = ReflectionDraft(steps={step: found for step, found in steps.items() if found})
    return reflection.model_copy(update={"draft": draft})
