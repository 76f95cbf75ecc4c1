"""The question bank: what it holds, and that it never repeats itself."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from coach.dialogue.bank import ANY_TOPIC, Question, QuestionBank, fault_of
from coach.dialogue.checks import check_reply
from coach.domain.commitment import Slot
from coach.domain.commitment_rules import TEXTS
from coach.domain.reflection import ReflectionStep
from coach.errors import SetupError

TOPICS = [*(s.value for s in Slot), "say_back", *(s.value for s in ReflectionStep)]


@pytest.fixture(scope="module")
def bank() -> QuestionBank:
    return QuestionBank.load()


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize(("intent", "least"), [("ask", 5), ("probe", 2), ("reask", 2)])
def test_every_topic_has_enough(bank: QuestionBank, topic: str, intent: str, least: int) -> None:
    found = [q for q in bank.questions if (q.topic, q.intent, q.rule) == (topic, intent, "")]
    assert len(found) >= least


def test_the_bank_is_large_and_has_the_other_intents(bank: QuestionBank) -> None:
    assert len(bank.questions) >= 110
    for topic in ("commit", "reflect"):
        for intent in ("open", "wrap_up"):
            assert sum((q.topic, q.intent) == (topic, intent) for q in bank.questions) >= 3
    for intent in ANY_TOPIC:
        assert sum(q.intent == intent for q in bank.questions) >= 3


def test_every_rule_of_a_draft_has_its_probes(bank: QuestionBank) -> None:
    for rule in set(TEXTS) - {"short"}:
        topic = rule.split(".")[0]
        keyed = [q for q in bank.questions if q.rule == rule]
        assert len(keyed) >= 2
        assert {(q.topic, q.intent) for q in keyed} == {(topic, "probe")}


def test_a_rule_gets_its_own_probe_first_and_others_never_do(bank: QuestionBank) -> None:
    assert bank.pick("action", "probe", set(), "s", "action.trait").rule == "action.trait"
    used: set[str] = set()
    for _ in range(60):
        question = bank.pick("action", "probe", used, "s")
        assert question.rule == ""
        used.add(question.id)


@pytest.mark.parametrize("topic", TOPICS)
def test_three_hundred_turns_never_repeat(bank: QuestionBank, topic: str) -> None:
    used: set[str] = set()
    texts: set[str] = set()
    for turn in range(300):
        question = bank.pick(topic, ("ask", "probe", "reask")[turn % 3], used, "seed")
        assert question.id not in used
        assert question.text not in texts
        assert question.text.count("?") == 1
        used.add(question.id)
        texts.add(question.text)


def test_a_list_that_is_used_up_gives_way_to_its_siblings(bank: QuestionBank) -> None:
    used = {q.id for q in bank.questions if (q.topic, q.intent) == ("felt", "ask")}
    assert bank.pick("felt", "ask", used, "s").intent == "probe"
    used |= {q.id for q in bank.questions if q.topic == "felt"}
    again = bank.pick("felt", "ask", used, "s")
    assert again.id.startswith("again.")
    assert len(again.text.split()) <= 60


def test_the_seed_decides(bank: QuestionBank) -> None:
    picks = {seed: bank.pick("wish", "ask", set(), seed).id for seed in "abcdefghij"}
    assert picks == {seed: bank.pick("wish", "ask", set(), seed).id for seed in "abcdefghij"}
    assert len(set(picks.values())) >= 3


@pytest.mark.parametrize(
    ("topic", "intent", "home"),
    [
        ("commit", "open", "commit"),
        ("wish", "open", "commit"),
        ("happened", "open", "reflect"),
        ("say_back", "wrap_up", "commit"),
        ("felt", "emotion", "any"),
        ("", "stop", "any"),
    ],
)
def test_a_topic_finds_its_home(bank: QuestionBank, topic: str, intent: str, home: str) -> None:
    assert bank.pick(topic, intent, set(), "s").topic == home


def test_an_unknown_topic_is_a_bug(bank: QuestionBank) -> None:
    with pytest.raises(KeyError):
        bank.pick("weather", "ask", set(), "s")


@pytest.mark.parametrize(
    ("intent", "text", "fault"),
    [
        ("ask", "You should ask more. What else?", "'should'"),
        ("ask", "Is it hard?", "no open question"),
        ("ask", "What is it? And who?", "exactly 1 question mark"),
        ("ask", "Tell me more.", "exactly 1 question mark"),
        ("ask", "What is it? Say it.", "goes on"),
        ("stop", "Shall we stop?", "exactly 0 question marks"),
        ("ask", "word " * 41 + "what?", "more than 40"),
        ("ask", "What is it?", ""),
    ],
)
def test_a_faulty_question_is_named(intent: str, text: str, fault: str) -> None:
    found = fault_of(Question("q", "wish", intent, text))
    assert fault in found
    assert bool(fault) == bool(found)


def test_a_damaged_file_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "bank.yaml"
    row = {"id": "a", "text": "What is it?"}
    path.write_text(yaml.safe_dump({"topics": {"wish": {"ask": [row, row]}}, "leads": []}), "utf-8")
    with pytest.raises(SetupError, match="'a' twice"):
        QuestionBank.load(path)
    path.write_text("topics: [", "utf-8")
    with pytest.raises(SetupError, match="cannot be read"):
        QuestionBank.load(path)


def test_no_text_of_the_bank_sounds_like_advice(bank: QuestionBank) -> None:
    said = ["I was there."]
    assert [
        q.id for q in bank.questions if "advice" in check_reply(q.text, member_texts=said)
    ] == []
