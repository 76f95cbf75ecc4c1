"""The embedding model without anything around it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from coach.errors import SetupError
from coach.llm.weights import verify
from coach.repertoire.embedding import embedding_model
from coach.repertoire.ports import Vectors
from coach.settings import Settings


class BareModel:
    """One session, one text at a time on each thread: faster here than padded batches."""

    def __init__(self, settings: Settings) -> None:
        model = embedding_model(settings)
        if model is None:
            raise SetupError("No model embeds on this computer: set COACH_EMBED=onnx.")
        weights, tokenizer = (verify(file, settings.models_dir) for file in model.files)
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(settings.embed_window)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(weights), options)
        self._threads = settings.embed_threads or os.cpu_count() or 1

    def tokens(self, texts: Sequence[str]) -> Sequence[Sequence[int]]:
        """Return the ids of each text."""
        return [entry.ids for entry in self._tokenizer.encode_batch(list(texts))]

    def run(self, text: Sequence[int]) -> Vectors:
        """Return the vector of one text."""
        row = np.asarray([text], np.int64)
        feed = {
            "input_ids": row,
            "attention_mask": np.ones_like(row),
            "token_type_ids": np.zeros_like(row),
        }
        mean = self._session.run(None, feed)[0][0].mean(axis=0)
        return np.asarray(mean / np.linalg.norm(mean), np.float32)

    def run_all(self, texts: Sequence[Sequence[int]]) -> None:
        """Embed texts, the longest first, on all threads."""
        with ThreadPoolExecutor(self._threads) as workers:
            list(workers.map(self.run, sorted(texts, key=len, reverse=True)))
