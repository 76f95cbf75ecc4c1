"""`coach eval themes`: what is found in sets of texts whose themes are known."""

from __future__ import annotations

import json
import statistics
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final

import typer

from coach.bootstrap import build_theme_finder
from coach.cli.support import load_settings, say
from coach.domain.theme import Found
from coach.errors import SetupError
from coach.llm.factory import build_model
from coach.llm.ports import (
    CancelFlag,
    ChatModel,
    Delta,
    Finished,
    Lane,
    Message,
    ModelRequest,
    ModelStatus,
)
from coach.llm.prompts import load_prompts
from coach.llm.scripted import UnavailableModel
from coach.repertoire.embedding import build_embedder
from coach.themes.evaluation import (
    SUPPORT_ALIKE,
    TITLE_ALIKE,
    KnownSet,
    Pair,
    SetScore,
    agreement,
    read_sets,
    score,
)
from coach.themes.ports import Embeds

_HEAD: Final = "| set | known theme | found as | title | support F1 | people |\n" + "|---" * 6 + "|"


def themes(
    path: Annotated[Path, typer.Option("--file", help="One set a line; see docs/themes.md.")],
    *,
    seeds: Annotated[int, typer.Option(min=1, help="From 2 on, also whether searches agree.")] = 1,
    words: Annotated[bool, typer.Option("--words", help="Without the language model.")] = False,
    json_path: Annotated[Path | None, typer.Option("--json", help="Write the scores here.")] = None,
) -> None:
    """Measure how themes are found: recall, support, contributors, quotes, stability."""
    sets = read_sets(path)
    settings = load_settings()
    embeds = build_embedder(settings)
    if embeds is None:
        raise SetupError("Titles are compared by an embedding model: set COACH_EMBED.")
    model = _Counted(UnavailableModel() if words else build_model(settings))
    try:
        say(f"\n{path.name}: {len(sets)} sets\n\n{_HEAD}")
        runs = [_shown(_run(one, model, embeds, seeds)) for one in sets]
    finally:
        model.close()
        embeds.close()
    _show_runs(runs, model, seeds)
    if json_path is not None:
        content = [run.score.model_dump(mode="json") for run in runs]
        text = json.dumps(content, indent=2, ensure_ascii=False)
        json_path.write_text(f"{text}\n", encoding="utf-8")
        say(f"Written to {json_path}.")


@dataclass(frozen=True, slots=True)
class _Run:
    """One set: the score of the first search, its seconds, and how far the others agree."""

    score: SetScore
    made_by: str
    seconds: float
    same: bool
    agreement: float


class _Forgets:
    """A memo that keeps nothing: each search asks for itself."""

    def get(self, asked: str) -> str | None:
        """Nothing is known."""
        del asked
        return None

    def put(self, asked: str, answer: str) -> None:
        """Nothing is kept."""


@dataclass(slots=True)
class _Counted:
    """A model that counts its calls and tokens."""

    model: ChatModel
    calls: int = 0
    tokens: dict[str, int] = field(default_factory=lambda: {"read": 0, "reused": 0, "written": 0})

    def status(self) -> ModelStatus:
        """See ChatModel."""
        return self.model.status()

    def stream(self, request: ModelRequest, cancelled: CancelFlag) -> Iterator[Delta | Finished]:
        """See ChatModel."""
        return self.model.stream(request, cancelled)

    def complete(self, request: ModelRequest, cancelled: CancelFlag) -> Finished:
        """See ChatModel."""
        finished = self.model.complete(request, cancelled)
        usage = finished.usage
        self.calls += 1
        self.tokens["read"] += (usage.prompt_tokens or 0) - (usage.reused_tokens or 0)
        self.tokens["reused"] += usage.reused_tokens or 0
        self.tokens["written"] += usage.output_tokens or 0
        return finished

    def keep(self, prefixes: Mapping[Lane, Sequence[Message]]) -> None:
        """See ChatModel."""
        self.model.keep(prefixes)

    def warm(self, messages: Sequence[Message], lane: Lane = "commit") -> None:
        """See ChatModel."""
        self.model.warm(messages, lane)

    def close(self) -> None:
        """See ChatModel."""
        self.model.close()


