"""A reflection sorted into a story's parts by rule: sentences, deeds, titles, what is too long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.dialogue.deeds import is_deed, three_parts
from coach.dialogue.reply_words import tokens
from coach.dialogue.sentences import sentences
from coach.dialogue.story_own import names, own_words
from coach.dialogue.story_title import planned_title
from coach.domain.reflection import ReflectionStep
from coach.domain.story import LONGEST_LINE, LONGEST_PART, LONGEST_TITLE, MOST_WORDS, StoryPart


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('She said "No." Then I left', ('She said "No."', "Then I left.")),
        ("well, Mr. Brandt came at 9.30 and left", ("Mr. Brandt came at 9.30 and left.",)),
        ("nobody knew!!\nwe called", ("Nobody knew!!", "We called.")),
        ("One… two", ("One…", "Two.")),
        (" \n - . \n", ()),
        ("", ()),
    ],
)
def test_sentences_are_those_of_their_author(text: str, expected: tuple[str, ...]) -> None:
    assert sentences(text) == expected


def test_a_run_on_sentence_falls_into_several() -> None:
    text = (
        "the mother stood in the office on monday and she was shouting that he had humiliated her"
        " son in front of the class and I took her into my room and I asked whether she had talked"
        " with him and she said no because he never answers"
    )
    assert sentences(text)[0] == "The mother stood in the office on monday."
    assert sentences(text)[-1] == "She said no because he never answers."
    assert len(sentences(text)) == 5


@given(st.text(alphabet="aI .!?\n,;and\"'", max_size=300))
def test_a_sentence_never_holds_a_word_that_was_not_there(text: str) -> None:
    assert set(tokens(" ".join(sentences(text)))) <= set(tokens(text))


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Afterwards I told him that the second half lost them.", True),
        ("Ended at 9:50 three weeks in a row.", True),
        ("I then quietly asked her.", True),
        ("She said that I asked too much.", False),
        ("She asked me twice.", False),
        ("Normally I asked everybody.", False),
        ("I did not ask her.", False),
        ("I needed a break.", False),
        ("I run a call with eleven people.", False),
    ],
)
def test_what_the_writer_did_is_told_from_the_rest(sentence: str, expected: bool) -> None:  # noqa: FBT001
    assert is_deed(sentence) is expected


def test_an_account_has_a_before_a_deed_and_an_outcome() -> None:
    account = ("It was loud.", "I asked her.", "I waited.", "She said no.", "I called him.")
    assert three_parts(account) == (account[:1], account[1:3], account[3:])
    assert three_parts(account[:2]) == (account[:1], (), account[1:2])
    assert three_parts(account[1:3]) == ((), account[1:2], account[2:3])
    assert three_parts(("It was loud.", "She left.")) == ((), (), ("It was loud.", "She left."))
    assert three_parts(()) == ((), (), ())


@pytest.mark.parametrize(
    ("plan", "title"),
    [
        ("When Jo calls, I will ask two questions first.", "Asking two questions first"),
        ("I will sit down and then write a list.", "Sitting down and then writing a list"),
        ("Every day I'll not interrupt anybody.", "Not interrupting anybody"),
        ("I will let Ana and Ben begin the round.", "Letting Ana and Ben begin the round"),
        ("Listen more", ""),
        ("I will wait.", ""),
        ("", ""),
    ],
)
def test_a_title_is_what_was_planned(plan: str, title: str) -> None:
    assert planned_title(plan) == title


def test_a_long_plan_is_cut_where_a_clause_begins() -> None:
    plan = "I will ask one person in the round what they see before I say what I think of it myself"
    assert planned_title(plan) == "Asking one person in the round what they see"
    assert planned_title(f"I will ask {'one ' * 40}") == ""


def test_names_are_what_has_a_capital_letter_inside_a_sentence() -> None:
    assert names("We met Ana on Monday. Then I left for Leeds.") == {"ana", "monday", "leeds"}


def test_one_sentence_taken_from_it_is_the_lesson_and_is_not_said_twice() -> None:
    own = own_words(
        {ReflectionStep.LESSON: "Waiting helps Ana.", ReflectionStep.MEANING: "Yes"}, ""
    )
    parts = own.drafted(title="", lesson=own.lessons[0], works_when="")
    assert parts == {StoryPart.LEARNED: "Yes.", StoryPart.LESSON: "Waiting helps Ana."}


def test_of_several_the_one_about_anybody_is_the_lesson() -> None:
    taken = "I rushed. Ask before you judge. It takes time. Tell Ana first."
    own = own_words({ReflectionStep.LESSON: taken, ReflectionStep.HAPPENED: "I saw Ana."}, "")
    assert own.lessons == ("Ask before you judge.",)
    assert own.first_choice() == ("Ask before you judge.", "It takes time.")


def test_what_was_felt_and_what_comes_next_stay_in_the_reflection() -> None:
    own = own_words({ReflectionStep.FELT: "Ashamed.", ReflectionStep.NEXT: "Leave."}, "I will go.")
    assert own.drafted(title="", lesson="", works_when="") == {
        StoryPart.TRIED: "My plan: I will go."
    }


WORDS = st.sampled_from(["I", "asked", "her", "nobody", "said", "because", "when", "Ana", "works"])
TEXT = st.lists(st.lists(WORDS, min_size=1, max_size=60).map(" ".join), max_size=25).map(". ".join)


@given(st.dictionaries(st.sampled_from(ReflectionStep), TEXT), TEXT)
def test_a_draft_keeps_its_limits_and_whole_sentences(
    texts: dict[ReflectionStep, str], commitment: str
) -> None:
    own = own_words(texts, commitment)
    lesson, works_when = own.first_choice()
    parts = own.drafted(title=own.title, lesson=lesson, works_when=works_when)
    assert sum(len(text.split()) for text in parts.values()) <= MOST_WORDS
    assert all(len(text) <= LONGEST_PART for text in parts.values())
    assert len(parts.get(StoryPart.TITLE, "")) <= LONGEST_TITLE
    assert len(parts.get(StoryPart.LESSON, "")) <= LONGEST_LINE
    said = {s for text in (commitment, *texts.values()) for s in sentences(text)}
    for part in (StoryPart.SITUATION, StoryPart.HAPPENED, StoryPart.LEARNED, StoryPart.LESSON):
        assert set(sentences(parts.get(part, ""))) <= said
