"""What a group mate could still recognise is pointed out, with a reason."""

from __future__ import annotations

import pytest

from coach.domain.recognition import MOST, hints


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("She is the only woman in the line.", "the only woman"),
        ("He was our first apprentice.", "our first apprentice"),
        ("It was before the merger.", "the merger"),
        ("Then the move to Porto came.", "the move to Porto"),
        ("He had burnout that year.", "burnout"),
        ("She was pregnant then.", "pregnant"),
        ("He was sacked for it.", "sacked"),
        ("A shop steward told me.", "shop steward"),
        ("I asked our youngest developer.", "our youngest developer"),
        ("He has a stammer.", "stammer"),
        ("We won the safety award.", "won the safety award"),
    ],
)
def test_what_stands_out_is_named_with_a_reason(text: str, words: str) -> None:
    (hint,) = hints([text])
    assert hint.words == words
    assert hint.why.endswith(".")


def test_an_ordinary_story_has_no_hint() -> None:
    text = "I asked two people what they had heard. First they said nothing, then they talked."
    assert hints([text, ""]) == ()


def test_at_most_five_and_each_once() -> None:
    text = "the merger, the strike, the fire, the flood, the audit, the trial, the merger"
    seen = hints([text])
    assert len(seen) == MOST
    assert len({hint.words for hint in seen}) == MOST