def _run(known: KnownSet, model: ChatModel, embeds: Embeds, seeds: int) -> _Run:
    began = time.monotonic()
    first = _found(known, model, embeds, seed=1)
    seconds = time.monotonic() - began
    again = first if seeds == 1 else _found(known, model, embeds, seed=1)
    others = [_found(known, model, embeds, seed=seed) for seed in range(2, seeds + 1)]
    alike = statistics.mean([agreement(first, other) for other in others] or [1.0])
    return _Run(score(known, first, embeds), first.made_by, seconds, first == again, alike)


def _found(known: KnownSet, model: ChatModel, embeds: Embeds, *, seed: int) -> Found:
    finder = build_theme_finder(model, load_prompts(), embeds, seed=seed)
    return finder.find(known.sources(), told=_untold, memo=_Forgets(), cancelled=threading.Event())


def _untold(done: int, steps: int) -> None:
    """Draw no progress: the sets are many."""


def _shown(run: _Run) -> _Run:
    """Print one set: a search takes minutes, so that each is shown when it ends."""
    for pair in run.score.pairs:
        people = "right" if pair.same_people else "wrong"
        found = pair.found if pair.by_title or pair.by_support else f"- ({pair.found})"
        figures = f"{pair.alike:.2f} | {pair.f1:.2f} | {people}"
        say(f"| {run.score.id} | {pair.title} | {found} | {figures} |")
    if run.score.extra:
        say(f"| {run.score.id} | - | {'; '.join(run.score.extra)} | | | |")
    return run


def _show_runs(runs: Sequence[_Run], model: _Counted, seeds: int) -> None:
    pairs = [pair for run in runs for pair in run.score.pairs]
    either = [p for p in pairs if p.by_title or p.by_support]
    say(
        f"\nKnown themes found, of {len(pairs)}: by title (cosine at least {TITLE_ALIKE}) "
        f"{_share([p for p in pairs if p.by_title], pairs)}, by support (F1 at least "
        f"{SUPPORT_ALIKE}) {_share([p for p in pairs if p.by_support], pairs)}, by either "
        f"{_share(either, pairs)}, by both "
        f"{_share([p for p in pairs if p.by_title and p.by_support], pairs)}."
    )
    matched = [p for p in pairs if p.by_title]
    say(
        f"Of those found by title: support F1 {_mean([p.f1 for p in matched])} on average, "
        f"contributors counted right {_share([p for p in matched if p.same_people], matched)}. "
        f"Unsupported quotes: {sum(run.score.unsupported for run in runs)}. Themes a set: "
        f"{_mean([run.score.found for run in runs])}; not known: "
        f"{_mean([len(run.score.extra) for run in runs])}."
    )
    if seeds > 1:
        same = sum(run.same for run in runs)
        say(
            f"Two searches with one seed the same: {same} of {len(runs)}. Agreement with other "
            f"seeds (Jaccard of theme and text): {_mean([run.agreement for run in runs])}."
        )
    makers = ", ".join(sorted({run.made_by for run in runs}))
    say(
        f"Made by {makers}. Seconds a set: median "
        f"{statistics.median(run.seconds for run in runs):.1f}, most "
        f"{max(run.seconds for run in runs):.1f}. The model: {model.calls} calls, "
        + ", ".join(f"{count} tokens {how}" for how, count in model.tokens.items())
        + "."
    )


def _share(some: Sequence[Pair], of: Sequence[Pair]) -> str:
    return f"{len(some) / len(of):.2f}" if of else "-"


def _mean(numbers: Sequence[float]) -> str:
    return f"{statistics.mean(numbers):.2f}" if numbers else "-"
