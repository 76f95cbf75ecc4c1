"""The whole finder with presidio and spaCy, loaded once: figures, silence, threads, the command."""

from __future__ import annotations

import json
import logging
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from coach.cli import app
from coach.domain.masking import Concern, masked
from coach.domain.stand_ins import proposed
from coach.evaluation.running import read
from coach.masking.evaluation import Score, evaluate, read_samples
from coach.masking.finder import FINDERS, Finder, Roster

SENTENCES = Path(__file__).parents[1] / "evals" / "masking"
NOBODY = Roster()
STORY = (
    "My boss Jo asked me on Tuesday why the Lisbon team had not told Zanele Dlamini. "
    "I said that will had the figures: £4,300, gone in March 2024. Mail zanele@north.example."
)


@pytest.fixture(scope="module")
def finder() -> Finder:
    made = Finder()
    made.load()
    assert made.problem == ""
    return made


@pytest.mark.parametrize(
    ("name", "texts", "recall", "precision"),
    [("managers.jsonl", 100, 0.97, 0.93), ("managers_held_back.jsonl", 50, 0.95, 0.93)],
)
def test_the_sentences_of_managers(
    finder: Finder, name: str, texts: int, recall: float, precision: float
) -> None:
    samples = read_samples(SENTENCES / name)
    assert len(samples) >= texts
    scores = evaluate(samples, finder)
    assert scores["all"].recall >= recall
    assert scores["PERSON"].recall >= recall
    assert scores["all"].precision >= precision


def test_the_union_finds_more_than_any_source_alone(finder: Finder) -> None:
    samples = read_samples(SENTENCES / "managers_held_back.jsonl")
    union = evaluate(samples, finder)["all"].recall
    alone = [evaluate(samples, finder.alone(name))["all"].recall for name in FINDERS]
    assert all(recall < union for recall in alone)


def test_a_story_comes_back_without_anybody_in_it(finder: Finder) -> None:
    findings = finder.find([STORY], NOBODY)
    shown = masked(STORY, proposed([STORY], findings, ()))
    told = ("Jo", "Tuesday", "Lisbon", "Zanele", "Dlamini", "4,300", "March", "north", "boss")
    assert not [word for word in told if word in shown]
    assert shown.startswith("Somebody above me asked me one day why another team had not told ")


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.text(max_size=80), max_size=3))
def test_any_text_has_findings_in_order_that_do_not_overlap(
    finder: Finder, texts: list[str]
) -> None:
    results = finder.find(texts, Roster(people=("Jo Miller",), organisations=("Blue",)))
    assert len(results) == len(texts)
    for text, findings in zip(texts, results, strict=True):
        ends = [0, *(one.end for one in findings)]
        assert all(end <= one.start for end, one in zip(ends, findings, strict=False))
        assert all(one.start < one.end <= len(text) for one in findings)
        assert all(one.found_by <= set(FINDERS) for one in findings)
    proposed(texts, results, ())


def test_nothing_is_fetched_and_nothing_is_logged(
    finder: Finder, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        pytest.fail("A connection was tried.")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    with caplog.at_level(logging.DEBUG):
        assert finder.find([STORY], NOBODY)[0]
    assert not any(word in caplog.text for word in ("Zanele", "Lisbon", "4,300", "north.example"))


def test_threads_get_the_same_answers(finder: Finder) -> None:
    texts = [f"{STORY} Then {name} left." for name in ("Ravi", "Ingrid", "Bo", "Mei")]
    alone = [finder.find([text], NOBODY) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: finder.find([text], NOBODY), texts))
    assert together == alone


def test_without_presidio_the_others_still_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "coach.masking.entities", None)
    alone = Finder()
    findings = alone.find(["I asked Zanele Dlamini."], NOBODY)[0]
    assert [one.concern for one in findings] == [Concern.PERSON]
    assert alone.problem.endswith("start the coach again.")


def test_a_score_counts_only_whole_spans(tmp_path: Path) -> None:
    path = tmp_path / "some.jsonl"
    rows = [
        {"text": "I asked Ingrid.", "spans": [{"start": 8, "end": 14, "type": "PERSON"}]},
        {"text": "I asked ten men.", "spans": [{"start": 8, "end": 15, "type": "PERSON"}]},
        {"text": "I asked Ravi.", "spans": []},
    ]
    path.write_text("\n".join(map(json.dumps, rows)) + "\n\n", encoding="utf-8")
    scores = evaluate(read_samples(path), Finder().alone("names"))
    assert scores["PERSON"] == scores["all"] == Score(spans=2, found=1, false=1)
    assert (scores["all"].recall, scores["all"].precision) == (0.5, 0.5)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "has no line with a text"),
        ("{}", "Line 1 of 'some.jsonl' is no JSON object"),
        ('{"text": "a", "spans": [{"start": 0, "end": 2, "type": "X"}]}', "a span beyond its text"),
    ],
)
def test_a_file_that_does_not_fit_is_named_with_its_line(
    tmp_path: Path, body: str, message: str
) -> None:
    (tmp_path / "some.jsonl").write_text(body, encoding="utf-8")
    result = CliRunner().invoke(app, ["eval", "masking", "--file", str(tmp_path / "some.jsonl")])
    assert result.exit_code == 2
    assert message in " ".join(result.output.split())


def test_the_command_reports_each_type_and_each_source(tmp_path: Path) -> None:
    file, out = SENTENCES / "managers_held_back.jsonl", tmp_path / "scores.json"
    words = ["--file", str(file), "--lines", "odd", "--each", "--json", str(out)]
    result = CliRunner().invoke(app, ["eval", "masking", *words])
    assert result.exit_code == 0, result.output
    assert "27 cases" in result.output
    assert "| PERSON | " in result.output
    assert "| spacy | " in result.output
    done = read(out).result("masking")
    assert done is not None
    assert done.details["PERSON"]["recall"] > 0.9
