"""Words by which a clause shows, unasked, which slot or step it belongs to.

A cue is silent when in doubt: a value in the wrong place costs more than a question too many.
"""

from __future__ import annotations

import re

from coach.domain.commitment import Slot
from coach.domain.commitment_words import MOMENT, plain
from coach.domain.reflection import ReflectionStep


def _regex(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_DAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun|week|work|work\s?ing\s)days?|weekends?)"
_PART = r"(?:night|shift|hour|morning|afternoon|evening|noon|week|month|day|quarter|sprint)"
_I_WILL = r"i(?:'ll| will| would| could| can|'d|'m going to| am going to| want to)"
_VERY = r"(?:(?:so|very|really|quite|pretty|just|a bit|always|also|then|too) )*"
_FEELING = (
    r"(?:afraid|scared|ashamed|nervous|impatient|anxious|worried|insecure|angry|embarrassed|annoyed|"
    r"guilty|relieved|sad|helpless|proud|frustrated|furious|small|stupid|happy|glad|disappointed|"
    r"uneasy|tense|hurt|lonely|overwhelmed|exhausted|calm|surprised|loud|defensive|stressed)"
)
_PULL = r"(?:(?:itch|want|hope|long|have the urge) to|be (?:tempted|too)|feel|forget)"
"""What comes over somebody, which is no deed."""
_TIME = _regex(
    rf"\b(?:(?:(?:on|every|each|by|until|from|starting|next|this)\s+)+(?:the\s+)?"
    rf"(?:(?:first|second|third|last|next|coming|other)\s+)?(?:{_DAY}|{_PART})\b"
    rf"(?:\s+(?:{_PART}|of (?:the|each|every) {_PART}))?"
    rf"|(?:once|twice) an? {_PART}|(?:daily|weekly|monthly)\b|{_DAY}\s+{_PART})"
)
_COMMIT: tuple[tuple[Slot, re.Pattern[str]], ...] = (
    (Slot.SUPPORT, _regex(r"(?!they\b).*\b(?:will|could|can) (?:\w+ )?(?:ask|remind|tell) me\b")),
    (
        Slot.SIGN,
        _regex(
            r"(?:it works (?:if|when)|i(?:'ll| will| would) (?:see|notice|know)\b"
            r"|i(?:'ll| will| can)? (?:count|keep (?:count|a tally|a list)|measure)\b)"
        ),
    ),
    (Slot.RESPONSE, _regex(rf"(?:if|when i (?:feel|catch|notice)) .*\b{_I_WILL}\b")),
    (
        Slot.OBSTACLE,
        _regex(
            rf"(?:because )?(?:i(?:'m| am| get| feel) {_VERY}{_FEELING}\b|i (?:hate|fear|dread)\b"
            r"|what (?:stops|holds|keeps) me\b|i (?:can't|cannot) stand\b|my (?:fear|pride|ego)\b"
            rf"|i(?:'ll| will| may| might) {_VERY}{_PULL}\b)"
        ),
    ),
    (
        Slot.OUTCOME,
        _regex(r"(?:and )?(?:it|they|we|people|then \w+)(?: would|'d)\b|so that (?!i\b)"),
    ),
    (
        Slot.ACTION,
        _regex(
            rf"(?:(?:then|well|so|maybe|possibly|perhaps),? )*i(?:'ll| will| could|'m going to|"
            rf" am going to) (?!{_VERY}(?:be|not|never|{_PULL})\b)"
        ),
    ),
    (
        Slot.TIME,
        _regex(
            rf"(?:{_TIME.pattern}|(?:from |starting |until )?(?:tomorrow|today)\b"
            rf"|for (?:the (?:next|coming) )?\w+ {_PART}s\b)(?!.*\b(?:i|i'll|with|to)\b)"
        ),
    ),
    (Slot.CONTEXT, _regex(r"(?:when(?:ever)?|as soon as|each time|every time) (?!i\b)")),
)
_UNASKED: dict[Slot, frozenset[Slot]] = {
    Slot.WISH: frozenset({Slot.OUTCOME, Slot.OBSTACLE}),
    Slot.OUTCOME: frozenset({Slot.OBSTACLE}),
    Slot.OBSTACLE: frozenset({Slot.OUTCOME, Slot.RESPONSE, Slot.ACTION}),
    Slot.ACTION: frozenset({Slot.RESPONSE, Slot.OBSTACLE, Slot.SIGN, Slot.SUPPORT, Slot.CONTEXT}),
    Slot.CONTEXT: frozenset({Slot.RESPONSE, Slot.OBSTACLE, Slot.SIGN, Slot.ACTION}),
    Slot.TARGET: frozenset(Slot) - {Slot.OUTCOME, Slot.WISH},
    Slot.TIME: frozenset(Slot) - {Slot.OUTCOME, Slot.WISH},
    Slot.RESPONSE: frozenset({Slot.SIGN, Slot.SUPPORT}),
    Slot.SIGN: frozenset({Slot.SUPPORT, Slot.RESPONSE}),
    Slot.SUPPORT: frozenset({Slot.SIGN, Slot.RESPONSE}),
}
"""Which slots a cue may show while another is awaited: what people do say at that point."""
_SOMEONE = r"(?:i|it|he|she|they|we)"
_REFLECT: tuple[tuple[ReflectionStep, re.Pattern[str]], ...] = (
    (
        ReflectionStep.NEXT,
        _regex(
            r"(?:next time|tomorrow|from now on),? i(?:'ll| will)\b"
            r"|i(?:'ll| will) .*\b(?:tomorrow|next)\b"
        ),
    ),
    (ReflectionStep.LESSON, _regex(r"i (?:have )?learn(?:ed|t)\b|what i take from|the lesson\b")),
    (
        ReflectionStep.MEANING,
        _regex(
            r"(?:i (?:think|guess|suppose) )?i (?:had )?(?:assumed|took (?:it )?for granted)\b"
            rf"|i (?:think|guess|suppose) {_SOMEONE} (?:was|were|wanted|had|did|\w+ed)\b"
        ),
    ),
    (
        ReflectionStep.FELT,
        _regex(
            rf"i(?:'m| am| was| felt| feel| got) {_VERY}{_FEELING}\b|i felt\b|{_FEELING} when i\b"
            rf"|(?!.*\b(?:{_SOMEONE}|because|think)\b)(?:[\w,']+ ){{0,5}}{_FEELING}(?: \w+)?$"
        ),
    ),
)
_ACTION_NOT = _regex(
    r"(?:they|he|she|it|people|some(?:one|body)) (?:\w+ )?(?:may|might|could|will|would)\b"
)
_DOES = _regex(r"i (?!am\b|was\b|feel\b|think\b|know\b|get\b|have\b|tend\b)[a-z]+\b")
_TARGET_NOT = _regex(r"(?:i|i'll|i'd|if|when|it|they|she|he|because|that)\b|.*\bi will\b")
_CONTEXT_NOT = _regex(r"(?:i|i'll|i'd|i'm|because)\b(?!.*\b(?:when|in|at|during|after|before)\b)")


