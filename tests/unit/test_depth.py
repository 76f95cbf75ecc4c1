"""The rule for a whole reflection, and the step that a deeper question is about."""

from __future__ import annotations

from itertools import product

import pytest

from coach.domain.contribution import Source
from coach.domain.depth import Depth, SentenceDepth, reading, step_to_deepen, whole_of
from coach.domain.reflection import ReflectionStep
from coach.domain.spans import Span

D, R, C = Depth.DESCRIPTION, Depth.REFLECTION, Depth.CRITICAL


@pytest.mark.parametrize(
    ("levels", "whole"),
    [
        ([D, D, D], D),
        ([D, D, R], D),
        ([D, R, R], R),
        ([D, R, C], R),
        ([R, C, C], C),
        ([D, C, C, None], C),
        ([D, D, None, None], D),
        ([D, D, None, None, None], None),
        ([None, None, None], None),
        ([C, C], None),
        ([], None),
    ],
)
def test_the_whole_has_the_deepest_level_that_two_sure_sentences_carry(
    levels: list[Depth | None], whole: Depth | None
) -> None:
    assert whole_of(levels) is whole


def test_a_deeper_sentence_never_makes_the_whole_shallower() -> None:
    order = [D, R, C]
    for levels in product([D, R, C, None], repeat=4):
        before = whole_of(levels)
        for place, level in enumerate(levels):
            if level is None or level is C or before is None:
                continue
            deeper = [*levels[:place], order[order.index(level) + 1], *levels[place + 1 :]]
            after = whole_of(deeper)
            assert after is not None
            assert order.index(after) >= order.index(before)


def sentence(start: int, level: Depth | None) -> SentenceDepth:
    return SentenceDepth(start=start, end=start + 5, level=level, confidence=0.9)


SOURCE = Source(
    id="one",
    person_id="ann",
    text="x" * 60,
    steps={
        ReflectionStep.HAPPENED: Span(start=0, end=20),
        ReflectionStep.MEANING: Span(start=22, end=60),
    },
)


def test_the_question_is_about_the_step_with_most_of_the_level() -> None:
    read = reading([sentence(0, R), sentence(22, R), sentence(30, R), sentence(40, C)])
    assert read.whole is R
    assert step_to_deepen(SOURCE, read) is ReflectionStep.MEANING


def test_of_equal_steps_the_first_is_asked_about() -> None:
    read = reading([sentence(0, D), sentence(22, D), sentence(40, R)])
    assert step_to_deepen(SOURCE, read) is ReflectionStep.HAPPENED


def test_without_a_whole_there_is_no_question() -> None:
    read = reading([sentence(0, None), sentence(22, None), sentence(40, D)])
    assert read.whole is None
    assert step_to_deepen(SOURCE, read) is None
