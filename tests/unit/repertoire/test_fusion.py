"""Calibrated fusion, kinship and the shipped calibration."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from coach.errors import SetupError
from coach.repertoire.fusion import Component, Mode, Scale, fuse, load_calibration
from coach.repertoire.kinship import course_of, kinship, sentences
from coach.repertoire.scripted_embedder import ScriptedEmbedder

SCALES: dict[Component, Scale] = {
    "text": Scale(centre=0.2, scale=0.1, words=3, account=1),
    "lexical": Scale(centre=0.0, scale=0.5, words=1, account=1),
}


def _scores(*values: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.array(values, np.float32)


def test_the_weighted_mean_of_calibrated_components() -> None:
    fused = fuse({"text": _scores(0.4, 0.2), "lexical": _scores(0.5, 0)}, SCALES, "words")
    assert fused == pytest.approx([(3 * 2 + 1) / 4, 0])
    fused = fuse({"text": _scores(0.4), "lexical": _scores(0.5)}, SCALES, "account")
    assert fused == pytest.approx([1.5])


def test_an_item_without_a_component_is_judged_by_the_others() -> None:
    parts: dict[Component, np.ndarray[tuple[int], np.dtype[np.float32]]] = {
        "text": _scores(np.nan, 0.4, np.nan),
        "lexical": _scores(0.5, np.nan, np.nan),
    }
    fused = fuse(parts, SCALES, "words")
    assert fused[:2] == pytest.approx([1, 2])
    assert fused[2] == -np.inf


def test_nothing_cannot_be_fused() -> None:
    with pytest.raises(ValueError, match="at least one component"):
        fuse({}, SCALES, "words")


def test_the_shipped_calibration_knows_every_component_and_mode() -> None:
    calibration = load_calibration()
    assert set(calibration.scales) == set(get_args(Component))
    assert set(calibration.threshold) == set(get_args(Mode))
    for mode in get_args(Mode):
        weights = [getattr(scale, mode) for scale in calibration.scales.values()]
        assert sum(weights) == pytest.approx(1), mode


def test_a_broken_calibration_is_named(tmp_path: Path) -> None:
    path = tmp_path / "calibration.yaml"
    path.write_text("scales: {text: {centre: 0}}", encoding="utf-8")
    with pytest.raises(SetupError, match=r"calibration\.yaml"):
        load_calibration(path)


def test_kinship_sees_the_lesson_behind_the_setting() -> None:
    random = np.random.default_rng(7)
    settings = random.normal(size=(5, 96)) * 3
    lessons = random.normal(size=(12, 96))
    rows = np.array([s + lesson for s in settings for lesson in lessons], np.float32)
    rows += random.normal(size=rows.shape).astype(np.float32) * 0.2
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    query, itself = rows[0], 0
    plain = np.argsort(-(rows @ query))[1:5]
    assert {int(row) // 12 for row in plain} == {0}  # by cosine: the same setting
    found = [
        int(row) for row in np.argsort(-kinship(query, [rows[:17], rows[17:]])) if row != itself
    ][:4]
    assert {row % 12 for row in found} == {0}  # by kinship: the same lesson
    assert {row // 12 for row in found} == {1, 2, 3, 4}


def test_a_few_items_have_no_neighbourhood() -> None:
    rows = np.eye(5, dtype=np.float32)
    assert kinship(rows[2], [rows]) == pytest.approx(rows[2])


def test_sentences_leave_headings_and_fragments_out() -> None:
    text = "## Situation\nNobody said a word in there. Well.\n\n## What I tried\n"
    text += "I asked them to write it down!"
    assert sentences(text) == ["Nobody said a word in there.", "I asked them to write it down!"]
    assert sentences("Too short") == ["Too short"]


def test_the_course_of_an_account_weighs_sentences_by_their_words() -> None:
    embedder = ScriptedEmbedder()
    long, short = "one two three four five six seven eight.", "nine ten eleven twelve."
    a, b = embedder.embed([long, short])
    expected = (8 * a + 4 * b) / np.linalg.norm(8 * a + 4 * b)
    assert course_of(f"{long} {short}", embedder) == pytest.approx(expected, abs=1e-6)
