"""From labelled clauses to values of the draft: always the member's own words, by position."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby

from coach.dialogue.answers import is_correction, is_non_answer, takes_back, wants_to_go_on
from coach.dialogue.clauses import Clause, split
from coach.dialogue.cues import fits, slot_of, step_of, tells_deed, time_in
from coach.dialogue.grounding import came_from, entry_at
from coach.domain.commitment import Draft, Slot
from coach.domain.commitment_rules import remarks
from coach.domain.conversation import Label, Labels, Turn
from coach.domain.provenance import Entry
from coach.domain.reflection import ReflectionDraft, ReflectionStep

_SLOTS = frozenset(Slot)
_OF_OTHER_THINGS = re.compile(
    r"(?:the|this|that|it|it's|there|we|you|they|he|she|our|his|her|their|last|yesterday|today)\b",
    re.IGNORECASE,
)
"""How a sentence begins that tells of what is not the member's own doing."""

Values = Mapping[str, Sequence[Entry]]
"""Slot or step name → what one turn says about it, in order."""


def labels_by_rule(
    message: str, awaited: str, corrected: str = "", *, reflects: bool = False
) -> Labels:
    """Label the clauses that can be an answer with the topic that was asked about.

    A clause that names another slot or step by its own words gets that one, and those behind it
    follow it. A day or rhythm inside an answer about the action also counts as the time.
    `corrected`: the topic that a message which takes something back is about. `reflects`: even
    with nothing awaited, clauses may name steps of a reflection.
    """
    clauses = split(message)
    if corrected and (takes_back(message) if reflects else is_correction(message)):
        return Labels(clauses=tuple(_correction(clauses, corrected)))
    if is_non_answer(message) or (not awaited and not reflects):
        return Labels(clauses=tuple(_label(c, "") for c in clauses))
    names = _names(clauses, awaited)
    labels = [_label(c, name) for c, name in zip(clauses, names, strict=True)]
    return Labels(clauses=tuple(labels + _times(clauses, names, awaited)))


def _names(clauses: Sequence[Clause], awaited: str) -> list[str]:
    """Walk through the clauses: what one names by itself holds until another is named."""
    names, current, if_then_ends = [], awaited, 0
    for clause in clauses:
        if not _can_answer(clause, alone=len(clauses) == 1):
            names.append("")
            continue
        if clause.start >= if_then_ends:
            current = _named(clause, awaited) or _after_when(clause, current, awaited)
        if current == Slot.RESPONSE:
            if_then_ends = max(if_then_ends, clause.start + len(clause.onwards))
        fit = current != awaited or fits(clause.text, awaited)
        names.append(current if fit else "")
    return _without_run_up(clauses, names, awaited)


def _without_run_up(clauses: Sequence[Clause], names: Sequence[str], awaited: str) -> list[str]:
    """Leave out sentences about other things before one that answers by its own words."""
    answers = (
        clause.start
        for clause, name in zip(clauses, names, strict=True)
        if name == awaited and awaited in _SLOTS and _named(clause, awaited) == awaited
    )
    begins = next(answers, 0)
    return [
        "" if name == awaited and _leads_up(clause, begins) else name
        for clause, name in zip(clauses, names, strict=True)
    ]


def _leads_up(clause: Clause, begins: int) -> bool:
    """Whether a clause stands in a sentence of its own before `begins`, about other things."""
    ended = clause.start + len(clause.onwards) <= begins
    return ended and _OF_OTHER_THINGS.match(clause.text) is not None


def _named(clause: Clause, awaited: str) -> str:
    return slot_of(clause.onwards, Slot(awaited)) if awaited in _SLOTS else step_of(clause.text)


def _after_when(clause: Clause, current: str, awaited: str) -> str:
    """Return what a clause without a cue is about: after a "when", the deed that was asked for."""
    if awaited == Slot.ACTION and current == Slot.CONTEXT and tells_deed(clause.text):
        return awaited
    return current


