"""Managers by rules: they hear what is asked, and let go of facts as their persona has it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from coach.dialogue.bank import QuestionBank
from coach.domain.conversation import ConversationKind
from coach.errors import InvalidInput
from coach.evaluation.managers.hearing import hear
from coach.evaluation.managers.manager import AS_BEFORE, ENOUGH, GO_ON, Manager
from coach.evaluation.managers.persona import NAMES, OWN_SET, Persona, read_personas
from coach.evaluation.managers.slips import with_slips

_OF_KIND = {name: kind for kind, names in NAMES.items() for name in names}
CONTEXT, TIME, OBSTACLE = (
    "In which situation will you do this?",
    "When will you do it, and how often?",
    "What in you could get in the way of this?",
)


def persona(**changes: object) -> Persona:
    facts = {
        "wish": ["Less noise.", "I want a quiet office."],
        "obstacle": ["I get impatient."],
        "action": ["I will close the door."],
        "context": ["When the phone rings."],
        "time": ["On Mondays."],
        "response": ["I will count to five."],
        "sign": ["Nobody knocks."],
    }
    given = {"name": "a", "about": "", "kind": "commit", "facts": facts, **changes}
    return Persona.model_validate(given)


def test_nearly_every_question_of_the_bank_is_heard_as_what_it_is_meant_for() -> None:
    asked = [q for q in QuestionBank.load().questions if q.topic in _OF_KIND and "?" in q.text]
    heard = [hear(q.text, _OF_KIND[q.topic]) for q in asked]
    wrong = [q.id for q, name in zip(asked, heard, strict=True) if name not in {q.topic, ""}]
    assert wrong == []
    assert heard.count("") <= 0.03 * len(asked)


def test_only_the_last_question_decides() -> None:
    said = "You asked yourself how to see that it works. With whom will you do this?"
    assert hear(said, ConversationKind.COMMIT) == "target"
    assert hear("Thank you, the parts are all there.", ConversationKind.COMMIT) == ""


def test_a_fact_comes_vague_then_concrete_then_again() -> None:
    manager = Manager(persona())
    question = "What do you wish for most in this part of your work?"
    first, second, third = (manager.answer(question) for _ in range(3))
    assert first is not None
    assert second is not None
    assert third is not None
    assert (first.text, first.tells[0].concrete) == ("Less noise.", False)
    assert (second.text, second.tells[0].concrete) == ("I want a quiet office.", True)
    assert third.text == f"{AS_BEFORE} I want a quiet office."


def test_reluctance_deflects_as_often_as_it_says() -> None:
    manager = Manager(persona(reluctance={"obstacle": 2}, deflections=["Why do you ask?"]))
    said = [manager.answer(OBSTACLE) for _ in range(3)]
    texts = [one.text for one in said if one is not None]
    assert texts == ["Why do you ask?", "Why do you ask?", "I get impatient."]


def test_another_part_is_told_in_the_same_breath_and_only_once() -> None:
    manager = Manager(persona(also={"context": "time"}))
    said = manager.answer(CONTEXT)
    again = manager.answer(CONTEXT)
    assert said is not None
    assert again is not None
    assert said.text == "When the phone rings. On Mondays."
    assert [tell.name for tell in said.tells] == ["context", "time"]
    assert [tell.name for tell in again.tells] == ["context"]


def test_a_correction_follows_what_it_takes_back() -> None:
    correction = {"name": "time", "after": "time", "text": "No, actually it's Fridays."}
    manager = Manager(persona(correction=correction))
    manager.answer(TIME)
    said = manager.answer(OBSTACLE)
    after = manager.answer(OBSTACLE)
    assert said is not None
    assert after is not None
    assert (said.text, said.tells[0].corrects) == ("No, actually it's Fridays.", True)
    assert after.text == "I get impatient."


def test_patience_ends_and_a_coach_who_asks_nothing_ends_it_too() -> None:
    manager = Manager(persona(patience=1))
    manager.answer(TIME)
    last = manager.answer(OBSTACLE)
    assert last is not None
    assert last.text == ENOUGH
    assert manager.answer(OBSTACLE) is None
    assert Manager(persona()).answer("Your plan is complete.") is None


def test_to_go_on_or_to_pause_is_answered_as_such() -> None:
    said = Manager(persona()).answer(
        "That is a lot. What would be right for you, to go on, or stop?"
    )
    assert said is not None
    assert said.text == GO_ON


def test_a_seed_says_the_same_again() -> None:
    chatty = persona(asides=["It rained.", "The lift broke."], aside_rate=0.5, typo_rate=0.3)
    questions = (CONTEXT, TIME, OBSTACLE)
    runs = [[Manager(chatty, seed).answer(q) for q in questions] for seed in (1, 1)]
    assert runs[0] == runs[1]
    others = [[Manager(chatty, seed).answer(q) for q in questions] for seed in range(8)]
    assert any(other != runs[0] for other in others)


def test_slips_change_some_long_words_and_leave_the_short() -> None:
    text = "the warehouse people complain about deliveries and vests"
    slipped = with_slips(text, 1.0, random.Random(3))
    assert slipped != text
    assert slipped.split()[0] == "the"
    assert len(slipped.split()) == len(text.split())
    assert with_slips(text, 0.0, random.Random(3)) == text


def test_our_own_set_is_large_and_half_of_it_is_held() -> None:
    personas = read_personas([OWN_SET])
    kinds = [one.kind for one in personas]
    assert len(personas) >= 30
    assert min(kinds.count(kind) for kind in ConversationKind) >= 15
    assert abs(sum(one.held for one in personas) - len(personas) / 2) <= 1
    assert {one.name for one in read_personas([OWN_SET], held=True)}.isdisjoint(
        one.name for one in read_personas([OWN_SET], held=False)
    )


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("name: a\nabout: x\nkind: commit\nfacts: {wish: [more]}", "is missing"),
        ("name: a\nabout: x\nkind: commit\nfacts: {felt: [sad]}", "no part of such"),
        ("name: a\nabout: x\nkind: commit\nmood: bad\nfacts: {}", "mood"),
        (
            "name: a\nabout: x\nkind: reflect\n"  # noqa: ISC004 - one text
            "facts: {happened: [a], felt: [b], meaning: [c], lesson: [d], next: [e]}",
            "names no attempt",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_its_name(tmp_path: Path, text: str, complaint: str) -> None:
    file = tmp_path / "odd.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput, match=complaint) as error:
        read_personas([file])
    assert "odd.yaml" in str(error.value)


def test_a_folder_without_managers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no such manager"):
        read_personas([tmp_path])
