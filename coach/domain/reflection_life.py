"""The life of a reflection: what the form and the chat may change, and when. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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


def with_chat(
    reflection: Reflection, entries: Mapping[ReflectionStep, Sequence[Entry]]
) -> Reflection:
    """Add entries of the latest turns to a draft, each span once; typed text stays before them."""
    if reflection.status is ReflectionStatus.KEPT:
        return reflection
    steps = dict(reflection.draft.steps)
    for step, found in entries.items():
        steps[step] = _joined(steps.get(step, ()), found)
    return _with_steps(reflection, steps)


def without_turns(reflection: Reflection, turn_ids: Collection[str]) -> Reflection:
    """Drop entries of a draft that came from these turns."""
    if reflection.status is ReflectionStatus.KEPT:
        return reflection
    kept = {
        step: tuple(e for e in found if e.span is None or e.span.turn_id not in turn_ids)
        for step, found in reflection.draft.steps.items()
    }
    return _with_steps(reflection, kept)


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


def _joined(present: tuple[Entry, ...], found: Sequence[Entry]) -> tuple[Entry, ...]:
    typed = " ".join(" ".join(e.text for e in present if e.origin == "form").split())
    spans = {e.span for e in present}
    new = {e.span: e for e in found if e.span not in spans}
    return (*present, *(e for e in new.values() if " ".join(e.text.split()) not in typed))


def _with_steps(
    reflection: Reflection, steps: Mapping[ReflectionStep, tuple[Entry, ...]]
) -> Reflection:
    draft = ReflectionDraft(steps={step: found for step, found in steps.items() if found})
    return reflection.model_copy(update={"draft": draft})
