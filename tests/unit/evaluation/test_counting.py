"""The figures of rehearsals are those that anyone would count."""

from __future__ import annotations

import pytest

from coach.dialogue.engine import REFLECT_OFFER
from coach.domain.conversation import ConversationKind
from coach.domain.provenance import Entry
from coach.evaluation import counting
from coach.evaluation.counting import percentile
from coach.evaluation.dialogue_figures import GOOD, POOR, figures
from coach.evaluation.transcript import Tell, Transcript, TurnRecord


@pytest.mark.parametrize(
    ("count", "share", "rank"),
    [(1, 0.95, 1), (2, 0.5, 1), (10, 0.95, 10), (20, 0.95, 19), (40, 0.95, 38), (100, 0.55, 55)],
)
def test_a_percentile_is_the_first_value_with_that_share_at_or_below_it(
    count: int, share: float, rank: int
) -> None:
    values = [float(n) for n in range(count, 0, -1)]
    assert percentile(values, share) == float(rank)


def test_nothing_has_no_percentile() -> None:
    assert percentile([], 0.5) is None


def turn(**changes: object) -> TurnRecord:
    given: dict[str, object] = {
        "member": "I will ask.",
        "heard": "",
        "tells": (),
        "text": "You will ask. With whom?",
        "question": "With whom?",
        "stage": "plan",
        "topic": "target",
        "intent": "ask",
        "screen": "none",
        "expected_screen": None,
        "source": "bank",
        "failed_checks": (),
        "question_id": "",
        "state": "done",
        "first_delta_s": None,
        "first_shown_s": None,
        "total_s": None,
        "draft_lag_s": 0.0,
        "tokens_in": None,
        "tokens_reused": None,
        "tokens_out": None,
        "slots": {},
    }
    return TurnRecord.model_validate({**given, **changes})


def transcript(*turns: TurnRecord, complete: bool | None = True) -> Transcript:
    return Transcript(
        scenario="a",
        kind=ConversationKind.COMMIT,
        model="none",
        opening="What do you want?",
        opening_topic="wish",
        turns=turns,
        member_turns={},
        complete=complete,
    )


def told(name: str, text: str, **more: bool) -> Tell:
    return Tell(name=name, text=text, **more)


def held(name: str, text: str) -> dict[str, list[Entry]]:
    return {name: [Entry(text=text, origin="form")]}


def test_a_question_about_what_was_told_concretely_is_counted_and_a_vague_one_is_not() -> None:
    vague = turn(tells=[told("time", "soon", concrete=False)], topic="time")
    concrete = turn(tells=[told("time", "on Mondays")], topic="time")
    later = turn(topic="time", intent="advice")
    assert counting.answered_before(transcript(vague)) == []
    assert counting.answered_before(transcript(vague, concrete, later)) == [concrete]


def test_a_value_is_right_where_its_words_were_told() -> None:
    said = [told("context", "When the phone rings."), told("time", "On Mondays at nine.")]
    right = turn(tells=said, slots=held("time", "Mondays at nine"))
    assert counting.right_values(transcript(right)) == (1, 1, 2, 1)
    wrong = turn(tells=said, slots=held("time", "the phone rings"))
    assert counting.right_values(transcript(wrong)) == (0, 1, 2, 0)
    drowned = turn(tells=said, slots=held("time", "our new coffee machine broke, Mondays"))
    assert counting.right_values(transcript(drowned)) == (0, 1, 2, 0)


def test_a_correction_takes_the_place_of_what_was_told() -> None:
    first = turn(tells=[told("time", "On Mondays.")])
    then = turn(tells=[told("time", "No, on Fridays.", corrects=True)])
    old = then.model_copy(update={"slots": held("time", "On Mondays")})
    new = then.model_copy(update={"slots": held("time", "on Fridays")})
    assert counting.right_values(transcript(first, old))[0] == 0
    assert counting.right_values(transcript(first, new))[0] == 1


def test_a_question_is_repeated_when_its_words_are_the_openings_too() -> None:
    assert counting.repeats(transcript(turn(), turn(text="When?"))) == 0
    assert counting.repeats(transcript(turn(), turn(text="Again: with whom?"), turn())) == 1
    assert counting.repeats(transcript(turn(text="Hm. What do you want?"))) == 1


def test_misheard_is_another_slot_than_was_meant() -> None:
    heard = [turn(heard="wish"), turn(heard="time"), turn(heard="back")]
    assert counting.misheard(transcript(*heard)) == [("target", "time")]


def test_a_reflection_is_what_stands_before_the_question() -> None:
    assert counting.reflects(turn())
    assert not counting.reflects(turn(text="With whom?"))
    assert not counting.reflects(turn(text="A frame. With whom?", intent="advice"))


def test_advice_counts_until_it_is_asked_for() -> None:
    advice = turn(text="You should ask her. With whom?")
    asked = turn(screen="advice")
    assert counting.unasked_advice(transcript(advice, asked, advice)) == 1
    offer = turn(text=f"With whom?\n\n{REFLECT_OFFER}")
    assert not counting.advises(offer)


def test_figures_put_people_and_others_beside() -> None:
    found = {one.key: one for one in figures([transcript(turn())], {"other": [transcript(turn())]})}
    assert found["complete_commit"].value == 1.0
    assert found["complete_reflect"].value is None
    assert found["advice_rate"].beside == {"other": 0.0, GOOD: 0.018, POOR: 0.145}
    assert found["untraceable"].reached
    open_end = [transcript(turn(), complete=False), transcript(turn(), complete=None)]
    assert {f.key: f.value for f in figures(open_end)}["complete_commit"] == 0.0
