"""How many stories of 250 words a second the masking preview reads, without the language model.

    OMP_NUM_THREADS=1 python -m benchmarks.masking [--stories 60] [--rounds 5]

Stories are accounts of managers (tests/evals/accounts_dev) put end to end. The bare line is spaCy
alone with the same model, in the same rounds. Best and median round on one thread, by the clock
and, since other work may hold the cores, by the seconds of processor time that were used.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import spacy

from coach.masking.entities import MODEL
from coach.masking.finder import Finder, Roster

_ACCOUNTS: Final = Path(__file__).parents[1] / "tests/evals/accounts_dev/accounts.jsonl"
_WORDS: Final = 250
_LEAST: Final = 20
_ROSTER: Final = Roster(
    people=("Priya Raman", "Tomasz Zielinski", "Jo Miller", "Grace Okafor", "Will Harper"),
    organisations=("Blue Harbour", "Leading through change"),
)


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    stories = _stories(arguments.stories)
    began = time.perf_counter()
    finder = Finder()
    finder.load()
    print(
        f"loaded in {time.perf_counter() - began:.1f} s; {len(stories)} stories of {_WORDS} words"
    )
    bare = spacy.load(
        MODEL, exclude=["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer"]
    )
    light = Finder(without=frozenset({"spacy", "presidio"}))
    lines: dict[str, Callable[[], object]] = {
        "the union": lambda: finder.find(stories, _ROSTER),
        "the union, story by story": lambda: [finder.find([one], _ROSTER) for one in stories],
        "without presidio and spaCy": lambda: light.find(stories, _ROSTER),
        "bare spaCy": lambda: list(bare.pipe(stories)),
    }
    seen: dict[str, list[float]] = {name: [] for name in lines}
    used: dict[str, list[float]] = {name: [] for name in lines}
    for _ in range(arguments.rounds):
        for name, run in lines.items():
            began, busy = time.perf_counter(), time.process_time()
            run()
            seen[name].append(len(stories) / (time.perf_counter() - began))
            used[name].append(len(stories) / (time.process_time() - busy))
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    print(f"| stories a second (limit {_LEAST}) | best | median | best, processor time | median |")
    print("|---|---|---|---|---|")
    for name in lines:
        print(f"| {name} | {_both(seen[name])} | {_both(used[name])} |")


def _both(rates: Sequence[float]) -> str:
    return f"{max(rates):.1f} | {statistics.median(rates):.1f}"


def _stories(count: int) -> Sequence[str]:
    lines = _ACCOUNTS.read_text(encoding="utf-8").splitlines()
    words = [word for line in lines for word in json.loads(line)["text"].split()]
    words *= 1 + count * _WORDS // len(words)
    return [" ".join(words[n * _WORDS : (n + 1) * _WORDS]) for n in range(count)]


if __name__ == "__main__":
    main()
