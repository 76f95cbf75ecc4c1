"""Reading depth: spans, abstention, neighbours, and what it says where it cannot read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from coach.depth.asking import read_questions
from coach.depth.features import WORDS, words
from coach.depth.reader import DepthReader
from coach.depth.weights import DATA, Weights
from coach.domain.depth import Depth
from coach.domain.reflection import ReflectionStep
from coach.errors import SetupError
from coach.evaluation.depth_data import LEVEL_OF
from coach.repertoire.scripted_embedder import ScriptedEmbedder
from tests.support.depth import Silent, by_cues

TEXT = "I did it. I felt small.\n\nBananas are yellow. I learnt to ask."


def test_each_sentence_has_its_place_and_level_or_none(tmp_path: Path) -> None:
    read = DepthReader(Silent(), by_cues(tmp_path)).read(TEXT)

    assert [TEXT[s.start : s.end] for s in read.sentences] == [
        "I did it.",
        "I felt small.",
        "Bananas are yellow.",
        "I learnt to ask.",
    ]
    assert [s.level for s in read.sentences] == [*list(Depth)[:2], None, Depth.CRITICAL]
    assert read.sentences[2].confidence < 0.6 <= read.sentences[0].confidence
    assert read.whole is Depth.REFLECTION


def test_an_empty_text_has_no_sentence_and_no_level(tmp_path: Path) -> None:
    read = DepthReader(Silent(), by_cues(tmp_path)).read("  …\n ")
    assert (read.sentences, read.whole) == ((), None)


def test_words_are_hashed_alike_in_any_case_and_apostrophe() -> None:
    one, other, empty = words(["I DIDN'T ask", "i didn\u2019t ask", "…"])
    assert np.array_equal(one, other)
    assert np.linalg.norm(one) == pytest.approx(1, abs=1e-5)
    assert not empty.any()


@pytest.mark.parametrize(
    ("embeds", "why"),
    [(None, "COACH_EMBED"), (ScriptedEmbedder(), "all-minilm-l6-v2-int8"), (Silent(), "another")],
)
def test_where_it_cannot_read_it_says_why(
    embeds: Silent | ScriptedEmbedder | None, why: str
) -> None:
    reader = DepthReader(embeds)
    assert why in reader.problem
    with pytest.raises(SetupError, match=why):
        reader.read(TEXT)


def test_the_window_of_the_embedding_model_does_not_matter(tmp_path: Path) -> None:
    assert DepthReader(Silent("silent-128"), by_cues(tmp_path)).problem == ""


def test_what_is_shipped_fits_the_features_and_says_what_it_is_of() -> None:
    weights = Weights.load()
    assert weights.rows.shape == (len(LEVEL_OF), 384 + WORDS)
    assert dict(weights.card.labels) == dict(LEVEL_OF)
    assert np.isfinite(weights.rows).all()
    assert sum(file.stat().st_size for file in DATA.iterdir()) < 2_000_000
    assert "Apache" in (DATA / "NOTICE").read_text(encoding="utf-8")


def test_there_is_one_question_for_each_level_and_step() -> None:
    bank = read_questions()
    assert set(bank) == set(Depth)
    for level in Depth:
        assert set(bank[level]) == set(ReflectionStep)
        assert all(q.endswith("?") and q.count("?") == 1 for q in bank[level].values())
    asked = [question for of_level in bank.values() for question in of_level.values()]
    assert len(set(asked)) == len(asked)
