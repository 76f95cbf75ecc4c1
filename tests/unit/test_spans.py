"""Sentences stand where they are said to stand, in any text."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.domain.spans import sentence_spans

PIECES: Final = st.sampled_from(
    [
        *"aZ9é.!?…\"'”\u2019)( \n\t\r",
        *"\u2028\u2029\u00a0\u200b\u200f\ufeff\x85\x1c\x00\u0301\u0903",
        *"ß漢。👩‍👧",
        "\ud800",
        "e.g. ",
        "Dr. ",
        "No. ",
        "I. ",
        "\r\n",
        "Wait.",
        " ",
    ]
)
TEXTS: Final = st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=40)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_spans_are_exact_in_order_and_leave_no_letter_out(text: str) -> None:
    spans = sentence_spans(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    for span in spans:
        words = span.of(text)
        assert words == text[span.start : span.end] == words.strip()
        assert any(letter.isalnum() for letter in words)
    covered = {at for span in spans for at in range(span.start, span.end)}
    assert covered >= {at for at, letter in enumerate(text) if letter.isalnum()}


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_a_sentence_is_one_sentence(text: str) -> None:
    for span in sentence_spans(text):
        words = span.of(text)
        assert [one.of(words) for one in sentence_spans(words)][0:1] != []
        assert "\n" not in words
        assert "\r" not in words


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        (" \n…\n", []),
        ("One. Two!  Three?\nFour", ["One.", "Two!", "Three?", "Four"]),
        ("“Go.” She went.", ["“Go.”", "She went."]),
        ("It was (late.) We left.", ["It was (late.)", "We left."]),
        ("Ask Dr. Lee, e.g. at 9. Then go.", ["Ask Dr. Lee, e.g. at 9.", "Then go."]),
        ("It was I. Nobody else.", ["It was I.", "Nobody else."]),
        ("We took plan B. first", ["We took plan B. first"]),
        ("a list\r\nof\rtwo\u2028three", ["a list", "of", "two", "three"]),
        ("No end", ["No end"]),
        ("… 3", ["3"]),
    ],
)
def test_what_a_sentence_is(text: str, sentences: list[str]) -> None:
    assert [span.of(text) for span in sentence_spans(text)] == sentences


@pytest.mark.parametrize("filler", [" ", "\n", ".", "' ", ".'", ". ", "a.", "\t \r"])
def test_a_long_text_takes_no_time(filler: str) -> None:
    began = time.process_time()
    sentence_spans("Wait" + filler * 20_000 + "x")
    assert time.process_time() - began < 2
