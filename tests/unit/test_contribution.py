"""What is read of a reflection, what may be quoted of it, and when a yes stands."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.contribution import (
    Contribution,
    counts,
    sentences_of,
    sha256_of,
    source_of,
)
from coach.domain.provenance import Entry
from coach.domain.reflection import (
    STEP_ORDER,
    Reflection,
    ReflectionDraft,
    ReflectionStatus,
    ReflectionStep,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ENTRIES = st.dictionaries(st.sampled_from(STEP_ORDER), st.lists(st.text(max_size=30), max_size=3))


def reflection(steps: dict[ReflectionStep, list[str]], **facts: object) -> Reflection:
    entries = {
        step: tuple(Entry(text=words, origin="form") for words in said)
        for step, said in steps.items()
    }
    known = {
        "id": "r",
        "owner_id": "ann",
        "attempt_ids": ("a",),
        "status": ReflectionStatus.KEPT,
        "draft": ReflectionDraft(steps=entries),
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Reflection.model_validate(known | facts)


def yes_to(one: Reflection, **facts: object) -> Contribution:
    known = {
        "reflection_id": one.id,
        "owner_id": one.owner_id,
        "group_id": "g",
        "cycle_id": None,
        "text_sha256": source_of(one).sha256,
        "given_at": NOW,
    }
    return Contribution.model_validate(known | facts)


@given(ENTRIES)
def test_each_step_stands_where_it_is_said_to_and_nothing_else_is_read(
    steps: dict[ReflectionStep, list[str]],
) -> None:
    one = reflection(steps)
    source = source_of(one, "g")
    told = {step: one.draft.text(step) for step in STEP_ORDER if one.draft.text(step)}
    assert {step: span.of(source.text) for step, span in source.steps.items()} == told
    assert source.text == "\n\n".join(told.values())
    assert (source.id, source.person_id, source.group_id) == ("r", "ann", "g")


@given(ENTRIES)
def test_each_sentence_that_can_be_chosen_stands_in_the_text_word_for_word(
    steps: dict[ReflectionStep, list[str]],
) -> None:
    source = source_of(reflection(steps))
    found = sentences_of(source)
    assert len(set(found)) == len(found)
    assert all(words in source.text and words.strip() == words != "" for words in found)


def test_a_sentence_that_is_said_twice_is_offered_once() -> None:
    source = source_of(reflection({ReflectionStep.HAPPENED: ["I waited. I waited. I left."]}))
    assert sentences_of(source) == ("I waited.", "I left.")


def test_a_yes_stands_until_the_text_changes() -> None:
    one = reflection({ReflectionStep.FELT: ["Odd."]})
    assert counts(yes_to(one), one)
    assert not counts(yes_to(one), None)
    for other in (" Odd.", "Odd. ", "Odd", "odd.", "O\u200bdd."):
        assert not counts(yes_to(one), reflection({ReflectionStep.FELT: [other]})), other
    draft = one.model_copy(update={"status": ReflectionStatus.DRAFT})
    assert not counts(yes_to(one), draft)


@pytest.mark.parametrize("facts", [{"owner_id": "ben"}, {"reflection_id": "other"}])
def test_a_yes_is_the_authors_and_to_one_reflection(facts: dict[str, str]) -> None:
    one = reflection({ReflectionStep.FELT: ["Odd."]})
    assert not counts(yes_to(one, **facts), one)


def test_letters_that_look_alike_are_different_wordings() -> None:
    assert sha256_of("Caf\u00e9") != sha256_of("Cafe\u0301")
    assert sha256_of("a b") != sha256_of("a\u00a0b")
    assert sha256_of("?") != sha256_of("\ud800")
