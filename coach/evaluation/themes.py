"""`themes`: what is found in sets of texts whose themes are known."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from coach.bootstrap import build_theme_finder
from coach.domain.theme import Found
from coach.evaluation.data import SETS, mark, shown
from coach.evaluation.result import Result, Table
from coach.evaluation.stage import Counted, Stage
from coach.evaluation.theme_figures import Search, theme_figures
from coach.llm.scripted import UnavailableModel
from coach.themes.evaluation import KnownSet, agreement, read_sets, score
from coach.themes.finder import ThemeFinder
from coach.themes.ports import Embeds

OWN_SET: Final = SETS / "themes" / "held.jsonl"
_COLUMNS: Final = ("set", "known theme", "found as", "title", "support F1", "people")
_NOT_FOUND: Final = "-"


@dataclass(frozen=True, slots=True)
class ThemesEvaluator:
    """Recall, support, contributors, stability; what rules alone find stands beside.

    `seeds`: from 2 on, also whether searches agree. `words`: without the language model. A quick
    run with the model takes the shortest set alone.
    """

    file: Path = OWN_SET
    seeds: int = 1
    words: bool = False

    @property
    def name(self) -> str:
        """Tell the figures of rules from those of the model."""
        return "themes_words" if self.words else "themes"

    def evaluate(self, stage: Stage) -> Result:
        """See Evaluator."""
        sets = read_sets(self.file)
        embeds = stage.need_embedder("Comparing titles of themes")
        model = Counted(UnavailableModel()) if self.words else stage.model()
        if stage.quick and not self.words:
            sets = [min(sets, key=_length)]
        searching = _Searching(_finders(stage, model, embeds), embeds, self.seeds)
        searches = searching.all_of(sets, stage)
        by_rules = None if self.words else _by_rules(stage, sets, embeds)
        return Result(
            name=self.name,
            about=f"What is found in {len(sets)} sets of texts whose themes are known"
            f"{', without the language model' * self.words}.",
            command=f"coach eval themes --file {shown(self.file)} --seeds {self.seeds}"
            f"{' --words' * self.words}",
            data=(mark(self.file, len(sets)),),
            figures=theme_figures(searches, self.seeds, by_rules),
            tables=(_table(searches),),
            notes=(_made_by(searches, model),),
            details=[one.score.model_dump(mode="json") for one in searches],
        )


class _Forgets:
    """A memo that keeps nothing: each search asks for itself."""

    def get(self, asked: str) -> str | None:
        """Nothing is known."""
        del asked
        return None

    def put(self, asked: str, answer: str) -> None:
        """Nothing is kept."""


Finders = Callable[[int], ThemeFinder]
"""Makes what finds with a seed."""


@dataclass(slots=True)
class _Searching:
    """Searches sets; one finder a seed, which remembers our own lines as the service's does."""

    make: Finders
    embeds: Embeds
    seeds: int = 1
    _made: dict[int, ThemeFinder] = field(default_factory=dict)

    def all_of(self, sets: Sequence[KnownSet], stage: Stage) -> list[Search]:
        """Search one after the other."""
        searches = []
        for done, one in enumerate(sets, 1):
            searches.append(self._one(one))
            stage.tell("finding themes in set", done, len(sets))
        return searches

    def _one(self, known: KnownSet) -> Search:
        began = time.monotonic()
        first = self._found(known, 1)
        seconds = time.monotonic() - began
        again = first if self.seeds == 1 else self._found(known, 1)
        others = [self._found(known, seed) for seed in range(2, self.seeds + 1)]
        alike = statistics.mean([agreement(first, other) for other in others] or [1.0])
        scored = score(known, first, self.embeds)
        return Search(scored, first.made_by, seconds, same=first == again, agreement=alike)

    def _found(self, known: KnownSet, seed: int) -> Found:
        if seed not in self._made:
            self._made[seed] = self.make(seed)
        return self._made[seed].find(
            known.sources(), told=_untold, memo=_Forgets(), cancelled=threading.Event()
        )


def _untold(done: int, steps: int) -> None:
    """Draw no progress within a set."""


def _finders(stage: Stage, model: Counted, embeds: Embeds) -> Finders:
    return lambda seed: build_theme_finder(model, stage.prompts(), embeds, seed=seed)


def _by_rules(stage: Stage, sets: Sequence[KnownSet], embeds: Embeds) -> Sequence[Search]:
    finders = _finders(stage, Counted(UnavailableModel()), embeds)
    return _Searching(finders, embeds).all_of(sets, stage)


def _length(one: KnownSet) -> int:
    return sum(len(text.text) for text in one.texts)


def _table(searches: Sequence[Search]) -> Table:
    rows: list[tuple[str, ...]] = []
    for one in searches:
        for pair in one.score.pairs:
            people = "right" if pair.same_people else "wrong"
            is_found = pair.by_title or pair.by_support
            found = pair.found if is_found else f"{_NOT_FOUND} ({pair.found})"
            figures = (f"{pair.alike:.2f}", f"{pair.f1:.2f}", people)
            rows.append((one.score.id, pair.title, found, *figures))
        if one.score.extra:
            rows.append((one.score.id, _NOT_FOUND, "; ".join(one.score.extra), "", "", ""))
    return Table(title="Each known theme, and those not known", columns=_COLUMNS, rows=tuple(rows))


def _made_by(searches: Sequence[Search], model: Counted) -> str:
    makers = ", ".join(sorted({one.made_by for one in searches}))
    return (
        f"Made by {makers}. The model: {model.calls} calls, {model.tokens_read} tokens read, "
        f"{model.tokens_reused} reused, {model.tokens_written} written."
    )
