"""Measuring search on a data set."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from coach.errors import InvalidInput
from coach.repertoire.beir import read_dataset
from coach.repertoire.distil import Distilled
from coach.repertoire.evaluation import FUSED, evaluate
from coach.repertoire.measures import Measures, mean_of, measure
from coach.repertoire.scripted_embedder import ScriptedEmbedder

DOCUMENTS = {
    "d1": "The meeting was silent and nobody answered.",
    "d2": "A driver was praised for one exact thing.",
    "d3": "Silence again in the weekly meeting of the team.",
    "d4": "The budget came late and was half of it.",
}


def write(
    folder: Path,
    documents: dict[str, str] = DOCUMENTS,
    queries: dict[str, str] | None = None,
    qrels: str = "q1\td1\t2\nq1\td3\t1\nq2\td2\t1\n",
) -> Path:
    """Write a data set."""
    queries = queries or {"q1": "a silent meeting", "q2": "praise of a driver", "q3": "no answer"}
    folder.mkdir(exist_ok=True)
    for name, texts in (("corpus", documents), ("queries", queries)):
        rows = (json.dumps({"_id": id_, "text": text}) for id_, text in texts.items())
        (folder / f"{name}.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    header = "query-id\tcorpus-id\tscore\n"
    (folder / "qrels.tsv").write_text(header + qrels, encoding="utf-8")
    return folder


def test_measures_of_one_ranking() -> None:
    found = measure(["x", "a", "y", "b"], {"a": 1, "b": 2, "c": 1})
    gain = 1 / math.log2(3) + 2 / math.log2(5)
    ideal = 2 + 1 / math.log2(3) + 1 / math.log2(4)
    assert found.ndcg == pytest.approx(gain / ideal)
    assert found.recall == pytest.approx(2 / 3)
    assert (found.mrr, found.p_at_1) == (0.5, 0.0)
    assert measure(["a"], {"a": 3}) == Measures(1.0, 1.0, 1.0, 1.0)
    assert measure([], {"a": 3}) == Measures(0.0, 0.0, 0.0, 0.0)


def test_only_the_first_ten_count() -> None:
    assert measure([*"0123456789", "a"], {"a": 1}) == Measures(0.0, 0.0, 0.0, 0.0)


def test_means_are_over_queries() -> None:
    assert mean_of([Measures(1, 1, 1, 1), Measures(0, 0.5, 0, 0)]) == Measures(0.5, 0.75, 0.5, 0.5)


def test_every_component_and_the_fusion_are_measured(tmp_path: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    report = evaluate(
        read_dataset(write(tmp_path / "set")),
        ScriptedEmbedder(),
        progress=lambda *step: steps.append(step),
    )
    assert (report.name, report.documents, report.queries) == ("set", 4, 2)
    assert list(report.components) == ["lexical", "text", FUSED]
    assert report.components["lexical"].p_at_1 == 1.0
    assert report.components[FUSED].recall == 1.0
    assert report.latency.p95 >= report.latency.p50 > 0
    assert report.latency.p50 > report.latency.p50_beyond_embedding > 0
    assert steps[-1] == ("searching", 2, 2)


def test_a_story_does_not_find_itself(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", queries=DOCUMENTS, qrels="d1\td3\t1\nd1\td1\t1\nd3\td1\t1\n")
    dataset = read_dataset(folder)
    assert dataset.story_to_story
    assert dataset.relevant == {"d1": {"d3": 1}, "d3": {"d1": 1}}
    report = evaluate(dataset, ScriptedEmbedder())
    assert report.components["lexical"].p_at_1 == 1.0
    assert report.components["text"].recall == 1.0
    assert report.components[FUSED].mrr > 0.5


def test_distilled_situations_and_lessons_are_components(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", queries=DOCUMENTS, qrels="d1\td4\t1\nd4\td1\t1\n")
    alike = Distilled(situation="people wait and wait", lesson="speak before it is late")
    other = Distilled(situation="thanks were given", lesson="praise helps when exact")
    distilled = {text: alike if id_ in {"d1", "d4"} else other for id_, text in DOCUMENTS.items()}
    report = evaluate(read_dataset(folder), ScriptedEmbedder(), distilled=distilled)
    assert {"situation", "lesson", "kinship"} < set(report.components)
    assert report.components["lesson"].p_at_1 == 1.0
    assert report.components["text"].p_at_1 == 0.0
    assert report.components[FUSED].p_at_1 == 1.0


def test_without_an_embedder_words_are_measured(tmp_path: Path) -> None:
    report = evaluate(read_dataset(write(tmp_path / "set")), None)
    assert set(report.components) == {"lexical", FUSED}
    assert report.components[FUSED] == report.components["lexical"]


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("corpus.jsonl", '{"_id": "d1"}\n', r"Line 1 of 'corpus\.jsonl'"),
        ("queries.jsonl", '{"_id": "q1", "text": "x"}\nno json\n', r"Line 2 of 'queries\.jsonl'"),
        ("qrels.tsv", "query-id\tcorpus-id\tscore\nq1 d1 1\n", r"Line 2 of 'qrels\.tsv'"),
        ("qrels.tsv", "query-id\tcorpus-id\tscore\n", "no query with a document"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, file: str, content: str, said: str) -> None:
    folder = write(tmp_path / "set")
    (folder / file).write_text(content, encoding="utf-8")
    with pytest.raises(InvalidInput, match=said):
        read_dataset(folder)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"'corpus\.jsonl' cannot be read"):
        read_dataset(tmp_path)


@pytest.mark.parametrize("name", ["story_to_story", "story_to_story_dev"])
def test_our_own_sets_can_be_read(name: str) -> None:
    dataset = read_dataset(Path(__file__).parents[2] / "evals" / name)
    assert dataset.story_to_story
    assert len(dataset.queries) == len(dataset.documents)
