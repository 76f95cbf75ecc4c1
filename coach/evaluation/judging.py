"""How far the judge agrees with people; and, if it does, what it says of the model and the bank."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from coach.evaluation.counting import share
from coach.evaluation.data import SETS, read_lines
from coach.evaluation.judge import PROMPT, Judge, Labelled, Pair, Verdicts, kappa
from coach.evaluation.player import Player
from coach.evaluation.result import Better, Figure, Table
from coach.evaluation.scenario import Scenario, ScenarioMessage, Script
from coach.evaluation.stage import Stage
from coach.evaluation.transcript import Transcript
from coach.llm.scripted import UnavailableModel

LABELS: Final = SETS / "judge" / "labels.jsonl"
TRUSTED_KAPPA: Final = 0.6
"""Below this agreement with hand labels the judge's verdicts on conversations are not taken."""
_QUICK_LABELS: Final = 6
_PAIRS: Final = 20
NOT_TRUSTED: Final = (
    "The judge agrees too little with the hand labels (kappa below 0.6), so it was asked nothing "
    "about the conversations, and no verdict of its stands in this report."
)


@dataclass(frozen=True, slots=True)
class Judged:
    """What joins the dialogue's result."""

    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...]
    details: Any


@dataclass(frozen=True, slots=True)
class Judging:
    """Has the stage's model judge. `seed`: for the orders and for the turns that are compared."""

    stage: Stage
    seed: int = 0
    labels: Path = LABELS

    def judge(self, played: Sequence[Transcript]) -> Judged:
        """Judge the labelled pairs; then replies of the model beside the bank's, if trusted."""
        cases = read_lines(self.labels, Labelled)
        if self.stage.quick:
            cases = cases[:: max(1, len(cases) // _QUICK_LABELS)]
        verdicts = self._verdicts(cases)
        agreement = kappa(_votes(cases, verdicts))
        figures = _agreement(cases, verdicts, agreement)
        details: dict[str, Any] = {"labels": _listed(cases, verdicts)}
        if agreement is None or agreement < TRUSTED_KAPPA:
            return Judged(figures, (_confusion(cases, verdicts),), (NOT_TRUSTED,), details)
        pairs = self.pairs(played)
        chosen = self._verdicts(pairs)
        details["conversations"] = _listed(pairs, chosen)
        tables = (_confusion(cases, verdicts),)
        return Judged((*figures, _preferred(chosen)), tables, (), details)

    def pairs(self, played: Sequence[Transcript]) -> list[Pair]:
        """Return the model's replies beside those of the bank to the very same messages."""
        worded = [t for t in played if any(turn.source in _BY_MODEL for turn in t.turns)]
        with self.stage.services(UnavailableModel()) as services:
            found = [
                pair
                for one in worded
                for pair in _beside(
                    one,
                    Player.of(services, open_page_s=0.0, limit_turns=len(one.turns)).play(
                        Script(_replay(one))
                    ),
                )
            ]
        chance = random.Random(self.seed)  # noqa: S311 - a sample
        return chance.sample(found, min(_PAIRS, len(found)))

    def _verdicts(self, pairs: Sequence[Pair]) -> list[Verdicts]:
        judge = Judge(self.stage.model(), self.stage.prompts()[PROMPT])
        chance = random.Random(self.seed)  # noqa: S311 - an order
        verdicts = []
        for number, pair in enumerate(pairs, 1):
            verdicts.append(judge.compare(pair, swapped_first=chance.random() < 1 / 2))
            self.stage.tell("judged", number, len(pairs))
        return verdicts


_BY_MODEL: Final = frozenset({"model", "mixed"})


def _replay(transcript: Transcript) -> Scenario:
    """Return the manager's messages as a scenario; a reflection on anything serves for the bank."""
    return Scenario(
        name=transcript.scenario,
        kind=transcript.kind,
        attempt=transcript.attempt,
        messages=tuple(ScenarioMessage(text=turn.member) for turn in transcript.turns),
    )


def _beside(ours: Transcript, bank: Transcript) -> list[Pair]:
    before = [ours.opening, *(turn.text for turn in ours.turns)]
    return [
        Pair(
            before=(f"Coach: {before[number]}",),
            message=turn.member,
            first=turn.text,
            second=other.text,
        )
        for number, (turn, other) in enumerate(zip(ours.turns, bank.turns, strict=False))
        if turn.source in _BY_MODEL and turn.text != other.text
    ]


def _votes(cases: Sequence[Labelled], verdicts: Sequence[Verdicts]) -> list[tuple[str, str]]:
    return [
        (case.better, vote or "none")
        for case, both in zip(cases, verdicts, strict=True)
        for vote in (both.straight, both.swapped)
    ]


def _agreement(
    cases: Sequence[Labelled], verdicts: Sequence[Verdicts], agreement: float | None
) -> tuple[Figure, ...]:
    votes = _votes(cases, verdicts)
    right = share(sum(a == b for a, b in votes), len(votes))
    none = share(sum(vote == "none" for _, vote in votes), len(votes))
    consistent = share(sum(one.consistent for one in verdicts), len(verdicts))
    most = Counter(case.better for case in cases).most_common(1)[0][1]
    rounded = None if agreement is None else round(agreement, 3)
    higher = Better.HIGHER
    return (
        Figure(
            key="judge_accuracy",
            title="verdicts of the judge like the hand label",
            value=right,
            unit="share",
            better=higher,
            beside={"always the commonest label": share(most, len(cases))},
            cases=len(votes),
        ),
        Figure(
            key="judge_kappa",
            title="the same beyond chance (Cohen's kappa)",
            value=rounded,
            better=higher,
            target=TRUSTED_KAPPA,
            cases=len(votes),
        ),
        Figure(
            key="judge_consistent",
            title="pairs judged the same in both orders",
            value=consistent,
            unit="share",
            better=higher,
            cases=len(cases),
        ),
        Figure(
            key="judge_no_verdict",
            title="answers of the judge whose last line is no verdict",
            value=none,
            unit="share",
            better=Better.LOWER,
            cases=len(votes),
        ),
    )


def _preferred(verdicts: Sequence[Verdicts]) -> Figure:
    """Return how often the judge took the model's reply where it was of one mind."""
    choices = Counter(one.choice for one in verdicts)
    decided = choices["first"] + choices["second"]
    return Figure(
        key="judge_prefers_model",
        title="the model's reply preferred to the bank's, where both orders agree",
        value=share(choices["first"], decided),
        unit="share",
        cases=decided,
    )


def _confusion(cases: Sequence[Labelled], verdicts: Sequence[Verdicts]) -> Table:
    votes = Counter(_votes(cases, verdicts))
    names = ("first", "second", "tie")
    return Table(
        title="Hand labels (rows) and the judge's verdicts, both orders",
        columns=("label", *names, "no verdict"),
        rows=tuple((a, *(str(votes[a, b]) for b in (*names, "none"))) for a in names),
    )


def _listed(pairs: Sequence[Pair], verdicts: Sequence[Verdicts]) -> list[dict[str, Any]]:
    return [
        {**pair.model_dump(mode="json"), "straight": both.straight, "swapped": both.swapped}
        for pair, both in zip(pairs, verdicts, strict=True)
    ]
