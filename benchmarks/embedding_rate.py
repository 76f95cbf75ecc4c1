"""Tokens a second: loading as the app does it, the bare model, and a plain loader.

    python -m benchmarks.embedding_rate [--threads 2] [--copies 1]

One Markdown file is made of the starter repertoire. The sides, in one run on the same threads:

- bare: the session alone on the file's passages, cut and tokenised beforehand, in two ways: one
  text at a time on each thread, and sorted batches of 32 that onnxruntime spreads over its threads;
- loading: `upload` of the administrators' page until the file can be found: reading in a child
  process, splitting, embedding, database;
- a plain loader in the manner of LangChain's: its recursive splitter with its defaults for text,
  batches of 32 in the order of the text, texts and vectors into a Chroma collection.

Rates count the tokens that each side embedded, by the clock and by the processor seconds that it
and its children used; the second says the same on a machine with other work.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import chromadb
import numpy as np
import onnxruntime
from chromadb.config import Settings as ChromaSettings
from langchain_text_splitters import RecursiveCharacterTextSplitter
from tokenizers import Tokenizer

from coach.bootstrap import build
from coach.domain.repertoire import ORGANISATION, ItemKind, LoadState
from coach.llm.weights import path_of
from coach.repertoire.embedding import build_embedder, embedding_model
from coach.repertoire.pieces import cut, embedded_text
from coach.services.common import utc_now
from coach.services.operator import OperatorService
from coach.settings import Settings

STARTER = Path(__file__).parent.parent / "corpus" / "starter"
_DONE = {LoadState.LOADED, LoadState.REFUSED, LoadState.FAILED, LoadState.UNCHANGED}


@dataclass(frozen=True)
class Spent:
    """Tokens embedded, and the seconds by the clock and of the processor."""

    tokens: int
    seconds: float
    processor: float


class Bare:
    """The model without anything around it."""

    def __init__(self, settings: Settings, threads: int, *, spread: bool) -> None:
        model = embedding_model(settings)
        if model is None:
            raise SystemExit("Embedding on this computer is off.")
        weights, tokenizer = (path_of(file, settings.models_dir) for file in model.files)
        self.tokenizer = Tokenizer.from_file(str(tokenizer))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(settings.embed_window)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads if spread else 1
        self.session = onnxruntime.InferenceSession(str(weights), options)

    def tokens(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the ids of each text."""
        return [entry.ids for entry in self.tokenizer.encode_batch(list(texts))]

    def run(self, batch: Sequence[Sequence[int]]) -> np.ndarray:
        """Return one vector a text, padded to the longest."""
        longest = max(map(len, batch))
        ids = np.zeros((len(batch), longest), np.int64)
        mask = np.zeros_like(ids)
        for at, text in enumerate(batch):
            ids[at, : len(text)] = text
            mask[at, : len(text)] = 1
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        states = self.session.run(None, feed)[0]
        mean = (states * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        return np.asarray(mean / np.linalg.norm(mean, axis=1, keepdims=True), np.float32)


def document(copies: int) -> str:
    """Return the starter repertoire as one Markdown text, each copy made different."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(STARTER.rglob("*.md")))
    bodies = [text.split("---", 2)[-1] for text in texts]
    parts = (f"# Part {copy}\n{body}" for copy in range(copies) for body in bodies)
    return "\n\n".join(parts)


def one_by_one(bare: Bare, tokens: list[list[int]], threads: int) -> int:
    """Embed each text alone, on so many threads; return the tokens."""
    order = sorted(tokens, key=len, reverse=True)
    with ThreadPoolExecutor(threads) as workers:
        list(workers.map(lambda text: bare.run([text]), order))
    return sum(map(len, tokens))


def in_batches(bare: Bare, tokens: list[list[int]]) -> int:
    """Embed sorted batches; return the tokens."""
    order = sorted(tokens, key=len, reverse=True)
    for start in range(0, len(order), 32):
        bare.run(order[start : start + 32])
    return sum(map(len, tokens))


def load(settings: Settings, text: str) -> Spent:
    """Return what it takes from the upload until the document can be found."""
    services = build(settings)
    try:
        accounts = services.accounts
        accounts.create_person(
            email="ada@example.org", name="Ada", password="four unrelated words", is_admin=True
        )
        actor = OperatorService(services.database, utc_now, accounts).admin("")
        services.repertoire.upkeep.start_now(searching=False)

        def work() -> int:
            services.library.upload(actor, "starter.md", text.encode(), ORGANISATION)
            while (last := services.library.loads(actor)[0]).state not in _DONE:
                time.sleep(0.2)
            if last.state is not LoadState.LOADED:
                raise SystemExit(last.message)
            return 0

        return spent(work)
    finally:
        services.close()


def plain(bare: Bare, text: str, folder: str) -> int:
    """Load in the plain manner; return the tokens embedded."""
    pieces = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_text(text)
    store = chromadb.PersistentClient(folder, ChromaSettings(anonymized_telemetry=False))
    collection = store.create_collection("plain", embedding_function=None)
    total = 0
    for start in range(0, len(pieces), 32):
        part = pieces[start : start + 32]
        tokens = bare.tokens(part)
        total += sum(map(len, tokens))
        names = [f"p{start + at}" for at in range(len(part))]
        collection.add(ids=names, embeddings=bare.run(tokens), documents=part)
    return total


def spent(work: Callable[[], int]) -> Spent:
    """Do the work, which returns its tokens; measure it."""
    began, used = time.perf_counter(), _processor()
    tokens = work()
    return Spent(tokens, time.perf_counter() - began, _processor() - used)


def _processor() -> float:
    usage = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in usage)


def measured(settings: Settings, threads: int, text: str) -> dict[str, Spent]:
    """Run the sides one after the other, the bare ones before and after loading."""
    apart, spread = (Bare(settings, threads, spread=which) for which in (False, True))
    passages = cut("x", ItemKind.DOCUMENT, text, build_embedder(settings))
    tokens = apart.tokens([embedded_text(passage) for passage in passages])
    one_by_one(apart, tokens[:8], threads)
    in_batches(spread, tokens[:8])
    sides = {"bare, one text a thread": spent(lambda: one_by_one(apart, tokens, threads))}
    loading = load(settings, text)
    sides["loading"] = replace(loading, tokens=sides["bare, one text a thread"].tokens)
    sides["bare, one text a thread, again"] = spent(lambda: one_by_one(apart, tokens, threads))
    sides["bare, sorted batches"] = spent(lambda: in_batches(spread, tokens))
    with tempfile.TemporaryDirectory() as folder:
        sides["plain loader"] = spent(lambda: plain(spread, text, folder))
    return sides


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--copies", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            home=Path(folder) / "home", llm="none", embed="onnx", embed_threads=asked.threads
        )
        sides = measured(settings, asked.threads, document(asked.copies))
    print(f"{asked.threads} threads, load of the machine {os.getloadavg()[0]:.1f}")
    print(f"{'':32}{'tokens':>9}{'tokens/s':>10}{'tokens/processor s':>20}")
    for name, one in sides.items():
        rates = f"{one.tokens / one.seconds:10.0f}{one.tokens / one.processor:20.0f}"
        print(f"{name:32}{one.tokens:9,}{rates}")
    loading = sides["loading"]
    around = [one for name, one in sides.items() if "one text" in name]
    by_clock = sum(one.seconds for one in around) / len(around) / loading.seconds
    by_work = sum(one.processor for one in around) / len(around) / loading.processor
    print(f"loading is {by_clock:.2f} of the bare rate around it; by processor time {by_work:.2f}")


if __name__ == "__main__":
    main()
