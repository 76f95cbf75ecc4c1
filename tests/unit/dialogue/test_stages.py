"""The stage machine, as a table of conversations."""

from __future__ import annotations

import pytest

from coach.dialogue.progress import Progress, progress
from coach.dialogue.stages import MAX_ASKS, first_step, next_step
from coach.domain.commitment import SLOT_ORDER, Draft, Remark, Slot
from coach.domain.conversation import ScreenResult, Turn, TurnPlan
from coach.domain.provenance import Entry
from coach.domain.reflection import STEP_ORDER, ReflectionDraft, ReflectionStep
from tests.support.turns import coach_asked, member_said

WORDS = Entry(text="ask first", origin="form")


def commit(*slots: str) -> Draft:
    return Draft(slots={Slot(s): WORDS for s in slots})


def reflect(*steps: str) -> ReflectionDraft:
    return ReflectionDraft(steps={ReflectionStep(s): (WORDS,) for s in steps})


ALL = tuple(s.value for s in SLOT_ORDER)


@pytest.mark.parametrize(
    ("slots", "asks", "expected"),
    [
        ((), {}, ("wish", "wish", "ask")),
        ((), {"wish": 1}, ("wish", "wish", "reask")),
        ((), {"wish": 2}, ("outcome", "outcome", "ask")),
        (("wish",), {"wish": 1}, ("outcome", "outcome", "ask")),
        (("wish", "outcome"), {}, ("obstacle", "obstacle", "ask")),
        (("wish", "outcome", "obstacle"), {}, ("plan", "action", "ask")),
        (("wish", "outcome", "obstacle", "response"), {"action": 2}, ("plan", "context", "ask")),
        (ALL[:-1], {"support": 1}, ("plan", "support", "reask")),
        (ALL, {}, ("say_back", "say_back", "ask")),
        (ALL, {"say_back": 1}, ("done", "", "wrap_up")),
        ((), dict.fromkeys(ALL, 2), ("done", "", "wrap_up")),
        (("action",), dict.fromkeys(ALL, 2), ("say_back", "say_back", "ask")),
    ],
)
def test_a_commitment_is_asked_slot_by_slot(
    slots: tuple[str, ...], asks: dict[str, int], expected: tuple[str, str, str]
) -> None:
    step = next_step(commit(*slots), Progress(asks=asks))
    assert (step.stage, step.topic, step.intent) == expected


@pytest.mark.parametrize("filled", range(len(STEP_ORDER) + 1))
@pytest.mark.parametrize("asked", [0, 1, 5])
def test_a_later_step_is_never_asked_while_an_earlier_one_is_empty(filled: int, asked: int) -> None:
    draft = reflect(*(s.value for s in STEP_ORDER[:filled]))
    asks = {s.value: asked for s in STEP_ORDER}
    step = next_step(draft, Progress(asks=asks))
    if filled == len(STEP_ORDER):
        assert (step.stage, step.intent) == ("done", "wrap_up")
    else:
        assert step.topic == STEP_ORDER[filled]
        assert step.intent == ("reask" if asked else "ask")


def test_a_gap_in_the_middle_of_a_reflection_is_asked_first() -> None:
    assert next_step(reflect("happened", "meaning", "next"), Progress()).topic == "felt"


def plan(topic: str, intent: str = "ask") -> TurnPlan:
    return TurnPlan.model_validate({"stage": "plan", "topic": topic, "intent": intent})


def test_a_remark_on_the_answer_leads_to_one_probe() -> None:
    remark = Remark(slot=Slot.ACTION, rule="action.trait", text="This names a trait.")
    draft = commit("wish", "outcome", "obstacle", "action")
    asked = Progress(asks={"action": 1}, last=plan("action"))
    step = next_step(draft, asked, remarks=[remark])
    assert (step.topic, step.intent, step.rule) == ("action", "probe", "action.trait")
    probed = Progress(asks={"action": 1}, probed=frozenset({"action"}), last=plan("action"))
    assert next_step(draft, probed, remarks=[remark]).topic == "context"


def test_only_a_remark_with_a_mending_question_leads_to_a_probe() -> None:
    remark = Remark(slot=Slot.WISH, rule="short", text="This is very short.")
    step = next_step(
        commit("wish"), Progress(asks={"wish": 1}, last=plan("wish")), remarks=[remark]
    )
    assert (step.topic, step.intent) == ("outcome", "ask")