def _correction(clauses: Sequence[Clause], corrected: str) -> list[Label]:
    """A day or rhythm corrects a plan's time; anything else what was answered before."""
    for clause in clauses:
        place = time_in(clause.text) if corrected in _SLOTS else None
        if place is not None:
            start, end = (clause.start + offset for offset in place)
            return [Label(start=start, end=end, name=Slot.TIME.value)]
    return [_label(c, "" if c.is_question else corrected) for c in clauses]


def narrowed(labels: Labels, awaited: str, first: int, last: int) -> Labels:
    """Keep, of the clauses that answer what was awaited, those from `first` to `last` (0-based)."""
    answers = [label for label in labels.clauses if label.name == awaited]
    heart = answers[first : max(first, last) + 1]
    clauses = tuple(
        label if label.name != awaited or label in heart else label.model_copy(update={"name": ""})
        for label in labels.clauses
    )
    return Labels(clauses=clauses, by="model")


def values(turn: Turn, labels: Labels) -> Values:
    """Return what the turn says: one entry for each run of neighbouring clauses of one name."""
    found: dict[str, list[Entry]] = {}
    for name, run in groupby(labels.clauses, key=lambda label: label.name):
        clauses = list(run)
        entry = entry_at(turn.id, turn.text, clauses[0].start, clauses[-1].end)
        if name and entry is not None:
            found.setdefault(name, []).append(entry)
    return found


def fill_commitment(draft: Draft, turn: Turn, labels: Labels, awaited: str) -> Draft:
    """Return the draft with this turn's values instead of those that it gave before.

    A value typed into the form always stays. A value from an earlier turn stays unless its slot
    was asked about again, or the member took it back.
    """
    slots = {s: e for s, e in draft.slots.items() if not came_from(e, turn.id)}
    corrects = is_correction(turn.text)
    for name, entries in values(turn, labels).items():
        slot = Slot(name)
        old = slots.get(slot)
        new = max(entries, key=lambda entry: len(entry.text))
        again = corrects or (name == awaited and not _too_short(slot, new))
        if old is None or (old.origin == "chat" and again):
            slots[slot] = new
    return draft.model_copy(update={"slots": slots})


def fill_reflection(draft: ReflectionDraft, turn: Turn, labels: Labels) -> ReflectionDraft:
    """Return the draft with this turn's entries instead of those that it gave before."""
    steps = _without(draft, turn.id)
    for name, entries in values(turn, labels).items():
        step = ReflectionStep(name)
        steps[step] = (*steps.get(step, ()), *entries)
    return ReflectionDraft(steps=steps)


def without_turn(draft: Draft | ReflectionDraft, turn_id: str) -> Draft | ReflectionDraft:
    """Return the draft without the values that came from a turn."""
    if isinstance(draft, ReflectionDraft):
        return ReflectionDraft(steps=_without(draft, turn_id))
    slots = {s: e for s, e in draft.slots.items() if not came_from(e, turn_id)}
    return draft.model_copy(update={"slots": slots})


def _without(draft: ReflectionDraft, turn_id: str) -> dict[ReflectionStep, tuple[Entry, ...]]:
    kept = {
        step: tuple(e for e in entries if not came_from(e, turn_id))
        for step, entries in draft.steps.items()
    }
    return {step: entries for step, entries in kept.items() if entries}


def _too_short(slot: Slot, entry: Entry) -> bool:
    return any(remark.rule == "short" for remark in remarks(Draft(slots={slot: entry})))


def _can_answer(clause: Clause, *, alone: bool) -> bool:
    if clause.is_question or wants_to_go_on(clause.text):
        return False
    return alone or not is_non_answer(clause.text)


def _label(clause: Clause, name: str) -> Label:
    return Label(start=clause.start, end=clause.end, name=name)


def _times(clauses: Sequence[Clause], names: Sequence[str], awaited: str) -> list[Label]:
    """The first day or rhythm that stands inside an answer about the action or the situation."""
    if awaited not in {Slot.ACTION, Slot.CONTEXT}:
        return []
    for clause, name in zip(clauses, names, strict=True):
        place = time_in(clause.text) if name == awaited else None
        if place is not None:
            start, end = (clause.start + offset for offset in place)
            return [Label(start=start, end=end, name=Slot.TIME.value)]
    return []
