"""From a member's words to values: always traceable, never over the member's own edits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.dialogue.clauses import MAX_CLAUSES, split, trim
from coach.dialogue.filling import (
    fill_commitment,
    fill_reflection,
    labels_by_rule,
    narrowed,
    values,
    without_turn,
)
from coach.dialogue.grounding import entry_at, traces
from coach.domain.commitment import Draft, Slot
from coach.domain.provenance import Entry, Span
from coach.domain.reflection import ReflectionDraft, ReflectionStep
from tests.support.turns import member_said

TOPICS = st.sampled_from([s.value for s in Slot] + [s.value for s in ReflectionStep] + [""])
WORDS = (
    "I will ask her, when if and because. Then! so that Monday it works they would we ? … afraid "
    "next time tomorrow no actually not sure \n every week \u2019 ä 👍 <<<"
)
TALK = st.lists(st.sampled_from(WORDS.split(" ")), max_size=40).map(" ".join)


@given(message=st.one_of(TALK, st.text(max_size=300)), awaited=TOPICS)
def test_every_value_stands_word_for_word_in_the_message(message: str, awaited: str) -> None:
    turn = member_said(1, message)
    labels = labels_by_rule(message, awaited, "action")
    for entries in values(turn, labels).values():
        for entry in entries:
            assert entry.origin == "chat"
            assert traces(entry, {turn.id: message})
            assert entry.text.strip()


@given(
    message=st.one_of(TALK, st.text(max_size=300)),
    first=st.integers(-3, 15),
    last=st.integers(-3, 15),
)
def test_narrowing_keeps_values_traceable(message: str, first: int, last: int) -> None:
    turn = member_said(1, message)
    labels = narrowed(labels_by_rule(message, "wish"), "wish", first, last)
    draft = fill_commitment(Draft(), turn, labels, "wish")
    assert all(traces(entry, {turn.id: message}) for entry in draft.slots.values())


@given(message=st.text(max_size=2000))
def test_clauses_are_in_order_do_not_overlap_and_are_few(message: str) -> None:
    clauses = split(message)
    assert len(clauses) <= MAX_CLAUSES
    end = 0
    for clause in clauses:
        assert end <= clause.start < clause.end <= len(message)
        assert message[clause.start : clause.end] == clause.text
        end = clause.end


@given(message=st.text(max_size=200))
def test_trimming_takes_only_from_the_ends(message: str) -> None:
    start, end = trim(message, 0, len(message))
    assert 0 <= start <= end <= len(message)


def test_an_entry_outside_its_turn_is_no_entry() -> None:
    assert entry_at("t", "words", 3, 99) is None
    assert entry_at("t", "a   b", 1, 4) is None
    entry = Entry(text="other", origin="chat", span=Span(turn_id="t", start=0, end=5))
    assert not traces(entry, {"t": "words here"})
    assert not traces(entry, {})


def said(message: str, awaited: str, corrected: str = "") -> dict[str, list[str]]:
    found = values(member_said(1, message), labels_by_rule(message, awaited, corrected))
    return {name: [e.text for e in entries] for name, entries in found.items()}


@pytest.mark.parametrize(
    ("awaited", "message", "expected"),
    [
        ("time", "weekly", {"time": ["weekly"]}),
        ("wish", "Well, honestly, less micromanaging.", {"wish": ["less micromanaging"]}),
        ("wish", "Alright, alright. I want more feedback.", {"wish": ["I want more feedback"]}),
        ("wish", "I don't know. Fewer complaints.", {"wish": ["Fewer complaints"]}),
        ("wish", "I don't know.", {}),
        ("wish", "…", {}),
        ("wish", "Honestly I don't see why I have to do this. My boss signed me up.", {}),
        ("action", "Can we skip that?", {}),
        ("action", "What do you mean?", {}),
        (
            "wish",
            "I want to delegate the report. It would give me a free day.",
            {"wish": ["I want to delegate the report"], "outcome": ["It would give me a free day"]},
        ),
        (
            "obstacle",
            "I am afraid of looking sloppy, and if I catch myself I will close the file.",
            {
                "obstacle": ["I am afraid of looking sloppy"],
                "response": ["if I catch myself I will close the file"],
            },
        ),
        ("action", "I hate being contradicted.", {"obstacle": ["I hate being contradicted"]}),
        (
            "target",
            "If I joke it away, I will point at the date.",
            {"response": ["If I joke it away, I will point at the date"]},
        ),
        (
            "action",
            "When a supplier calls about the price, I ask for a day to think.",
            {
                "context": ["When a supplier calls about the price"],
                "action": ["I ask for a day to think"],
            },
        ),
        (
            "action",
            "They might sulk, and I will want to give in.",
            {"obstacle": ["I will want to give in"]},
        ),
        (
            "action",
            "When it gets loud, I feel small.",
            {"context": ["When it gets loud"], "obstacle": ["I feel small"]},
        ),
        (
            "target",
            "Starting tomorrow, for two weeks. I count the evenings that stay free.",
            {
                "time": ["Starting tomorrow, for two weeks"],
                "sign": ["I count the evenings that stay free"],
            },
        ),
        ("target", "Every Tuesday with my deputy.", {"target": ["Every Tuesday with my deputy"]}),
        ("target", "Each of my five team leads.", {"target": ["Each of my five team leads"]}),
        ("target", "It works if she does it alone.", {"sign": ["It works if she does it alone"]}),
        (
            "action",
            "On Mondays I will ask two questions.",
            {"action": ["On Mondays I will ask two questions"], "time": ["On Mondays"]},
        ),
        (
            "meaning",
            "I felt pure fear first, and then anger, and then I felt small.",
            {"felt": ["I felt pure fear first, and then anger, and then I felt small"]},
        ),
        (
            "happened",
            "I am so ashamed. I shouted at her.",
            {"felt": ["I am so ashamed. I shouted at her"]},
        ),
        ("", "My boss signed me up.", {}),
        ("felt", "No, not angry. More like sad.", {"felt": ["not angry. More like sad"]}),
        ("time", "They would ask me more.", {}),
        (
            "time",
            "My deputy will ask me about it.",
            {"support": ["My deputy will ask me about it"]},
        ),
        ("response", "hang up?", {"response": ["hang up"]}),
        ("obstacle", "they'd reply", {"outcome": ["they'd reply"]}),
        ("happened", "Where do I start. She left.", {"happened": ["She left"]}),
        (
            "meaning",
            "sick to my stomach, and ashamed",
            {"felt": ["sick to my stomach, and ashamed"]},
        ),
        (
            "lesson",
            "I think I wanted to look strong.",
            {"meaning": ["I think I wanted to look strong"]},
        ),
    ],
)
def test_what_a_message_says_by_rule(
    awaited: str, message: str, expected: dict[str, list[str]]
) -> None:
    assert said(message, awaited) == expected


def test_after_the_last_step_only_what_names_its_step_is_added() -> None:
    def read(message: str) -> dict[str, list[str]]:
        labels = labels_by_rule(message, "", reflects=True)
        found = values(member_said(1, message), labels)
        return {name: [e.text for e in entries] for name, entries in found.items()}

    assert read("I'll call Sam tomorrow.") == {"next": ["I'll call Sam tomorrow"]}
    assert read("Thank you!") == {}


def test_an_answer_of_one_vague_word_does_not_replace_a_better_one() -> None:
    first, second = member_said(1, "I will ask her what she needs"), member_said(3, "Ana")
    draft = fill_commitment(Draft(), first, labels_by_rule(first.text, "action"), "action")
    kept = fill_commitment(draft, second, labels_by_rule(second.text, "action"), "action")
    assert kept.slots[Slot.ACTION].text == first.text


def test_a_correction_is_about_what_was_answered_before() -> None:
    assert said("No, actually not Thursday, Wednesday noon.", "context", "action") == {
        "time": ["Wednesday noon"]
    }
    assert said("I meant the shift leads.", "time", "target") == {
        "target": ["I meant the shift leads"]
    }


def test_a_form_value_is_never_overwritten() -> None:
    typed = Entry(text="typed", origin="form")
    draft = Draft(slots={Slot.WISH: typed})
    turn = member_said(1, "less micromanaging")
    filled = fill_commitment(draft, turn, labels_by_rule(turn.text, "wish"), "wish")
    assert filled.slots[Slot.WISH] == typed


def test_a_later_answer_replaces_an_earlier_one_only_when_asked_again_or_corrected() -> None:
    first, second = member_said(1, "I will call her"), member_said(3, "I will write to her")
    draft = fill_commitment(Draft(), first, labels_by_rule(first.text, "action"), "action")
    labels = labels_by_rule(second.text, "action")
    assert fill_commitment(draft, second, labels, "time").slots == draft.slots
    assert fill_commitment(draft, second, labels, "action").slots[Slot.ACTION].text == second.text
    third = member_said(5, "No, I meant I will visit her")
    corrected = fill_commitment(draft, third, labels_by_rule(third.text, "time", "action"), "time")
    assert corrected.slots[Slot.ACTION].text == "I meant I will visit her"


def test_reading_a_turn_again_replaces_what_it_gave_before() -> None:
    turn = member_said(1, "It was a long week. I want less meetings. My dog is ill.")
    rough = labels_by_rule(turn.text, "wish")
    draft = fill_commitment(Draft(), turn, rough, "wish")
    fine = fill_commitment(draft, turn, narrowed(rough, "wish", 1, 1), "wish")
    assert fine.slots[Slot.WISH].text == "I want less meetings"
    assert without_turn(fine, turn.id) == Draft()


def test_a_reflection_collects_entries_and_each_turn_counts_once() -> None:
    first, second = member_said(1, "She called me."), member_said(3, "Then she left.")
    draft = ReflectionDraft()
    for turn in (first, second, second):
        draft = fill_reflection(draft, turn, labels_by_rule(turn.text, "happened"))
    assert draft.text(ReflectionStep.HAPPENED) == "She called me\nThen she left"
    rest = without_turn(draft, first.id)
    assert isinstance(rest, ReflectionDraft)
    assert rest.text(ReflectionStep.HAPPENED) == "Then she left"


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("No, actually it was on Wednesday.", "happened"),
        ("Sorry, I meant the second call.", "happened"),
        ("Well, actually I was relieved.", "felt"),
        ("It was quiet.", "felt"),
    ],
)
def test_in_a_reflection_what_is_taken_back_goes_to_the_step_before(
    message: str, name: str
) -> None:
    labels = labels_by_rule(message, "felt", "happened", reflects=True)
    assert {label.name for label in labels.clauses} == {name}


@pytest.mark.parametrize(
    "message",
    ["I have no answer to that.", "Nothing comes to mind.", "I can't think of anyone", "Not know."],
)
def test_to_have_nothing_to_say_fills_nothing(message: str) -> None:
    assert not any(label.name for label in labels_by_rule(message, "outcome").clauses)


@pytest.mark.parametrize(
    ("message", "awaited", "value"),
    [
        ("The lift broke today. I will ask first.", "action", "I will ask first"),
        ("It was loud. They all talked. I get nervous.", "obstacle", "I get nervous"),
        ("Ask two people. I will wait.", "action", "Ask two people. I will wait"),
        ("It is loud there, so I will whisper.", "action", "It is loud there, so I will whisper"),
        ("The two apprentices.", "target", "The two apprentices"),
        ("As I said: every weekday at nine.", "time", "every weekday at nine"),
    ],
)
def test_a_value_begins_where_the_answer_does(message: str, awaited: str, value: str) -> None:
    turn = member_said(1, message)
    found = values(turn, labels_by_rule(message, awaited))
    assert [entry.text for entry in found[awaited]] == [value]


def test_a_rhythm_beside_the_situation_is_the_time() -> None:
    turn = member_said(1, "At the handover, every weekday at half past six.")
    assert values(turn, labels_by_rule(turn.text, "context"))["time"][0].text == "every weekday"