def test_only_a_full_draft_is_called_complete() -> None:
    asks = {**dict.fromkeys(ALL, 2), "say_back": 1}
    assert next_step(commit(*ALL), Progress(asks=asks)).rule == "complete"
    assert next_step(commit("action"), Progress(asks=asks)).rule == ""


def test_a_remark_on_another_slot_than_the_one_just_answered_is_left_alone() -> None:
    remark = Remark(slot=Slot.ACTION, rule="action.trait", text="This names a trait.")
    draft = commit("wish", "outcome", "obstacle", "action", "context")
    step = next_step(draft, Progress(asks={"context": 1}, last=plan("context")), remarks=[remark])
    assert (step.topic, step.intent) == ("target", "ask")


def test_a_slot_is_asked_at_most_twice_probe_included() -> None:
    remark = Remark(slot=Slot.ACTION, rule="action.trait", text="This names a trait.")
    draft = commit("wish", "outcome", "obstacle", "action")
    asked = Progress(asks={"action": MAX_ASKS}, last=plan("action", "reask"))
    assert next_step(draft, asked, remarks=[remark]).topic == "context"


@pytest.mark.parametrize(
    ("screen", "intent", "topic"),
    [
        (ScreenResult.SELF_HARM, "crisis", ""),
        (ScreenResult.VIOLENCE, "crisis", ""),
        (ScreenResult.HARASSMENT, "crisis", ""),
        (ScreenResult.LEGAL, "crisis", ""),
        (ScreenResult.INJECTION, "injection", "wish"),
        (ScreenResult.OFF_TOPIC, "off_topic", "wish"),
        (ScreenResult.ADVICE, "advice", "wish"),
        (ScreenResult.STOP, "stop", ""),
        (ScreenResult.EMOTION, "emotion", ""),
    ],
)
def test_what_the_screen_finds_comes_before_the_next_question(
    screen: ScreenResult, intent: str, topic: str
) -> None:
    step = next_step(Draft(), Progress(), screen)
    assert (step.intent, step.topic, step.stage) == (intent, topic, "wish")


def test_what_follows_strong_feeling_in_a_reflection_may_be_part_of_the_story() -> None:
    step = next_step(reflect("happened"), Progress(), ScreenResult.EMOTION)
    assert (step.intent, step.topic, step.stage) == ("emotion", "happened", "felt")


def test_the_opening_asks_for_the_first_thing_missing() -> None:
    assert first_step(Draft()).intent == "open"
    assert first_step(reflect()).intent == "open"
    assert first_step(reflect()).topic == "happened"
    assert first_step(commit(*ALL)).topic == "say_back"


@pytest.mark.parametrize(
    ("draft", "topic"), [(commit("wish"), "outcome"), (reflect("happened", "felt"), "meaning")]
)
def test_what_a_form_said_already_is_not_asked_for_again(
    draft: Draft | ReflectionDraft, topic: str
) -> None:
    assert (first_step(draft).topic, first_step(draft).intent) == (topic, "ask")


def test_progress_counts_questions_and_refusals() -> None:
    turns: list[Turn] = [
        coach_asked(0, "wish", "open", "q1"),
        member_said(1, "more feedback"),
        coach_asked(2, "outcome", "ask", "q2"),
        member_said(3, "Skip this please."),
    ]
    done = progress(turns)
    assert done.asks == {"wish": 1, "outcome": 2}
    assert done.used_ids == {"q1", "q2"}
    assert done.awaited == "outcome"
    assert done.before == "wish"


@pytest.mark.parametrize(
    ("intent", "awaited"), [("ask", "time"), ("probe", "time"), ("advice", "time"), ("crisis", "")]
)
def test_only_what_was_asked_about_is_awaited(intent: str, awaited: str) -> None:
    assert progress([coach_asked(0, "time", intent, "q")]).awaited == awaited


def test_a_question_that_a_correction_talked_past_is_not_counted() -> None:
    asked = [coach_asked(0, "time"), member_said(1, "On Mondays."), coach_asked(2, "response")]
    taken_back = [*asked, member_said(3, "No, actually it's Wednesdays.")]
    assert progress(asked).asks["response"] == 1
    assert progress(taken_back).asks["response"] == 0
    assert progress([*taken_back, coach_asked(4, "response")]).asks["response"] == 1
