"""Words by which a clause shows, unasked, which slot or step it belongs to.

A cue is silent when in doubt: a value in the wrong place costs more than a question too many.
"""

from __future__ import annotations

import re

from coach.domain.commitment import Slot
from coach.domain.reflection import ReflectionStep

_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_WILL = r"(?:i will|i'll|i\u2019ll|i am going to|i'm going to|i want to|i would|i could)"
_TIME = re.compile(
    rf"\b(?:(?:on|every|each|by|until|from|starting|next|this)\s+(?:the\s+)?(?:first|last|second|next|"
    rf"coming|other)?\s*(?:{_DAY}|morning|evening|week|month|day|quarter|sprint)\b(?:\s+(?:morning|"
    rf"afternoon|evening|noon|of (?:the|each|every) (?:month|week|quarter)))?"
    r"|once a (?:day|week|month)|twice a (?:day|week|month)|(?:daily|weekly|monthly)\b"
    rf"|{_DAY}\s+(?:noon|morning|afternoon|evening))",
    re.IGNORECASE,
)
_FEEL = (
    r"(?:afraid|scared|ashamed|nervous|impatient|anxious|worried|insecure|angry|embarrassed|annoyed|"
    r"guilty|relieved|sad|helpless|proud|frustrated|furious|small|stupid|happy|glad|disappointed|"
    r"uneasy|tense|hurt|lonely|overwhelmed|exhausted|calm)"
)


def _rule(pattern: str, awaited: str) -> tuple[re.Pattern[str], frozenset[str]]:
    return re.compile(pattern, re.IGNORECASE), frozenset(awaited.split())


_COMMIT: tuple[tuple[Slot, re.Pattern[str], frozenset[str]], ...] = (
    (Slot.SUPPORT, *_rule(r".*\b(?:will|could|can|would) (?:ask|remind|tell) me\b", "sign action")),
    (
        Slot.SIGN,
        *_rule(
            r"(?:it works (?:if|when)|i(?:'ll| will| would) (?:see|notice|know)\b)",
            "response action time target context",
        ),
    ),
    (
        Slot.RESPONSE,
        *_rule(rf"if (?:i|it|that|he|she|they)\b.*\b{_WILL}\b", "obstacle action context time"),
    ),
    (
        Slot.OBSTACLE,
        *_rule(
            rf"(?:(?:but |because )?i(?:'m| am| get| feel) (?:\w+ )?{_FEEL}\b|what (?:stops|holds) me|"
            r"the problem is (?:that )?i\b)",
            "wish outcome",
        ),
    ),
    (
        Slot.OUTCOME,
        *_rule(r"(?:(?:and )?(?:it|they|we|then \w+|people) would|so that)\b", "wish"),
    ),
    (
        Slot.ACTION,
        *_rule(
            r"(?:(?:and |so )?(?:i will|i'll|i\u2019ll|i am going to|i'm going to))\b", "outcome"
        ),
    ),
)
_REFLECT: tuple[tuple[ReflectionStep, re.Pattern[str]], ...] = (
    (ReflectionStep.NEXT, re.compile(r"(?:next time|tomorrow) i(?:'ll| will)\b", re.IGNORECASE)),
    (
        ReflectionStep.LESSON,
        re.compile(r"(?:i (?:have )?learn(?:ed|t)\b|what i take from)", re.IGNORECASE),
    ),
    (
        ReflectionStep.MEANING,
        re.compile(r"(?:i think )?i (?:had )?(?:assumed|took it for granted)\b", re.IGNORECASE),
    ),
    (
        ReflectionStep.FELT,
        re.compile(
            rf"(?:and )?i(?:'m| am| was| felt| feel| got)(?: (?:so|very|really|quite|a bit|pretty|just))?"
            rf" (?:{_FEEL}\b|like an? )|i felt\b",
            re.IGNORECASE,
        ),
    ),
)


def unasked(clause: str, awaited: str) -> str:
    """Return the slot or step that the clause names by itself, beside the awaited one; else ''."""
    if awaited in set(ReflectionStep):
        step = next((s for s, cue in _REFLECT if cue.match(clause)), None)
        return step.value if step is not None and step.value != awaited else ""
    for slot, cue, when in _COMMIT:
        if awaited in when and slot.value != awaited and cue.match(clause):
            return slot.value
    return ""


def feeling(clause: str) -> bool:
    """Whether the member says in the first person what they feel or felt."""
    return unasked(clause, ReflectionStep.HAPPENED) == ReflectionStep.FELT


def time_in(clause: str) -> tuple[int, int] | None:
    """Return where in the clause a day or rhythm stands; None where there is none."""
    found = _TIME.search(clause)
    return None if found is None else found.span()
