"""The real embedding model. Its weights must be here: `coach model pull --embedding-only`."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from coach.errors import WeightsError
from coach.repertoire.embedding import build_embedder, embedding_model, is_here
from coach.repertoire.onnx_embedder import OnnxEmbedder, _cut
from coach.settings import Settings

TEXTS = [
    "My deputy interrupts everybody in the weekly meeting.",
    "One of my people talks over the others whenever we sit together.",
    "The warehouse needs a new roof before winter.",
    "",
    "word " * 700,
    "Überraschung: 日本語のテキスト \u0000 \ud83d\ude00",
]


@pytest.fixture(scope="module")
def embedder() -> Iterator[OnnxEmbedder]:
    settings = Settings(embed="onnx", embed_threads=2)
    model = embedding_model(settings)
    assert model is not None
    if not is_here(model, settings):
        pytest.skip("The weights are not here: run `coach model pull --embedding-only`.")
    opened = build_embedder(settings)
    assert isinstance(opened, OnnxEmbedder)
    yield opened
    opened.close()


@pytest.mark.model
def test_rows_are_of_length_one_and_near_by_meaning(embedder: OnnxEmbedder) -> None:
    rows = embedder.embed(TEXTS)
    assert rows.shape == (len(TEXTS), embedder.dimensions) == (6, 384)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(6), abs=1e-5)
    assert rows[0] @ rows[1] > 0.35 > rows[0] @ rows[2]


@pytest.mark.model
def test_a_vector_does_not_depend_on_its_batch(embedder: OnnxEmbedder) -> None:
    together = embedder.embed(TEXTS)
    for text, row in zip(TEXTS, together, strict=True):
        assert np.array_equal(embedder.embed([text])[0], row)
    assert np.array_equal(embedder.embed(TEXTS[::-1])[::-1], together)


@pytest.mark.model
def test_what_lies_beyond_the_window_is_cut_off(embedder: OnnxEmbedder) -> None:
    words = "meeting " * 254  # with the two marks just the window
    assert (embedder.count(words), embedder.window) == (256, 256)
    same, longer, shorter = embedder.embed([words, words + "roof winter", words[:-8]])
    assert np.array_equal(same, longer)
    assert not np.array_equal(same, shorter)
    assert embedder.count("") == 2


@pytest.mark.model
def test_another_window_is_another_name(embedder: OnnxEmbedder) -> None:
    other = build_embedder(Settings(embed="onnx", embed_window=512))
    assert other is not None
    assert (embedder.name, other.name) == ("all-minilm-l6-v2-int8-256", "all-minilm-l6-v2-int8-512")
    assert not np.allclose(other.embed(["roof. " * 300]), embedder.embed(["roof. " * 300]))
    other.close()


@pytest.mark.model
def test_threads_share_it(embedder: OnnxEmbedder) -> None:
    expected, seen = embedder.embed(TEXTS), []

    def work() -> None:
        seen.append(embedder.embed(TEXTS))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 4
    assert all(np.array_equal(rows, expected) for rows in seen)


@pytest.mark.model
def test_it_loads_again_after_close(embedder: OnnxEmbedder) -> None:
    before = embedder.embed(TEXTS[:1])
    embedder.close()
    assert np.array_equal(embedder.embed(TEXTS[:1]), before)
    assert embedder.embed([]).shape == (0, 384)


def test_missing_weights_name_the_command(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="coach model pull all-minilm-l6-v2-int8"):
        build_embedder(Settings(embed="onnx", models_dir=tmp_path))


def test_other_weights_are_refused(tmp_path: Path) -> None:
    model = embedding_model(Settings(embed="onnx"))
    assert model is not None
    (tmp_path / model.weights.file).write_bytes(b"x" * model.weights.bytes)
    with pytest.raises(WeightsError, match="not the pinned one"):
        build_embedder(Settings(embed="onnx", models_dir=tmp_path))


def test_a_cut_keeps_the_closing_mark() -> None:
    assert _cut([101, 1, 2, 3, 102], 4) == [101, 1, 2, 102]
    assert _cut([101, 1, 102], 3) == [101, 1, 102]
