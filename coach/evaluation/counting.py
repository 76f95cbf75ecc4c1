"""Counts over played conversations, as anyone can repeat them from the transcripts alone."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from typing import Final

from coach.dialogue.checks import check_reply
from coach.dialogue.engine import REFLECT_OFFER
from coach.dialogue.progress import ASKING
from coach.domain.commitment import SLOT_ORDER
from coach.domain.conversation import ConversationKind, ScreenResult
from coach.domain.reflection import STEP_ORDER
from coach.evaluation.managers.persona import NAMES
from coach.evaluation.transcript import Tell, Transcript, TurnRecord

_SENTENCE: Final = re.compile(r"[^.?!]+[.?!]*")
_WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_EMPTY: Final = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "but",
        "by",
        "do",
        "for",
        "from",
        "had",
        "has",
        "have",
        "i",
        "i'd",
        "i'll",
        "i'm",
        "if",
        "in",
        "is",
        "it",
        "it's",
        "me",
        "my",
        "of",
        "on",
        "or",
        "so",
        "that",
        "the",
        "their",
        "them",
        "then",
        "they",
        "this",
        "to",
        "was",
        "we",
        "what",
        "when",
        "will",
        "with",
        "would",
        "you",
    ]
)
_ALIKE: Final = 0.5
"""Share of a value's words from which it says what was told for its slot."""
_FRAMES: Final = frozenset({"advice", "off_topic", "injection", "stop", "crisis"})
"""Intents whose replies begin with words of ours that say nothing back."""


def percentile(values: Sequence[float], share: float) -> float | None:
    """The smallest value with at least `share` of all values at or below it; None for none."""
    if not values:
        return None
    ranked = sorted(values)
    at_or_below = math.ceil(round(share * len(ranked), 9))
    return ranked[max(1, at_or_below) - 1]


def known(values: Iterable[float | None]) -> list[float]:
    """Leave out what was not reported."""
    return [value for value in values if value is not None]


def share(part: float, whole: float) -> float | None:
    """Return a part of a whole; None where there is no whole."""
    return round(part / whole, 3) if whole else None


def reflects(turn: TurnRecord) -> bool:
    """Whether the coach said something back before it asked, whoever worded it."""
    before, found, _ = turn.text.partition(turn.question) if turn.question else ("", "", "")
    return bool(found) and bool(before.strip()) and turn.intent not in _FRAMES


def advises(turn: TurnRecord) -> bool:
    """Whether the advice rule fires in what the coach said; that there is a form is no advice."""
    said = turn.text.replace(REFLECT_OFFER, "").strip()
    return "advice" in check_reply(said, member_texts=[turn.member])


def unasked_advice(transcript: Transcript) -> int:
    """Count advice given before the member has asked for any."""
    count = 0
    for turn in transcript.turns:
        if turn.screen is ScreenResult.ADVICE:
            return count
        count += advises(turn)
    return count


def word_share(turns: Sequence[TurnRecord]) -> float | None:
    """Return the coach's share of all words."""
    coach = sum(len(turn.text.split()) for turn in turns)
    member = sum(len(turn.member.split()) for turn in turns)
    return share(coach, coach + member)


def completeness(transcript: Transcript) -> float:
    """Return the share of slots or steps that hold something after the last turn."""
    commit = transcript.kind is ConversationKind.COMMIT
    whole = len(SLOT_ORDER) if commit else len(STEP_ORDER)
    return len(transcript.turns[-1].slots) / whole if transcript.turns else 0.0


def repeats(transcript: Transcript) -> int:
    """Count questions that the conversation has had word for word before."""
    said = [transcript.opening, *(turn.text for turn in transcript.turns)]
    asked = [q for text in said for q in _questions(text)]
    return len(asked) - len(set(asked))


def answered_before(transcript: Transcript) -> list[TurnRecord]:
    """Return turns that ask for what the manager had by then told as concretely as they can."""
    told: set[str] = set()
    found = []
    for turn in transcript.turns:
        told |= {tell.name for tell in turn.tells if tell.concrete}
        if turn.intent in ASKING and turn.topic in told:
            found.append(turn)
    return found


def misheard(transcript: Transcript) -> list[tuple[str, str]]:
    """Return (what the coach meant, what the manager heard) where the two part."""
    asked = [transcript.opening_topic, *(turn.topic for turn in transcript.turns)]
    heard = [turn.heard for turn in transcript.turns]
    names = NAMES[transcript.kind]
    pairs = zip(asked, heard, strict=False)
    return [(a, h) for a, h in pairs if a in names and h in names and a != h]


def right_values(transcript: Transcript) -> tuple[int, int, int, int]:
    """Return values that stand in the right place, all values, facts told, those that stand right.

    A value is right where at least half of its words were told for that slot, and no other slot's
    telling holds more of them.
    """
    if not transcript.turns:
        return 0, 0, 0, 0
    gold = {name: _words(text) for name, text in _told(transcript).items()}
    right: set[str] = set()
    good = total = 0
    for name, entries in transcript.turns[-1].slots.items():
        for entry in entries:
            fits = _stands_right(name, _words(entry.text), gold)
            total, good = total + 1, good + fits
            right |= {name} if fits else set()
    facts = {t.name for turn in transcript.turns for t in turn.tells if t.concrete}
    return good, total, len(facts), len(facts & right)


def _told(transcript: Transcript) -> dict[str, str]:
    """Return what was told for each slot or step.

    In a plan a correction takes the place of all before; in a story it is one more sentence.
    """
    plan = transcript.kind is ConversationKind.COMMIT
    told: dict[str, list[Tell]] = {}
    for turn in transcript.turns:
        for tell in turn.tells:
            before = [] if plan and tell.corrects else told.get(tell.name, [])
            told[tell.name] = [*before, tell]
    return {name: " ".join(tell.text for tell in tells) for name, tells in told.items()}


def _stands_right(name: str, value: frozenset[str], gold: dict[str, frozenset[str]]) -> bool:
    if not value:
        return False
    held = {other: len(value & words) / len(value) for other, words in gold.items()}
    own = held.get(name, 0.0)
    return own >= _ALIKE and own == max(held.values())


def _words(text: str) -> frozenset[str]:
    words = frozenset(_WORD.findall(text.replace("\u2019", "'").casefold()))
    return words - _EMPTY or words


def _questions(text: str) -> list[str]:
    sentences = [s.strip().casefold() for s in _SENTENCE.findall(text)]
    return [s for s in sentences if s.endswith("?")]
