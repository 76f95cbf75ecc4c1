"""The evaluator of depth: agreement by hand, the two formats, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.domain.depth import Depth
from coach.errors import InvalidInput, SetupError
from coach.evaluation.agreement import agreement
from coach.evaluation.data import read_lines
from coach.evaluation.depth import OWN_SET, DepthEvaluator, by_keywords
from coach.evaluation.depth_data import Labelled, read_cered
from coach.evaluation.stage import Stage
from coach.settings import Settings

HEAD = "idx\tcontext\tsentence\ty\tconfidence\ty_requires_context\n"


def test_agreement_is_what_a_hand_would_count() -> None:
    found = agreement(["a", "a", "a", "b"], ["a", "a", "b", "b"], ["a", "b"])
    assert found.accuracy == 0.75
    assert found.kappa == pytest.approx((0.75 - 0.5) / 0.5)
    a, b = found.labels
    assert (a.cases, b.cases) == (3, 1)
    assert [a.precision, a.recall, a.f1] == pytest.approx([1, 2 / 3, 0.8])
    assert [b.precision, b.recall, b.f1] == pytest.approx([0.5, 1, 2 / 3])
    assert found.macro_f1 == pytest.approx((0.8 + 2 / 3) / 2)


def test_agreement_beyond_chance_is_none_when_one_label_is_all_there_is() -> None:
    assert agreement(["a", "a"], ["a", "a"], ["a", "b"]).kappa == 0
    assert agreement([], [], ["a"]).cases == 0


def test_cered_gives_context_level_and_label(tmp_path: Path) -> None:
    path = tmp_path / "val.tsv"
    rows = (
        "1\tBefore. I was glad. After.\tI was glad.\tFeeling\t[5, 4]\t\n"
        "2\tSomething else.\tMÃ­Å¡a left.\tPerspective\t[2]\t\n"
    )
    path.write_text(HEAD + rows, encoding="utf-8")

    first, second = read_cered(path)
    assert (first.before, first.sentence, first.after) == ("Before.", "I was glad.", "After.")
    assert (first.level, first.label) == (Depth.REFLECTION, "Feeling")
    assert (second.sentence, second.before, second.after) == ("Míša left.", "", "")
    assert second.level is Depth.CRITICAL


@pytest.mark.parametrize(
    "content", ["", "sentence\ty\nOnly.\tFeeling\n", HEAD + "1\tx\tA.\tHope\t[1]\t\n"]
)
def test_what_is_no_file_of_cered_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "other.tsv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"other\.tsv"):
        read_cered(path)


def test_our_own_set_is_whole_and_has_each_level() -> None:
    cases = read_lines(OWN_SET, Labelled)
    assert len({one.sentence for one in cases}) == len(cases) >= 60
    assert {one.level for one in cases} == set(Depth)


def test_keywords_know_the_plain_cases() -> None:
    assert by_keywords("She left at nine.") is Depth.DESCRIPTION
    assert by_keywords("I felt that she was tired.") is Depth.REFLECTION
    assert by_keywords("I have learnt what she felt.") is Depth.CRITICAL


def test_without_the_embedding_model_it_says_so(tmp_path: Path) -> None:
    settings = Settings.model_validate({"home": tmp_path, "llm": "none", "embed": "none"})
    with Stage(settings) as stage, pytest.raises(SetupError, match="COACH_EMBED"):
        DepthEvaluator().evaluate(stage)
