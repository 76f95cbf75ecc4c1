"""Words without endings, and BM25 over what may be seen."""

from __future__ import annotations

import math

import numpy as np
import pytest

from coach.domain.content_words import words_of
from coach.domain.stemming import stem
from coach.repertoire.fusion import Bm25
from coach.repertoire.lexical import Postings, lexical_scores

TEXTS = [
    "The meeting was silent, and silent meetings cost us a year.",
    "I praised one driver in front of everybody.",
    "Nobody praised the meeting.",
]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("caresses", "caress"),
        ("ponies", "poni"),
        ("cats", "cat"),
        ("agreed", "agre"),
        ("plastered", "plaster"),
        ("sing", "sing"),
        ("sized", "size"),
        ("hopping", "hop"),
        ("filing", "file"),
        ("happy", "happi"),
        ("relational", "relat"),
        ("digitizer", "digit"),
        ("decisiveness", "decis"),
        ("electrical", "electr"),
        ("adjustment", "adjust"),
        ("adoption", "adopt"),
        ("probate", "probat"),
        ("controlling", "control"),
        ("roll", "roll"),
        ("is", "is"),
        ("café", "café"),
    ],
)
def test_porters_own_examples(word: str, expected: str) -> None:
    assert stem(word) == expected


def test_forms_of_a_word_are_one_word() -> None:
    assert words_of("They decided. Deciding? She DECIDES!") == ["decid"] * 3


def test_function_words_and_curly_apostrophes_do_not_count() -> None:
    assert words_of("It wasn\u2019t my team\u2019s fault") == ["wasn", "team", "fault"]


def test_scores_are_bm25() -> None:
    bm25 = Bm25(k1=1.2, b=0.75)
    found = lexical_scores("silent meeting", [Postings(TEXTS)], bm25)
    lengths = [len(words_of(text)) for text in TEXTS]

    def part(times: int, frequency: int, length: int) -> float:
        weight = math.log1p((3 - frequency + 0.5) / (frequency + 0.5))
        norm = bm25.k1 * (1 - bm25.b + bm25.b * length / (sum(lengths) / 3))
        return weight * times * (bm25.k1 + 1) / (times + norm)

    expected = part(2, 1, lengths[0]) + part(2, 2, lengths[0])
    assert found.shards[0][0] == pytest.approx(expected, rel=1e-5)
    assert found.shards[0][1] == 0
    assert found.shards[0].max() < found.highest_possible


def test_shards_together_score_as_one() -> None:
    whole = lexical_scores("praised meeting", [Postings(TEXTS)], Bm25())
    parts = lexical_scores("praised meeting", [Postings(TEXTS[:1]), Postings(TEXTS[1:])], Bm25())
    assert np.concatenate(parts.shards) == pytest.approx(whole.shards[0])
    assert parts.highest_possible == pytest.approx(whole.highest_possible)


def test_nothing_is_found_for_words_that_stand_nowhere() -> None:
    found = lexical_scores("zeppelin", [Postings(TEXTS)], Bm25())
    assert found.highest_possible == 0
    assert not found.shards[0].any()
    assert lexical_scores("meeting", [Postings([])], Bm25()).shards[0].size == 0
