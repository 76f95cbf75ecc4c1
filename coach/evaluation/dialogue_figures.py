"""The figures of a set of played conversations: what `coach eval dialogue` and `rehearse` show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Final

from coach.domain.conversation import ConversationKind
from coach.evaluation import counting as count
from coach.evaluation.result import Better, Figure
from coach.evaluation.transcript import Transcript, TurnRecord

GOOD, POOR = "human coaching, good", "human coaching, poor"
HUMAN: Final[Mapping[str, Mapping[str, float]]] = {
    "reflections_per_question": {GOOD: 1.0, POOR: 0.27},
    "advice_rate": {GOOD: 0.018, POOR: 0.145},
    "word_share": {GOOD: 0.52, POOR: 0.62},
}
"""Counted on the AnnoMI corpus of motivational interviews."""
_NINE_TENTHS: Final = 0.9


def figures(
    transcripts: Sequence[Transcript], others: Mapping[str, Sequence[Transcript]] | None = None
) -> tuple[Figure, ...]:
    """Return the figures of all together; `others`: by name, what stands beside them."""
    beside = {name: {f.key: f.value for f in _own(them)} for name, them in (others or {}).items()}
    return tuple(
        one.model_copy(
            update={
                "beside": {
                    **{name: values.get(one.key) for name, values in beside.items()},
                    **HUMAN.get(one.key, {}),
                }
            }
        )
        for one in _own(transcripts)
    )


def _own(transcripts: Sequence[Transcript]) -> tuple[Figure, ...]:
    turns = [turn for t in transcripts for turn in t.turns]
    return (
        *_ends(transcripts),
        *_questions(transcripts, turns),
        *_values(transcripts),
        *_manner(transcripts, turns),
        *_sources(turns),
        *_times(transcripts, turns),
    )


def _ends(transcripts: Sequence[Transcript]) -> tuple[Figure, ...]:
    own_end = [t for t in transcripts if t.complete is not None]
    done = [t for t in own_end if t.complete]
    needed = {
        kind: [float(len(t.turns)) for t in done if t.kind is kind] for kind in ConversationKind
    }
    return (
        *(_complete(own_end, kind) for kind in ConversationKind),
        *(_needed(kind, lengths) for kind, lengths in needed.items()),
        _needed_p90([n for lengths in needed.values() for n in lengths]),
        _share(
            "completeness",
            "slots and steps filled at the end",
            count.share(sum(map(count.completeness, transcripts)), len(transcripts)),
            len(transcripts),
            Better.HIGHER,
        ),
    )


def _complete(own_end: Sequence[Transcript], kind: ConversationKind) -> Figure:
    them = [t for t in own_end if t.kind is kind]
    what = "commitments" if kind is ConversationKind.COMMIT else "reflections"
    return _share(
        f"complete_{kind.value}",
        f"{what} that end complete, of those with a manager",
        count.share(sum(bool(t.complete) for t in them), len(them)),
        len(them),
        Better.HIGHER,
    )


def _needed(kind: ConversationKind, lengths: Sequence[float]) -> Figure:
    what = "commitment" if kind is ConversationKind.COMMIT else "reflection"
    return _plain(
        f"turns_{kind.value}_p50",
        f"messages of the manager for a complete {what}, median",
        median(lengths) if lengths else None,
        len(lengths),
    )


def _needed_p90(lengths: Sequence[float]) -> Figure:
    value = count.percentile(lengths, _NINE_TENTHS)
    return _plain("turns_p90", "the same for either, p90", value, len(lengths))


def _questions(
    transcripts: Sequence[Transcript], turns: Sequence[TurnRecord]
) -> tuple[Figure, ...]:
    before = sum(len(count.answered_before(t)) for t in transcripts)
    heard = sum(bool(turn.heard) for turn in turns)
    return (
        _count("repeated_questions", "questions asked twice", sum(map(count.repeats, transcripts))),
        _count("answered_questions", "questions about what was already told", before),
        _share(
            "misheard",
            "questions that managers took for another",
            count.share(sum(len(count.misheard(t)) for t in transcripts), heard),
            heard,
            Better.LOWER,
        ),
    )


def _values(transcripts: Sequence[Transcript]) -> tuple[Figure, ...]:
    told = [t for t in transcripts if any(turn.tells for turn in t.turns)]
    parts = [count.right_values(t) for t in told]
    good, total, facts, held = (sum(column) for column in zip(*parts, strict=True)) if parts else (
        0, 0, 0, 0,
    )  # fmt: skip
    untraceable = sum(len(t.untraceable()) for t in transcripts)
    return (
        _count("untraceable", "values that no words of the member hold", untraceable),
        _share(
            "slot_precision",
            "values that stand in the right slot or step",
            count.share(good, total),
            total,
            Better.HIGHER,
        ),
        _share(
            "slot_recall",
            "facts told that stand in their slot or step",
            count.share(held, facts),
            facts,
            Better.HIGHER,
        ),
    )


def _manner(transcripts: Sequence[Transcript], turns: Sequence[TurnRecord]) -> tuple[Figure, ...]:
    questions = sum(turn.text.count("?") for turn in turns)
    reflections = count.share(sum(map(count.reflects, turns)), questions)
    expected = [turn for turn in turns if turn.expected_screen is not None]
    right = sum(turn.screen is turn.expected_screen for turn in expected)
    advice = sum(map(count.unasked_advice, transcripts))
    return (
        _count("unasked_advice", "pieces of advice before any was asked for", advice),
        _share(
            "advice_rate",
            "replies with advice",
            count.share(sum(map(count.advises, turns)), len(turns)),
            len(turns),
            Better.LOWER,
        ),
        _plain(
            "reflections_per_question",
            "reflections per question",
            reflections,
            questions,
            Better.HIGHER,
        ),
        _share("word_share", "the coach's share of the words", count.word_share(turns), len(turns)),
        _share(
            "screens_right",
            "signs that the screen must recognise, recognised",
            count.share(right, len(expected)),
            len(expected),
            Better.HIGHER,
            1.0,
        ),
    )


def _sources(turns: Sequence[TurnRecord]) -> tuple[Figure, ...]:
    sources = Counter(turn.source for turn in turns)
    titles = {
        "model": "replies with mirror and choice of question by the model",
        "mixed": "replies with the model's mirror and a question by code",
        "bank": "replies without words of the model",
        "reviewed": "replies of reviewed texts",
    }
    return tuple(
        _share(f"share_{name}", title, count.share(sources[name], len(turns)), len(turns))
        for name, title in titles.items()
    )


def _times(transcripts: Sequence[Transcript], turns: Sequence[TurnRecord]) -> tuple[Figure, ...]:
    later = [turn for t in transcripts for turn in t.turns[1:]]
    deltas = count.known(turn.first_delta_s for turn in later)
    shown = count.known(turn.first_shown_s for turn in later)
    first = count.known(t.turns[0].first_delta_s for t in transcripts if t.turns)
    lags = [turn.draft_lag_s for turn in turns]
    lengths = [t.seconds for t in transcripts]
    return (
        _seconds("first_token_p50_s", "first token from the second turn on, p50", deltas, 0.5, 1.5),
        _seconds("first_token_p95_s", "the same, p95", deltas, 0.95, 3.0),
        _seconds("first_shown_p50_s", "first words that a member sees, p50", shown, 0.5),
        _seconds("first_shown_p95_s", "the same, p95", shown, 0.95),
        _seconds("first_turn_p50_s", "first token of the first turn, p50", first, 0.5, 1.5),
        _share(
            "reuse",
            "prompt tokens reused from the second turn on",
            _reuse(later),
            len(later),
            Better.HIGHER,
            0.85,
        ),
        _seconds("draft_lag_max_s", "draft settled after the reply, worst", lags, 1.0, 6.0),
        _seconds("conversation_p50_s", "a whole conversation, p50", lengths, 0.5),
    )


def _reuse(turns: Sequence[TurnRecord]) -> float | None:
    """Reused prompt tokens over all prompt tokens, where the server reported both."""
    counted = [
        (turn.tokens_in, turn.tokens_reused)
        for turn in turns
        if turn.tokens_in is not None and turn.tokens_reused is not None
    ]
    return count.share(sum(r for _, r in counted), sum(n for n, _ in counted))


def _share(
    key: str,
    title: str,
    value: float | None,
    cases: int,
    better: Better = Better.NEITHER,
    target: float | None = None,
) -> Figure:
    return Figure(
        key=key, title=title, value=value, unit="share", better=better, target=target, cases=cases
    )


def _count(key: str, title: str, value: int) -> Figure:
    """Return something of which there is to be nothing."""
    return Figure(key=key, title=title, value=float(value), better=Better.LOWER, target=0.0)


def _plain(
    key: str,
    title: str,
    value: float | None,
    cases: int,
    better: Better = Better.LOWER,
) -> Figure:
    return Figure(key=key, title=title, value=value, better=better, cases=cases)


def _seconds(
    key: str, title: str, values: Sequence[float], part: float, target: float | None = None
) -> Figure:
    return Figure(
        key=key,
        title=title,
        value=count.percentile(values, part),
        unit="s",
        better=Better.LOWER,
        target=target,
        cases=len(values),
    )
