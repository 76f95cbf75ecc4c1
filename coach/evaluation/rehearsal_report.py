"""The numbers of a set of rehearsals, as plain counts that anyone can recompute from the JSON."""

from __future__ import annotations

import math
import re
from collections import Counter
from statistics import median
from typing import TYPE_CHECKING

from coach.dialogue.checks import check_reply
from coach.domain.base import Model
from coach.domain.commitment import SLOT_ORDER
from coach.domain.conversation import ConversationKind
from coach.domain.reflection import STEP_ORDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coach.evaluation.rehearsal import Transcript, TurnRecord

_SENTENCE = re.compile(r"[^.?!]+[.?!]*")
_WORDED_BY_MODEL = frozenset({"model", "mixed"})


class Summary(Model):
    """What a set of transcripts comes to. Rates are 0 to 1; times in seconds."""

    scenarios: int
    coach_turns: int
    model_share: float
    mixed_share: float
    bank_share: float
    reviewed_share: float
    failed_checks: dict[str, int]
    reflections_per_question: float
    advice_rate: float
    coach_word_share: float
    completeness: float
    untraceable_values: int
    repeated_questions: int
    screens_expected: int
    screens_right: int
    first_delta_p50_s: float | None
    first_delta_p95_s: float | None
    first_shown_p50_s: float | None
    first_shown_p95_s: float | None
    first_turn_p50_s: float | None
    reuse_from_second_turn: float | None
    draft_lag_max_s: float


def percentile(values: Sequence[float], share: float) -> float | None:
    """The smallest value with at least `share` of all values at or below it; None for none."""
    if not values:
        return None
    ranked = sorted(values)
    at_or_below = math.ceil(round(share * len(ranked), 9))
    return ranked[max(1, at_or_below) - 1]


def summarise(transcripts: Sequence[Transcript]) -> Summary:
    """Count over all transcripts together."""
    turns = [turn for t in transcripts for turn in t.turns]
    later = [turn for t in transcripts for turn in t.turns[1:]]
    sources = Counter(turn.source for turn in turns)
    questions = sum(turn.text.count("?") for turn in turns)
    expected = [turn for turn in turns if turn.expected_screen is not None]
    deltas = _known(turn.first_delta_s for turn in later)
    shown = _known(turn.first_shown_s for turn in later)
    first = _known(t.turns[0].first_delta_s for t in transcripts)
    return Summary(
        scenarios=len(transcripts),
        coach_turns=len(turns),
        model_share=_share(sources["model"], len(turns)),
        mixed_share=_share(sources["mixed"], len(turns)),
        bank_share=_share(sources["bank"], len(turns)),
        reviewed_share=_share(sources["reviewed"], len(turns)),
        failed_checks=dict(Counter(c for turn in turns for c in turn.failed_checks)),
        reflections_per_question=_share(sum(map(_mirrors, turns)), questions),
        advice_rate=_share(sum(map(_advises, turns)), len(turns)),
        coach_word_share=_word_share(turns),
        completeness=_share(sum(map(_completeness, transcripts)), len(transcripts)),
        untraceable_values=sum(len(t.untraceable()) for t in transcripts),
        repeated_questions=sum(map(_repeats, transcripts)),
        screens_expected=len(expected),
        screens_right=sum(turn.screen is turn.expected_screen for turn in expected),
        first_delta_p50_s=median(deltas) if deltas else None,
        first_delta_p95_s=percentile(deltas, 0.95),
        first_shown_p50_s=median(shown) if shown else None,
        first_shown_p95_s=percentile(shown, 0.95),
        first_turn_p50_s=median(first) if first else None,
        reuse_from_second_turn=_reuse(later),
        draft_lag_max_s=max((turn.draft_lag_s for turn in turns), default=0.0),
    )


def _known(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def _share(part: float, whole: float) -> float:
    return round(part / whole, 3) if whole else 0.0


def _mirrors(turn: TurnRecord) -> bool:
    """Whether the model said something back before it asked."""
    sentences = [s.strip() for s in _SENTENCE.findall(turn.text)]
    return turn.source in _WORDED_BY_MODEL and any(s and not s.endswith("?") for s in sentences)


def _advises(turn: TurnRecord) -> bool:
    return "advice" in check_reply(turn.text, member_texts=[turn.member])


def _word_share(turns: Sequence[TurnRecord]) -> float:
    coach = sum(len(turn.text.split()) for turn in turns)
    member = sum(len(turn.member.split()) for turn in turns)
    return _share(coach, coach + member)


def _completeness(transcript: Transcript) -> float:
    """The share of slots or steps that hold something after the last turn."""
    commit = transcript.kind is ConversationKind.COMMIT
    whole = len(SLOT_ORDER) if commit else len(STEP_ORDER)
    return len(transcript.turns[-1].slots) / whole


def _repeats(transcript: Transcript) -> int:
    asked = [q for turn in transcript.turns for q in _questions(turn.text)]
    return len(asked) - len(set(asked))


def _questions(text: str) -> list[str]:
    sentences = [s.strip().casefold() for s in _SENTENCE.findall(text)]
    return [s for s in sentences if s.endswith("?")]


def _reuse(turns: Sequence[TurnRecord]) -> float | None:
    """Reused prompt tokens over all prompt tokens, where the server reported both."""
    counted = [
        (turn.tokens_in, turn.tokens_reused)
        for turn in turns
        if turn.tokens_in is not None and turn.tokens_reused is not None
    ]
    return _share(sum(r for _, r in counted), sum(n for n, _ in counted)) if counted else None
