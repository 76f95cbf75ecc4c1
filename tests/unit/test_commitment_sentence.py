"""The sentence of a commitment: a frame around the member's own words."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.commitment import Draft, Slot
from coach.domain.commitment_rules import compose
from coach.domain.commitment_words import words
from coach.domain.provenance import Entry
from coach.errors import InvalidInput

FRAME = words(
    """when during on i will be do this with if should get in the way then see that it works by at
    for comes up am"""
)


def draft(**slots: str) -> Draft:
    return Draft(slots={Slot(k): Entry(text=v, origin="form") for k, v in slots.items()})


FULL = {
    "context": "someone brings me a problem",
    "action": "ask one open question",
    "target": "my direct reports",
    "time": "every Monday",
    "obstacle": "I get impatient",
    "response": "take a breath",
    "sign": "they propose the first solution",
}


WHOLE = (
    "When someone brings me a problem, I will ask one open question with my direct reports"
    " every Monday. If I get impatient, then I will take a breath. I will see that it"
    " works when they propose the first solution."
)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, WHOLE),
        ({"context": "When when someone asks me,"}, "When someone asks me, I will ask"),
        ({"context": "Whenever Maria interrupts me."}, "When Maria interrupts me, I will"),
        ({"context": "In our Monday meeting"}, "In our Monday meeting, I will"),
        ({"context": "our weekly meeting"}, "During our weekly meeting, I will"),
        ({"context": "one-to-ones"}, "During one-to-ones, I will"),
        ({"context": "Monday mornings"}, "On Monday mornings, I will"),
        ({"context": "as soon as I sit down"}, "As soon as I sit down, I will"),
        ({"context": "a colleague asks for help"}, "When a colleague asks for help, I will"),
        ({"context": "running the stand-up"}, "When running the stand-up, I will"),
        ({"context": "If they disagree"}, "When they disagree, I will"),
        ({"action": "I will I will wait"}, ", I will wait with my"),
        ({"action": "I'd like to wait five seconds"}, ", I will wait five seconds with"),
        ({"action": "To ask for the other view"}, ", I will ask for the other view"),
        ({"action": "I ask who has another view"}, ", I will ask who has another view"),
        ({"action": "asking one question"}, ", I will be asking one question with"),
        ({"action": "one open question first"}, ", I will do this: one open question first"),
        ({"action": "I won't answer first"}, ", I won't answer first with"),
        ({"action": "don't answer first"}, ", I will do this: don't answer first"),
        ({"action": "my team will speak first"}, ", my team will speak first with"),
        ({"action": "not speak first"}, ", I will not speak first"),
        ({"action": "Maybe I could let them finish!"}, ", I will let them finish with"),
        ({"target": "with Ana"}, "ask one open question with Ana every Monday."),
        ({"target": "to the night shift"}, "ask one open question to the night shift every"),
        (
            {"action": "ask Ana one question", "target": "Ana"},
            "I will ask Ana one question every Monday.",
        ),
        ({"time": "Mondays"}, "my direct reports on Mondays."),
        ({"time": "10:30"}, "my direct reports at 10:30."),
        ({"time": "the next four weeks"}, "my direct reports for the next four weeks."),
        ({"time": "Twice a week"}, "my direct reports twice a week."),
        ({"obstacle": "if I lose patience"}, "If I lose patience, then I will"),
        ({"obstacle": "my impatience"}, "If my impatience should get in the way, then I will"),
        ({"obstacle": "Fear of looking weak"}, "If fear of looking weak should get in the way"),
        ({"obstacle": "impatience"}, "If impatience should get in the way, then"),
        ({"obstacle": "wanting to be right"}, "If wanting to be right should get in the way"),
        ({"obstacle": "impatient"}, "If I am impatient, then I will"),
        ({"response": "then I will count to three."}, "then I will count to three. I will see"),
        ({"response": "Then I'd drink some water"}, "then I will drink some water."),
        ({"sign": "when they speak first"}, "it works when they speak first."),
        ({"sign": "I will see that they speak first"}, "it works when they speak first."),
        ({"sign": "fewer escalations"}, "it works by this: fewer escalations."),
        ({"sign": "Ana speaks before me"}, "it works when Ana speaks before me."),
    ],
)
def test_the_frame_bends_to_the_words(changes: dict[str, str], expected: str) -> None:
    assert expected in compose(draft(**{**FULL, **changes}))


def test_optional_slots_may_stay_open() -> None:
    slots = {k: v for k, v in FULL.items() if k not in {"target", "time"}}
    assert compose(draft(**slots)).startswith(
        "When someone brings me a problem, I will ask one open question. If"
    )


def test_what_is_missing_is_named_in_plain_words() -> None:
    with pytest.raises(InvalidInput) as caught:
        compose(draft(context="someone asks", action="wait", response="I will"))
    assert str(caught.value) == (
        "The sentence still needs what in you gets in the way, what you will do if the obstacle"
        " comes and how you will see that it works: fill that in first."
    )


def test_a_value_of_nothing_but_filler_is_missing() -> None:
    with pytest.raises(InvalidInput, match="in which situation"):
        compose(draft(**{**FULL, "context": "When …"}))


WORD = st.sampled_from(
    sorted(
        words(
            """Ana they asks ask question Monday the meeting my team impatient waiting we 10 every
            breath a nobody listens no one not speak finish first in during CEO
            don't people coffee"""
        )
    )
)
FILLER = st.sampled_from(
    ["", "when ", "When, ", "I will ", "I'd ", "if ", "then ", "to ", "well, "]
)
VALUE = st.builds(
    lambda lead, body, end: "".join(lead) + " ".join(body) + end,
    st.lists(FILLER, max_size=3),
    st.lists(WORD, min_size=1, max_size=6, unique=True),
    st.sampled_from(["", ".", "...", "!", " ,"]),
)


@given(st.fixed_dictionaries(dict.fromkeys(FULL, VALUE)))
def test_every_word_comes_from_a_slot_or_the_frame(slots: dict[str, str]) -> None:
    sentence = compose(draft(**slots))
    given_words = set(re.findall(r"[\w'-]+", " ".join(slots.values()).lower()))
    assert set(re.findall(r"[\w'-]+", sentence.lower())) <= given_words | FRAME
    assert not re.search(r"\b(when|if|then|i will|i'd|to|with)[ ,]+\1\b", sentence.lower())
    assert sentence.endswith(".")
    assert not re.search(r"[.,!?]\s*[.,]|\s[.,]|  ", sentence)


@given(st.fixed_dictionaries(dict.fromkeys(FULL, VALUE)))
def test_the_words_of_a_slot_keep_their_order(slots: dict[str, str]) -> None:
    sentence = compose(draft(**slots)).lower()
    for slot in ("obstacle", "sign"):
        last = re.findall(r"[\w'-]+", slots[slot].lower())[-1]
        assert last in sentence


@given(st.text(max_size=200))
def test_any_text_is_composed_or_refused(text: str) -> None:
    with suppress(InvalidInput):
        assert compose(draft(**{**FULL, "action": text, "context": text})).endswith(".")
