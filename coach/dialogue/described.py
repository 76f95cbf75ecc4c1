"""What a member has said of their own situation: the only thing that peers' stories are sought by.

Ask first: nothing is sought before a part of the draft says what the member's situation is, in
enough words of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coach.dialogue.answers import says_little
from coach.dialogue.clauses import split
from coach.dialogue.screen import screen
from coach.domain.commitment import Draft, Slot
from coach.domain.conversation import CRISES, ScreenResult, Turn
from coach.domain.provenance import Entry, Span
from coach.domain.reflection import ReflectionDraft, ReflectionStep

FEWEST_WORDS = 10
LONGEST = 6000
"""Characters that are sought by; the oldest words are left out first."""
_SITUATION = frozenset({Slot.WISH, Slot.CONTEXT, Slot.OBSTACLE})
_TO_COME = frozenset({Slot.OUTCOME, Slot.TARGET, Slot.TIME, Slot.RESPONSE, Slot.SIGN, Slot.SUPPORT})
"""What would be better and how it is arranged: it says nothing of the trouble that there is."""
_FEEDS_NOTHING = CRISES | {
    ScreenResult.INJECTION,
    ScreenResult.OFF_TOPIC,
    ScreenResult.STOP,
    ScreenResult.ADVICE,
}


def own_words(draft: Draft | ReflectionDraft, turns: Sequence[Turn]) -> str:
    """Return what the member wrote, a paragraph a turn or field, without what feeds nothing.

    Left out are turns in a crisis, about the coach or about nothing, questions for advice, what the
    member wishes or plans for later, and what they typed into the form in the same words.
    """
    later = list(_to_come(draft))
    said = [
        _without(turn.text, [span for span in later if span.turn_id == turn.id])
        for turn, seen in _screened(turns)
        if seen not in _FEEDS_NOTHING
    ]
    said = [text for text in said if not says_little(text)]
    typed = [entry.text for entry in _entries(draft) if entry.origin == "form"]
    return _newest([*said, *typed])


def asked_words(turns: Sequence[Turn]) -> str:
    """Return what the last turn, a question for advice, says of the situation beside asking."""
    message = turns[-1].text
    told = [clause.text for clause in split(message) if not clause.is_question]
    return _newest([". ".join(told)]) if told else ""


def has_described(draft: Draft | ReflectionDraft, words: str) -> bool:
    """Whether the draft and the words say enough of a situation to look for others in it."""
    if isinstance(draft, Draft):
        begun = bool(_SITUATION & draft.slots.keys())
    else:
        begun = bool(draft.steps.get(ReflectionStep.HAPPENED))
    return begun and is_enough(words)


def is_enough(words: str) -> bool:
    """Whether there are enough words to look for something."""
    return len(words.split()) >= FEWEST_WORDS


def last_screen(turns: Sequence[Turn]) -> ScreenResult:
    """Return what the screen saw in the member's last turn; NONE before there is one."""
    seen = [result for _, result in _screened(turns)]
    return seen[-1] if seen else ScreenResult.NONE


def _screened(turns: Sequence[Turn]) -> Iterator[tuple[Turn, ScreenResult]]:
    """Yield the member's turns with what was, or is now, seen in them."""
    for position, turn in enumerate(turns, start=1):
        if turn.role == "member":
            plan = turns[position].plan if position < len(turns) else None
            yield turn, plan.screen if plan is not None else screen(turn.text)


def _to_come(draft: Draft | ReflectionDraft) -> Iterator[Span]:
    if isinstance(draft, Draft):
        entries = (entry for slot, entry in draft.slots.items() if slot in _TO_COME)
        yield from (entry.span for entry in entries if entry.span is not None)


def _without(text: str, spans: Sequence[Span]) -> str:
    """Return a text with these places cut out, and what is left of their sentences' ends."""
    for span in sorted(spans, key=lambda span: -span.start):
        text = f"{text[: span.start].rstrip(' ,;')} {text[span.end :].lstrip(' .,;!')}"
    return text.strip()


def _entries(draft: Draft | ReflectionDraft) -> Iterator[Entry]:
    if isinstance(draft, Draft):
        yield from (entry for slot, entry in draft.slots.items() if slot not in _TO_COME)
        return
    for entries in draft.steps.values():
        yield from entries


def _newest(paragraphs: Sequence[str]) -> str:
    text = "\n\n".join(dict.fromkeys(part.strip() for part in paragraphs if part.strip()))
    return text if len(text) <= LONGEST else text[-LONGEST:].split(maxsplit=1)[-1]
