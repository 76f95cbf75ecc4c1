"""`coach eval documents`: outcomes of files, by the reading that loading uses."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from coach.errors import InvalidInput
from coach.evaluation import documents
from coach.evaluation.documents import OWN_SET, DocumentsEvaluator
from coach.evaluation.processes import children, own_temporary_folder
from coach.evaluation.stage import Stage
from coach.repertoire.reading.reader import read_file
from coach.settings import Settings
from tests.support.evaluation_documents import made


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(Settings.model_validate({"home": tmp_path / "home", "embed": "none"}))


def test_each_file_has_its_outcome_and_nothing_is_left(stage: Stage, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for name in ("notes.txt", "empty.txt", "truncated.docx", "archive.zip"):
        (folder / name).write_bytes(made()[name][0])
    expected = (
        '{"file": "notes.txt", "outcome": "read"}',
        '{"file": "empty.txt", "outcome": "read"}',
    )
    (folder / "expected.jsonl").write_text("\n".join(expected), encoding="utf-8")
    result = DocumentsEvaluator(folder).evaluate(stage)
    outcomes = {one["file"]: one["outcome"] for one in result.details}
    assert outcomes == {
        "notes.txt": "read",
        "empty.txt": "empty",
        "truncated.docx": "corrupt",
        "archive.zip": "unsupported",
    }
    values = {one.key: one.value for one in result.figures}
    assert values["read"] == 1
    assert values["as_expected"] == 0.5
    assert values["left_behind"] == 0
    told = [one["sentence"] for one in result.details if one["outcome"] != "read"]
    assert all(sentence.endswith(".") for sentence in told)


def test_what_a_reading_leaves_is_counted(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "notes.txt").write_text("I asked first.", encoding="utf-8")
    left = []

    def careless(path: Path, name: str, limits: object) -> object:
        tempfile.mkdtemp()
        left.append(subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE))
        return read_file(path, name)

    monkeypatch.setattr(documents, "read_file", careless)
    result = DocumentsEvaluator(tmp_path).evaluate(stage)
    for process in left:
        process.communicate(b"\n")
    figure = result.figure("left_behind")
    assert figure is not None
    assert figure.value == (2 if sys.platform == "linux" else 1)
    assert figure.reached is False


def test_our_files_are_what_their_script_makes() -> None:
    names = {path.name for path in OWN_SET.iterdir()} - {"README.md", "expected.jsonl"}
    assert names == set(made())


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_a_folder_without_documents_is_refused(stage: Stage, tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InvalidInput, match=r"name (one|a folder) that holds documents"):
        DocumentsEvaluator(tmp_path / name).evaluate(stage)


def test_the_temporary_folder_is_put_back() -> None:
    before = tempfile.gettempdir()
    with own_temporary_folder() as folder:
        assert tempfile.gettempdir() == str(folder)
    assert tempfile.gettempdir() == before
    assert isinstance(children(), set)
