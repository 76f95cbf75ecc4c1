"""The checks on a reply, in both directions, and word by word while it streams."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.dialogue.bank import QuestionBank
from coach.dialogue.checks import StreamGuard, check_reply

LENA = (
    "In our Monday meeting I interrupt Lena as soon as she hesitates. It frustrates me that we"
    " never finish on time, and two people have stopped talking. I think I should let them finish."
)
BOSS = "My boss wants a decision in three weeks, and I am afraid that I look weak."
SAID = (LENA, BOSS)
LATEST = "I count the minutes and then I just say it myself."


def failed(reply: str, *, earlier: tuple[str, ...] = (), advice_asked: bool = False) -> set[str]:
    return set(
        check_reply(
            reply,
            member_texts=SAID,
            latest=LATEST,
            advice_asked=advice_asked,
            earlier_questions=earlier,
        )
    )


@pytest.mark.parametrize(
    "reply",
    [
        "What do you notice in yourself just before that?",
        "You count the minutes and then say it yourself. What goes on inside you in that second?",
        "You interrupt Lena as soon as she hesitates. What happens next?",
        "So you are frustrated that the meeting never finishes on time. What do you do then?",
        "Interrupting Lena is what happens when she hesitates. What does that give you?",
        "You are afraid that you look weak. How do you notice that fear?",
        "Two people have stopped talking. What did you see them do?",
        "In three weeks your boss wants a decision. What matters to you in it?",
        "On Monday you say it yourself. Who else is there?",
        "You think you should let them finish. What keeps you from it?",
        "I hear that you count the minutes. What are you waiting for?",
        "You \u201cjust say it\u201d yourself. What comes right before?",
        'You said "I count the minutes". What happens to you meanwhile?',
        "Tell me what happened first: what did you do?",
        "After some minutes you say it yourself. What would it look like if you did not?",
        "She hesitates, and you interrupt. What could you do in that second?",
        "You say it yourself. What have you tried so far?",
        "And what then?",
        "Your boss wants a decision and you are afraid. Which part of that is in your hands?",
        "You want them to finish. What would someone see you do?",
    ],
)
def test_a_faithful_reply_passes(reply: str) -> None:
    assert failed(reply) == set()


@pytest.mark.parametrize(
    ("reply", "check"),
    [
        ("You count the minutes.", "question"),
        ("What do you do? And how?", "question"),
        ("What do you do? Tell me.", "question"),
        ("What " + "do you " * 30 + "do?", "length"),
        ("You should let her speak. What stops you?", "advice"),
        ("Try to count to ten. What happens?", "advice"),
        ("Why don't you wait a moment?", "advice"),
        ("Have you considered asking Lena?", "advice"),
        ("You could start by listening. What then?", "advice"),
        ("It might help to wait. What do you think?", "advice"),
        ("I suggest waiting. What do you say?", "advice"),
        ("Maybe you can let them finish. What then?", "advice"),
        ("Consider the other side. What do you see?", "advice"),
        ("How about a pause?", "advice"),
        ("Could you let her finish?", "advice"),
        ("Next time, you wait. What then?", "advice"),
        ("Remember to breathe. What else?", "advice"),
        ("What if you waited?", "advice"),
        ("You interrupt Maria. What happens?", "name"),
        ("Maria hesitates. What happens?", "name"),
        ("On Friday you interrupt. What happens?", "name"),
        ("You look weak to IBM. What happens?", "name"),
        ("You have four people there. What happens?", "number"),
        ("You wait 10 minutes. What happens?", "number"),
        ("You are angry with Lena. What happens?", "feeling"),
        ("You feel anxious in that second. What happens?", "feeling"),
        ("How proud were you?", "feeling"),
        ("What makes you so impatient?", "feeling"),
        ("Your team hesitates. What happens?", "person"),
        ("What did the client say?", "person"),
        ("He hesitates. What happens?", "person"),
        ("What happened in the presentation?", "event"),
        ("How did the conflict begin?", "event"),
        ("I count the minutes and say it myself. What happens?", "first_person"),
        ("I feel that you interrupt. What happens?", "first_person"),
        ("We never finish on time. What happens?", "we"),
        ("The manager interrupts Lena. What happens?", "third_person"),
        ("The user counts the minutes. What happens?", "third_person"),
        ("As a manager myself, I know that. What happens?", "human"),
        ("In my experience people stop talking. What happens?", "human"),
        ("I have been there. What happens?", "human"),
        ("Great job! What happens?", "praise"),
        ("That is an amazing decision. What happens?", "praise"),
        ("Well done for counting the minutes. What happens?", "praise"),
        ("You interrupt [name]. What happens?", "markup"),
        ('{"mirror": "You count"} What happens?', "markup"),
        ("**You** count the minutes. What happens?", "markup"),
        ("Mirror: you count the minutes. What happens?", "markup"),
        ("As an AI language model I ask: what happens?", "markup"),
        ("You juggle dazzling kaleidoscopes of purple velvet. What happens?", "grounded"),
        ("Communication breakdown damages collaboration culture. What happens?", "grounded"),
    ],
)
def test_a_faulty_reply_is_named(reply: str, check: str) -> None:
    assert check in failed(reply)


def test_advice_passes_when_it_was_asked_for() -> None:
    reply = "You could start by waiting. What do you think?"
    assert "advice" in failed(reply)
    assert "advice" not in failed(reply, advice_asked=True)


@pytest.mark.parametrize(
    ("said", "reply", "check"),
    [
        ("It was frustrating.", "You were frustrated. What then?", ""),
        ("I was angry.", "Your anger was there. What then?", ""),
        ("I was angry.", "You were furious. What then?", "feeling"),
        ("I waited 2 days.", "You waited two days. What then?", ""),
        ("I waited two days.", "You waited 2 days. What then?", ""),
        ("I waited two days.", "You waited three days. What then?", "number"),
        ("My wife said no.", "She said no. What then?", ""),
        ("My boss said no.", "She said no. What then?", "person"),
        ("the stand-up was long", "The meeting was long. What then?", ""),
        ("My two engineers left.", "Your engineers left. What then?", ""),
        ("anna left early", "Anna left early. What then?", ""),
        ("I should wait.", "You should wait. What then?", ""),
        ("I should wait.", "You should leave. What then?", "advice"),
        ("I try to wait.", "When it happens, you try to wait. What then?", ""),
        ("I try to wait.", "Try to wait. What then?", "advice"),
        ("I try to wait.", "When it happens, try to leave. What then?", "advice"),
        ("I gave the instructions twice.", "You gave the instructions twice. What then?", ""),
        ("It must be perfect.", "It must be perfect. What then?", ""),
        ("I told the manager.", "You told the manager. What then?", ""),
        ("Our budget was cut.", "The budget was cut. What then?", ""),
    ],
)
def test_the_members_words_are_what_licenses(said: str, reply: str, check: str) -> None:
    assert check_reply(reply, member_texts=[said]) == ((check,) if check else ())


def test_allowed_texts_license_too() -> None:
    reply = "What did Maria see in the presentation?"
    assert check_reply(reply, member_texts=[], allowed=[reply]) == ()
    assert set(check_reply(reply, member_texts=[])) == {"name", "event"}


@pytest.mark.parametrize(
    ("question", "repeated"),
    [
        ("What do you notice in yourself just before that?", True),
        ("And what do you notice in yourself just before that?", True),
        ("What do you see in yourself a week after that?", False),
        ("Who is there?", False),
    ],
)
def test_an_earlier_question_does_not_come_again(question: str, *, repeated: bool) -> None:
    earlier = ("You wait. What do you notice in yourself just before that?",)
    assert ("repeated" in failed(question, earlier=earlier)) is repeated


def test_every_question_of_the_bank_passes() -> None:
    for question in QuestionBank.load().questions:
        if "?" in question.text:
            found = check_reply(question.text, member_texts=[], allowed=[question.text])
            assert found in {(), ("grounded",)}, (question.id, found)


def test_the_guard_lets_an_allowed_question_through() -> None:
    question = "Begin with the moment: when it comes, what will Maria do?"
    guard = StreamGuard(member_texts=SAID, allowed=[question])
    reply = f"You count the minutes. {question}"
    assert [guard.feed(reply[:end]) for end in range(1, len(reply) + 1)][-1] == reply
    assert guard.failed == ""


def feed(reply: str) -> tuple[list[str], StreamGuard]:
    guard = StreamGuard(member_texts=[*SAID, LATEST])
    return [guard.feed(reply[:end]) for end in range(1, len(reply) + 1)], guard


def test_the_guard_shows_whole_words_and_in_the_end_all() -> None:
    reply = "You interrupt Lena as soon as she hesitates. What happens next?"
    shown, guard = feed(reply)
    assert guard.failed == ""
    assert shown[-1] == reply
    for before, after in pairwise(shown):
        assert after.startswith(before)
        assert after == "" or reply[len(after) :][:1] in {"", " "}


@pytest.mark.parametrize(
    ("reply", "check", "never"),
    [
        ("You interrupt Maria when she hesitates. What happens?", "name", "Maria"),
        ("You are so anxious then. What happens?", "feeling", "anxious"),
        ("You say it yourself. You should wait. What happens?", "advice", "should"),
        ("You say it yourself. Have you considered waiting?", "advice", "considered"),
        ("You wait nine minutes. What happens?", "number", "nine"),
        ("What happens? And what happens then?", "question", "then?"),
        ("You say it. That is amazing. What happens?", "praise", "amazing"),
    ],
)
def test_the_guard_stops_before_the_faulty_word(reply: str, check: str, never: str) -> None:
    shown, guard = feed(reply)
    assert guard.failed == check
    assert all(never not in text for text in shown)
    assert guard.feed(reply + " More?") == shown[-1]


@given(st.text(max_size=300))
def test_any_text_is_checked(text: str) -> None:
    assert isinstance(check_reply(text, member_texts=[text], latest=text), tuple)
    assert text.startswith(StreamGuard(member_texts=[text]).feed(text)[:1])