def slot_of(clause: str, awaited: Slot) -> str:
    """Return the slot that a clause names by its own words, '' for none.

    Only slots that people do fill unasked while `awaited` is asked for. `clause`: with the rest of
    its sentence, for "if …, I will …" is told by its end.
    """
    text = plain(clause)
    allowed = _UNASKED[awaited] | {awaited}
    return next((s.value for s, cue in _COMMIT if s in allowed and cue.match(text)), "")


def step_of(clause: str) -> str:
    """Return the step of a reflection that a clause names by its own words, '' for none."""
    text = plain(clause)
    return next((s.value for s, cue in _REFLECT if cue.match(text)), "")


def fits(clause: str, slot: str) -> bool:
    """Whether a clause has the shape that an answer about this slot can have."""
    text = plain(clause)
    if slot == Slot.ACTION:
        return _ACTION_NOT.match(text) is None
    if slot == Slot.TIME:
        return MOMENT.search(text) is not None or len(text.split()) <= 3  # noqa: PLR2004
    if slot == Slot.TARGET:
        return _TARGET_NOT.match(text) is None
    if slot == Slot.CONTEXT:
        return _CONTEXT_NOT.match(text) is None
    return True


def tells_deed(clause: str) -> bool:
    """Whether its writer does something in it, as in "when it rings, I ask …" after the comma."""
    return _DOES.match(plain(clause)) is not None


def time_in(clause: str) -> tuple[int, int] | None:
    """Return where in the clause a day or rhythm stands; None where there is none."""
    found = _TIME.search(clause)
    return None if found is None else found.span()
