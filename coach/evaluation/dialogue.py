"""`dialogue`: whole conversations with managers by rules, and scenarios, beside the bank alone."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from coach.evaluation import counting
from coach.evaluation.data import SETS, mark
from coach.evaluation.dialogue_figures import figures
from coach.evaluation.judging import Judging
from coach.evaluation.managers.manager import Manager
from coach.evaluation.managers.persona import OWN_SET, Persona, read_personas
from coach.evaluation.player import LIMIT_TURNS, Partner, Player
from coach.evaluation.result import Data, Result, Table
from coach.evaluation.scenario import Scenario, Script
from coach.evaluation.stage import Stage
from coach.evaluation.transcript import Transcript
from coach.llm.ports import ChatModel
from coach.llm.scripted import UnavailableModel

OWN_SCENARIOS: Final = SETS / "scenarios"
BANK_ALONE: Final = "question bank alone"
OPEN_PAGE_S: Final = 2.0
_QUICK_MANAGERS, _QUICK_SCENARIOS = 5, 2
_QUICK_S: Final = 100.0
"""Seconds after which a quick run begins no further conversation; one may take another minute."""

Case = TypeVar("Case")
NewPartner = Callable[[], Partner]


@dataclass(frozen=True, slots=True)
class DialogueEvaluator:
    """Plays managers and scenarios on the stage's model, then the same without any model.

    `held`: only managers that are held, or only the others. `judge`: also have the model compare
    its own replies with the bank's, blind.
    """

    managers: tuple[Path, ...] = (OWN_SET,)
    scenarios: tuple[Path, ...] = (OWN_SCENARIOS,)
    held: bool | None = None
    limit_turns: int = LIMIT_TURNS
    judge: bool = False
    seed: int = 0
    open_page_s: float = OPEN_PAGE_S
    name: str = "dialogue"

    def evaluate(self, stage: Stage) -> Result:
        """See Evaluator."""
        personas, scenarios = self._chosen(stage)
        partners = _mixed([*_managers(personas, self.seed), *_scripts(scenarios)])
        model = stage.model()
        with_model = model.status().kind != "none"
        played = self._play(stage, model, partners, self.open_page_s if with_model else 0.0)
        same = partners[: len(played)]
        bank = self._play(stage, UnavailableModel(), same, 0.0) if with_model else ()
        judged = Judging(stage, self.seed).judge(played) if self.judge else None
        return Result(
            name=self.name,
            about="Conversations with managers who answer by rules, and with fixed messages.",
            command=self._command(),
            data=self._data(len(personas), len(scenarios)),
            figures=(
                *figures(played, {BANK_ALONE: bank} if bank else {}),
                *(judged.figures if judged else ()),
            ),
            tables=(_each(played), *_failed(played), *(judged.tables if judged else ())),
            notes=(*_cut(len(played), len(partners)), *(judged.notes if judged else ())),
            details={
                "transcripts": [one.model_dump(mode="json") for one in played],
                BANK_ALONE: [one.model_dump(mode="json") for one in bank],
                "judge": judged.details if judged else None,
            },
        )

    def _chosen(self, stage: Stage) -> tuple[Sequence[Persona], Sequence[Scenario]]:
        personas = read_personas(self.managers, held=self.held) if self.managers else ()
        files = [
            f for p in self.scenarios for f in (sorted(p.glob("*.yaml")) if p.is_dir() else [p])
        ]
        scenarios = [Scenario.load(file) for file in files]
        if not stage.quick:
            return personas, scenarios
        return spread(personas, _QUICK_MANAGERS), spread(scenarios, _QUICK_SCENARIOS)

    def _play(
        self, stage: Stage, model: ChatModel, partners: Sequence[NewPartner], open_page_s: float
    ) -> tuple[Transcript, ...]:
        played: list[Transcript] = []
        until = time.monotonic() + (_QUICK_S if stage.quick else math.inf)
        with stage.services(model) as services:
            player = Player.of(services, open_page_s=open_page_s, limit_turns=self.limit_turns)
            for number, partner in enumerate(partners, 1):
                if time.monotonic() > until:
                    break
                played.append(player.play(partner()))
                stage.tell("conversations", number, len(partners))
        return tuple(played)

    def _data(self, managers: int, scenarios: int) -> tuple[Data, ...]:
        counts = ((self.managers, managers), (self.scenarios, scenarios))
        return tuple(mark(path, cases) for paths, cases in counts for path in paths)

    def _command(self) -> str:
        held = {None: "", True: " --held", False: " --no-held"}[self.held]
        own = (self.managers, self.scenarios) == ((OWN_SET,), (OWN_SCENARIOS,))
        options = ("managers", self.managers), ("scenarios", self.scenarios)
        paths = "" if own else "".join(f" --{n} {p.name}" for n, them in options for p in them)
        seed = f" --seed {self.seed}" if self.seed else ""
        return f"coach eval dialogue{paths}{held}{seed}{' --judge' if self.judge else ''}"


def spread(cases: Sequence[Case], count: int) -> Sequence[Case]:
    """Return that many cases, evenly spread over all of them."""
    if len(cases) <= count:
        return cases
    return [cases[(2 * n + 1) * len(cases) // (2 * count)] for n in range(count)]


def _managers(personas: Sequence[Persona], seed: int) -> list[NewPartner]:
    return [partial(Manager, persona, seed) for persona in personas]


def _scripts(scenarios: Sequence[Scenario]) -> list[NewPartner]:
    return [partial(Script, scenario) for scenario in scenarios]


def _mixed(partners: list[NewPartner]) -> list[NewPartner]:
    """Return every third first, so that a run that is cut has had some of each kind."""
    return [*partners[::3], *partners[1::3], *partners[2::3]]


def _cut(played: int, wanted: int) -> tuple[str, ...]:
    if played == wanted:
        return ()
    return (f"Only {played} of {wanted} conversations were played: a quick run's time was up.",)


def _each(played: Sequence[Transcript]) -> Table:
    ends = {True: "complete", False: "**open**", None: ""}
    return Table(
        title="Each conversation",
        columns=("who", "kind", "messages", "end", "filled", "already told", "misheard", "seconds"),
        rows=tuple(
            (
                one.scenario,
                one.kind.value,
                str(len(one.turns)),
                ends[one.complete],
                f"{counting.completeness(one):.2f}",
                str(len(counting.answered_before(one))),
                str(len(counting.misheard(one))),
                f"{one.seconds:.0f}",
            )
            for one in played
        ),
    )


def _failed(played: Sequence[Transcript]) -> tuple[Table, ...]:
    failed = Counter(c for t in played for turn in t.turns for c in turn.failed_checks)
    if not failed:
        return ()
    rows = tuple((name, str(number)) for name, number in failed.most_common())
    return (Table(title="Checks that replies failed", columns=("check", "replies"), rows=rows),)
