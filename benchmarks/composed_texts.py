"""Accounts of managers of a given length, as many as are asked for, the same at every run.

Each is one of `tests/evals/themes` with sentences of `tests/evals/scenarios` behind it. Those have
120 accounts: of later ones every sentence begins with a day of its own, for a sentence that has
been read before costs nothing, and the texts of many members repeat no sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice
from typing import Final

from coach.domain.contribution import Source
from coach.domain.spans import sentence_spans
from coach.evaluation.data import SETS
from coach.evaluation.scenario import Scenario
from coach.themes.evaluation import read_sets

FILES: Final = (SETS / "themes" / "held.jsonl", SETS / "themes" / "dev.jsonl")
_STEP: Final = 7
"""Sentences by which the padding of the next text begins later; no divisor of their number."""


def composed(texts: int, words: int) -> tuple[Source, ...]:
    """Return so many texts of so many words each, every one another person's."""
    accounts = [text.text for file in FILES for known in read_sets(file) for text in known.texts]
    padding = list(_plain_sentences())
    return tuple(
        Source(
            id=f"text {number}",
            person_id=f"person {number}",
            text=_padded(accounts[number % len(accounts)], padding, number, words, len(accounts)),
        )
        for number in range(texts)
    )


def _padded(account: str, padding: list[str], number: int, words: int, known: int) -> str:
    start = number * _STEP % len(padding)
    sentences = [*_sentences(account), *padding[start:], *padding[:start]]
    if again := number // known:
        sentences = [f"Day {again * known + at}: {one}" for at, one in enumerate(sentences)]
    taken = list(islice((word for one in cycle(sentences) for word in one.split()), words))
    return f"{' '.join(taken).rstrip('.,;:?')}."


def _plain_sentences() -> Iterator[str]:
    """Yield sentences of what managers say in scenarios where nothing is wrong with a message."""
    for path in sorted((SETS / "scenarios").glob("*.yaml")):
        for message in Scenario.load(path).messages:
            if message.screen is None:
                yield from _sentences(message.text)


def _sentences(text: str) -> list[str]:
    return [text[span.start : span.end].strip() for span in sentence_spans(text)]
