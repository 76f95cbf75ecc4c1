"""How long a report on themes takes: `python -m benchmarks.theme_reports`.

Texts of 250 words, one a member, are searched for themes as the job of a report does it. With the
language model a group's texts are read one by one; without it, or beyond a group, rules and
likeness of meaning find them. As in the app, one finder serves all and knows the concepts of the
bank once it has searched: reading them is timed by itself. It remembers nothing of any text. The
model's are timed once, for they take minutes; small ones without it are medians of three.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from benchmarks.composed_texts import FILES, composed
from benchmarks.fitting import exponent, exponent_figure, said
from benchmarks.options import Options, alone
from coach.bootstrap import build_theme_finder
from coach.domain.contribution import Source
from coach.domain.theme import Found
from coach.errors import Cancelled
from coach.evaluation.data import mark
from coach.evaluation.report import number
from coach.evaluation.result import Better, Figure, Plot, Result, Series, Table
from coach.evaluation.stage import Counted, Stage
from coach.llm.ports import ChatModel
from coach.llm.scripted import UnavailableModel
from coach.settings import Settings

_TARGET_S: Final = 180.0
_USUAL: Final = 6
"""Members of a group, whose report has a target."""
_RUNS: Final = 3
_MODEL, _RULES, _POOLS = "with the model", "without the model", "large pools"


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many texts. `groups`: with the model and without it; `pools`: without it."""

    groups: Sequence[int] = (3, 6, 12)
    pools: Sequence[int] = (50, 200, 1_000)
    words: int = 250


QUICK: Final = Sizes(groups=(3, 6), pools=(50, 100), words=60)


@dataclass(frozen=True, slots=True)
class Search:
    """One size: seconds, calls of the model and tokens it read anew and wrote, themes found."""

    texts: int
    seconds: float
    themes: int
    calls: int = 0
    read: int = 0
    written: int = 0


Curves = Mapping[str, Sequence[Search]]


def measure(options: Options) -> Result:
    """Measure with the models of the settings; SetupError where one of them does not get ready."""
    return measured(QUICK if options.quick else Sizes(), options.settings)


def measured(sizes: Sizes, settings: Settings) -> Result:
    """See `measure`."""
    with Stage(settings) as stage:
        stopped: list[int] = []
        rules = _Timing(stage, UnavailableModel())
        bank_s = rules.learn()
        curves = {
            _RULES: [rules.median(n, sizes.words) for n in sizes.groups],
            _POOLS: [rules.search(n, sizes.words) for n in sizes.pools],
        }
        if settings.llm_mode != "none":
            timing = _Timing(stage, stage.model())
            timing.learn()
            timed = {n: timing.by_model(n, sizes.words) for n in sizes.groups}
            curves[_MODEL] = [one for one in timed.values() if one is not None]
            stopped = [n for n, one in timed.items() if one is None]
    return Result(
        name="theme_reports",
        about=f"Finding themes in texts of {sizes.words} words, one a member.",
        command="python -m benchmarks.theme_reports",
        data=tuple(mark(file, 60) for file in FILES),
        figures=(*_figures(curves, sizes.words), _bank(bank_s)),
        tables=tuple(_tables(curves)),
        plots=(_plot(curves),),
        notes=tuple(_notes(curves, stopped)),
    )


