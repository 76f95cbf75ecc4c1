"""How a reply may look, and when a mirror says more than the member."""

from __future__ import annotations

import re
from typing import Any, cast

import pytest

from coach.dialogue.bank import Question
from coach.dialogue.clauses import split
from coach.dialogue.faithful import says_more
from coach.dialogue.mirror_form import OPENINGS, mirror_pattern
from coach.dialogue.schema import reply_schema
from coach.domain.commitment import Slot
from coach.domain.reflection import ReflectionStep

LONGER = "I will ask what they have tried so far before I speak again"
QUESTIONS = [Question("q1", "wish", "ask", 'What "then"?'), Question("q2", "wish", "ask", "And?")]


def test_every_slot_and_step_has_its_openings() -> None:
    assert set(OPENINGS) == {*Slot, *ReflectionStep, "say_back"}


@pytest.mark.parametrize("answered", [*OPENINGS, ""])
def test_the_grammar_has_positive_classes_only(answered: str) -> None:
    pattern = mirror_pattern(answered, [LONGER])
    re.compile(pattern)
    assert "[^" not in pattern
    assert '"' not in pattern
    assert "(?" not in pattern


def test_the_question_is_one_of_the_candidates() -> None:
    schema = cast("Any", reply_schema("wish", [], QUESTIONS))
    assert schema["properties"]["question"] == {"enum": ['What "then"?', "And?"], "type": "string"}
    assert list(schema["properties"]) == schema["required"] == ["mirror", "question"]


@pytest.mark.parametrize(
    ("answered", "answer", "mirror", "fits"),
    [
        ("time", "weekly", "You will do it weekly.", True),
        ("time", "weekly", "Weekly it is.", False),
        ("outcome", "they'd reply", "They'd reply.", True),
        (
            "outcome",
            "People would leave and know all that the others do",
            "People would go and know.",
            True,
        ),
        ("obstacle", "fear of mistakes", "What gets in the way is fear of mistakes.", True),
        ("obstacle", "fear of mistakes", "You fear mistakes.", False),
        ("target", "my three engineers", "You will start with your three engineers.", True),
        ("target", "my three engineers", "Your three engineers.", False),
        ("context", "project status mails", "It is about project status mails.", True),
        ("context", "the Tuesday stand-up", "It is the Tuesday stand-up.", True),
        ("context", "at handover", "It is at handover.", True),
        ("support", "my deputy sits next to me", "Your deputy sits next to you.", True),
        ("target", "With my two leads", "You will do it with your two leads.", True),
        ("outcome", "so that my boss would call", "Your boss would call.", True),
        ("happened", "I told her to wait", "You told her to wait.", True),
        ("happened", "I told her to wait", "She waited for you.", False),
        ("happened", "we merged", "They merged it all.", True),
        ("action", "I write mails at night", "You write mails at night.", True),
        ("context", "when it's urgent", "It is when it's urgent.", True),
        ("context", "when it's urgent", "It is urgent.", False),
        ("sign", "when they come", "You will see it when they come.", True),
        ("wish", "less mail", "You want less mail.", True),
        ("wish", "less mail", "You want less mail", False),
        ("wish", "less mail", 'You want "less" mail.', False),
        ("wish", "less mail", "You want less mail,.", False),
    ],
)
def test_a_mirror_opens_as_the_answer_needs(
    answered: str, answer: str, mirror: str, *, fits: bool
) -> None:
    assert (re.search(mirror_pattern(answered, [answer]), mirror) is not None) is fits


def test_of_a_long_message_one_clause_is_said_back() -> None:
    message = (
        "So where do I start. We merged two departments in March, which was a mess in itself, and "
        "what I really want, I think, if I am honest, is that people bring me a proposal, because "
        "my door is open from eight to six, they walk in and out, and I get nothing done."
    )
    clauses = [clause.text for clause in split(message)]
    found = re.fullmatch(r"\^\((.*)\)\[\.\]\$", mirror_pattern("wish", clauses))
    assert found is not None
    assert found[1].split("|") == ["What you really want is that people bring you a proposal"]
    other = re.fullmatch(r"\^\((.*)\)\[\.\]\$", mirror_pattern("obstacle", clauses))
    assert other is not None
    assert "Your door is open from eight to six" in other[1].split("|")
    assert "We merged two departments in March" not in other[1]


@pytest.mark.parametrize(
    ("mirror", "message", "more"),
    [
        ("You will do it weekly.", "weekly", False),
        (
            "Your shift leads come to you, and you answer.",
            "My leads come to me and I answer",
            False,
        ),
        ("You want to get your emails back, right, people.", "people not replying", True),
        ("You are not sure yet.", "dunno", True),
    ],
)
def test_a_mirror_says_no_more_than_the_message(mirror: str, message: str, *, more: bool) -> None:
    assert says_more(mirror, message) is more


@pytest.mark.parametrize("topic", ["response", "action", "next"])
def test_a_condition_is_not_said_back_as_an_intention(topic: str) -> None:
    answer = "if I start to joke it away, I take out the calendar and we fix a day for it there"
    pattern = mirror_pattern(topic, [answer])
    assert re.fullmatch(pattern, "If you start to joke it away, you take out the calendar.")
    assert not re.fullmatch(pattern, "You will start to joke it away, and you take it out.")
