"""An embedding model of the BERT family on this computer, through onnxruntime.

Texts run one by one on as many threads as are allowed. A text therefore meets no padding and no
neighbour, and its vector does not depend on the batch that it came in.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from coach.repertoire.ports import Vectors

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

_AT_ONCE = 256
"""Texts that are tokenised together."""


@dataclass(frozen=True, slots=True)
class _Loaded:
    tokenizer: Tokenizer
    session: InferenceSession
    workers: ThreadPoolExecutor


class OnnxEmbedder:
    """An Embedder. Loads its files at the first text and keeps one session for all threads."""

    def __init__(
        self,
        name: str,
        weights: Path,
        tokenizer: Path,
        *,
        dimensions: int,
        window: int,
        threads: int,
    ) -> None:
        self._name = f"{name}-{window}"
        self._weights = weights
        self._tokenizer = tokenizer
        self._dimensions = dimensions
        self._window = window
        self._threads = threads
        self._lock = threading.Lock()
        self._loaded: _Loaded | None = None

    @property
    def name(self) -> str:
        """The model and its window: another window gives other vectors."""
        return self._name

    @property
    def dimensions(self) -> int:
        """Numbers in one vector."""
        return self._dimensions

    @property
    def window(self) -> int:
        """Tokens of one text that the model takes in; the rest is cut off."""
        return self._window

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row of length 1 a text, in their order."""
        rows = np.empty((len(texts), self._dimensions), np.float32)
        for start in range(0, len(texts), _AT_ONCE):
            part = texts[start : start + _AT_ONCE]
            rows[start : start + len(part)] = self._embed(part)
        return rows

    def count(self, text: str) -> int:
        """Return the tokens of a text, its two marks of begin and end included."""
        return len(self._open().tokenizer.encode(_whole(text)).ids)

    def close(self) -> None:
        """Release the session; the next text loads it again."""
        with self._lock:
            loaded, self._loaded = self._loaded, None
        if loaded is not None:
            loaded.workers.shutdown()

    def _embed(self, texts: Sequence[str]) -> Vectors:
        loaded = self._open()
        entries = loaded.tokenizer.encode_batch([_whole(text) for text in texts])
        tokens = [_cut(entry.ids, self._window) for entry in entries]
        rows = np.empty((len(texts), self._dimensions), np.float32)
        longest_first = sorted(range(len(texts)), key=lambda row: -len(tokens[row]))

        def one(row: int) -> None:
            rows[row] = _vector(loaded.session, tokens[row])

        if len(texts) == 1:
            one(0)
        else:
            list(loaded.workers.map(one, longest_first))
        return rows

    def _open(self) -> _Loaded:
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> _Loaded:
        import onnxruntime  # noqa: PLC0415  # half a second that no start should wait for
        from tokenizers import Tokenizer  # noqa: PLC0415

        tokenizer = Tokenizer.from_file(str(self._tokenizer))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(
            str(self._weights), options, providers=["CPUExecutionProvider"]
        )
        return _Loaded(tokenizer, session, ThreadPoolExecutor(self._threads, "embed"))


def _whole(text: str) -> str:
    """Replace halves of a character, which a damaged file may bring and the tokeniser refuses."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _cut(ids: Sequence[int], window: int) -> list[int]:
    """Keep the first tokens and the closing mark."""
    return list(ids) if len(ids) <= window else [*ids[: window - 1], ids[-1]]


def _vector(session: InferenceSession, ids: Sequence[int]) -> NDArray[np.float32]:
    """Return the mean over all tokens, brought to length 1."""
    row = np.asarray([ids], np.int64)
    feed = {
        "input_ids": row,
        "attention_mask": np.ones_like(row),
        "token_type_ids": np.zeros_like(row),
    }
    states: NDArray[np.float32] = session.run(None, feed)[0]
    mean = states[0].mean(axis=0, dtype=np.float32)
    length = float(np.linalg.norm(mean))
    return np.asarray(mean / max(length, 1e-12), np.float32)