class _Timing:
    """Searches with one finder."""

    def __init__(self, stage: Stage, model: ChatModel) -> None:
        self._model = Counted(model)
        self._finder = build_theme_finder(self._model, stage.prompts(), stage.embedder())

    def learn(self) -> float:
        """Have the concepts of the bank read; return the seconds.

        A search that is stopped as soon as it begins has done so, and read one text.
        """
        stopped = threading.Event()

        def stop(done: int, steps: int) -> None:
            del done, steps
            stopped.set()

        began = time.perf_counter()
        with suppress(Cancelled):
            self._finder.find(composed(3, 10), told=stop, memo=_Forgets(), cancelled=stopped)
        return time.perf_counter() - began

    def search(self, texts: int, words: int) -> Search:
        """Search once."""
        return self._timed(composed(texts, words))[0]

    def median(self, texts: int, words: int) -> Search:
        """Search a few times."""
        searches = [self.search(texts, words) for _ in range(_RUNS)]
        return sorted(searches, key=lambda one: one.seconds)[_RUNS // 2]

    def by_model(self, texts: int, words: int) -> Search | None:
        """Search once; None where the model stopped answering, and rules went on instead."""
        model = self._model
        calls, read, written = model.calls, model.tokens_read, model.tokens_written
        search, found = self._timed(composed(texts, words))
        if found.made_by != "model":
            return None
        return replace(
            search,
            calls=model.calls - calls,
            read=model.tokens_read - read,
            written=model.tokens_written - written,
        )

    def _timed(self, sources: Sequence[Source]) -> tuple[Search, Found]:
        began = time.perf_counter()
        found = self._finder.find(
            sources, told=_untold, memo=_Forgets(), cancelled=threading.Event()
        )
        return Search(len(sources), time.perf_counter() - began, len(found.themes)), found


class _Forgets:
    """A memo that keeps nothing."""

    def get(self, asked: str) -> str | None:
        """Nothing is known."""
        del asked
        return None

    def put(self, asked: str, answer: str) -> None:
        """Nothing is kept."""


def _untold(done: int, steps: int) -> None:
    """Draw no progress."""


def _figures(curves: Curves, words: int) -> Iterator[Figure]:
    rules = {one.texts: one.seconds for one in curves[_RULES]}
    for name, searches in curves.items():
        for one in searches:
            with_model = name == _MODEL
            has_target = with_model and one.texts == _USUAL
            yield Figure(
                key=f"{_key(name)}.{one.texts}",
                title=f"{one.texts:,} texts of {words} words, {_way(name)}",
                value=round(one.seconds, 2),
                unit="s",
                better=Better.LOWER,
                target=_TARGET_S if has_target else None,
                beside={_RULES: round(rules[one.texts], 2)} if with_model else {},
            )
        yield exponent_figure(_key(name), name, _power(searches), "texts")


def _bank(seconds: float) -> Figure:
    return Figure(
        key="bank",
        title="the concepts of the bank read, once a process",
        value=round(seconds, 2),
        unit="s",
        better=Better.LOWER,
    )


def _tables(curves: Curves) -> Iterator[Table]:
    columns = ("texts", "seconds", "themes", "calls", "tokens read", "tokens written")
    for name, searches in curves.items():
        rows = tuple(
            (
                str(s.texts),
                number(s.seconds),
                str(s.themes),
                str(s.calls),
                str(s.read),
                str(s.written),
            )
            for s in searches
        )
        yield Table(title=name[0].upper() + name[1:], columns=columns, rows=rows)


def _plot(curves: Curves) -> Plot:
    return Plot(
        title="A report on themes",
        x_title="texts",
        y_title="seconds",
        series=tuple(
            Series(
                name=name,
                x=tuple(float(one.texts) for one in searches),
                y=tuple(one.seconds for one in searches),
            )
            for name, searches in curves.items()
        ),
        log_x=True,
        log_y=True,
    )


def _notes(curves: Curves, stopped: Sequence[int]) -> Iterator[str]:
    for name, searches in curves.items():
        yield said(
            f"Time {name if name != _POOLS else 'of large pools'}", _power(searches), "texts"
        )
    if _MODEL not in curves:
        yield "There is no language model in the settings (COACH_LLM), so none was timed."
    for texts in stopped:
        yield f"With {texts} texts the model stopped answering, and rules went on: no time of it."
    yield "Waiting for members who talk with the coach is not in it: a report gives way to them."


def _power(searches: Sequence[Search]) -> float | None:
    return exponent([one.texts for one in searches], [one.seconds for one in searches])


def _way(name: str) -> str:
    return _MODEL if name == _MODEL else _RULES


def _key(name: str) -> str:
    return {_MODEL: "model", _RULES: "rules"}.get(name, "pool")


if __name__ == "__main__":
    alone(measure)
