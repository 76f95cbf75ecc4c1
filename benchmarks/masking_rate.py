"""Stories of 250 words a second in the masking preview: `python -m benchmarks.masking_rate`.

Without the language model, on one thread, beside spaCy alone with the same weights. Stories are
accounts of managers (tests/evals/accounts_dev) put end to end. What masking finds is another
question: `coach eval masking`.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import spacy
from threadpoolctl import threadpool_limits

from benchmarks.options import Options, alone
from coach.errors import SetupError
from coach.evaluation.result import Better, Figure, Result
from coach.masking.entities import MODEL
from coach.masking.finder import Finder, Roster

_ACCOUNTS: Final = Path(__file__).parents[1] / "tests/evals/accounts_dev/accounts.jsonl"
_WORDS: Final = 250
_LEAST: Final = 20
_BARE, _TOGETHER = "spaCy alone", "the union"
_UNUSED: Final = ("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer")
_ROSTER: Final = Roster(
    people=("Priya Raman", "Tomasz Zielinski", "Jo Miller", "Grace Okafor", "Will Harper"),
    organisations=("Blue Harbour", "Leading through change"),
)


@dataclass(frozen=True, slots=True)
class Sizes:
    """`stories`: a round reads all of them by each side."""

    stories: int = 30
    rounds: int = 5


QUICK: Final = Sizes(stories=4, rounds=2)


@dataclass(frozen=True, slots=True)
class Rate:
    """Stories a second, by the clock and of the processor."""

    clock: float
    processor: float


def measure(options: Options) -> Result:
    """Measure all sides; SetupError where spaCy's model is not here."""
    return measured(QUICK if options.quick else Sizes())


def measured(sizes: Sizes) -> Result:
    """See `measure`."""
    stories = made_stories(sizes.stories)
    with threadpool_limits(1):
        sides = _sides(stories)
        seen: dict[str, list[Rate]] = {name: [] for name in sides}
        for run in sides.values():
            run()
        for _ in range(sizes.rounds):
            for name, run in sides.items():
                seen[name].append(_rate(run, len(stories)))
    return Result(
        name="masking_rate",
        about=f"Stories of {_WORDS} words a second, one thread, without the language model.",
        command="python -m benchmarks.masking_rate",
        figures=tuple(_figures(seen, sizes)),
    )


def made_stories(count: int) -> Sequence[str]:
    """Return so many texts of 250 words."""
    lines = _ACCOUNTS.read_text(encoding="utf-8").splitlines()
    words = [word for line in lines for word in json.loads(line)["text"].split()]
    words *= 1 + count * _WORDS // len(words)
    return [" ".join(words[n * _WORDS : (n + 1) * _WORDS]) for n in range(count)]


def _sides(stories: Sequence[str]) -> Mapping[str, Callable[[], object]]:
    finder, light = Finder(), Finder(without=frozenset({"spacy", "presidio"}))
    finder.load()
    if finder.problem:
        raise SetupError(finder.problem)
    bare = spacy.load(MODEL, exclude=list(_UNUSED))
    return {
        _TOGETHER: lambda: finder.find(stories, _ROSTER),
        "the union, story by story": lambda: [finder.find([one], _ROSTER) for one in stories],
        "without presidio and spaCy": lambda: light.find(stories, _ROSTER),
        _BARE: lambda: list(bare.pipe(stories)),
    }


def _rate(run: Callable[[], object], stories: int) -> Rate:
    began, used = time.perf_counter(), time.process_time()
    run()
    return Rate(stories / (time.perf_counter() - began), stories / (time.process_time() - used))


def _figures(seen: Mapping[str, Sequence[Rate]], sizes: Sizes) -> Iterator[Figure]:
    for key in ("clock", "processor"):
        medians = {
            name: round(statistics.median(getattr(one, key) for one in rates), 2)
            for name, rates in seen.items()
        }
        by = "a second" if key == "clock" else "a processor second"
        for number, name in enumerate(name for name in seen if name != _BARE):
            yield Figure(
                key=f"{key}.{('union', 'one_by_one', 'light')[number]}",
                title=f"{name}, stories {by}",
                value=medians[name],
                better=Better.HIGHER,
                target=_LEAST if name == _TOGETHER and key == "clock" else None,
                beside={_BARE: medians[_BARE]},
                cases=sizes.rounds,
            )


if __name__ == "__main__":
    alone(measure)
