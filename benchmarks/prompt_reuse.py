"""What a prompt that grows only at its end saves: `python -m benchmarks.prompt_reuse`.

A conversation (tests/evals/scenarios/01) is held with the scripted model, and the coach's requests
are written down as it sends them. Then the language model of the settings answers each of them
twice, in turn: as it is, and as a plain client would send it, with the time of day and what the
reply is about at the head of the system prompt, where many put what changes. Each way has a cache
of its own in the server. Counted is from the second turn on; the first is new to both.
"""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from benchmarks.options import Options, alone
from benchmarks.rounds import ms, ratio
from coach.errors import SetupError
from coach.evaluation.player import Player
from coach.evaluation.report import number
from coach.evaluation.result import Better, Figure, Result, Table
from coach.evaluation.scenario import Scenario, Script
from coach.evaluation.stage import Stage
from coach.llm.ports import ChatModel, Delta, Finished, Message, ModelRequest
from coach.llm.scripted import RuleScriptedModel
from coach.services.common import utc_now

_SCENARIO: Final = (
    Path(__file__).parents[1] / "tests" / "evals" / "scenarios" / "01-straightforward.yaml"
)
_REUSED: Final = 0.85
_FIRST_TOKEN_MS: Final = 1500
_PATIENCE_S: Final = 180.0
_OURS, _PLAIN = "ours", "what changes first"
_MORNING: Final = utc_now().replace(hour=9, minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Answer:
    """One reply: seconds to its first token, and the tokens of its prompt."""

    first_s: float
    prompt: int
    reused: int


def measure(options: Options) -> Result:
    """Measure both ways; SetupError without a language model."""
    if options.settings.llm_mode in {"none", "scripted"}:
        raise SetupError("The prompt benchmark needs a language model: set COACH_LLM=embedded.")
    with Stage(options.settings) as stage:
        asked = requests(stage, 3 if options.quick else 7)
        model = stage.model()
        return measured(asked, model)


def measured(asked: Sequence[ModelRequest], model: ChatModel) -> Result:
    """See `measure`: `asked` are the requests of one conversation, in their order."""
    seen: dict[str, list[Answer]] = {_OURS: [], _PLAIN: []}
    for number_, request in enumerate(asked):
        ways = {_OURS: request, _PLAIN: plain(request, number_)}
        for name in ways if number_ % 2 else reversed(ways):
            seen[name].append(_answered(model, ways[name]))
    return Result(
        name="prompt_reuse",
        about="The same conversation, sent so that the prompt grows only at its end, and with what "
        "changes at its head.",
        command="python -m benchmarks.prompt_reuse",
        figures=tuple(_figures({name: answers[1:] for name, answers in seen.items()})),
        tables=(_table(seen),),
    )


def requests(stage: Stage, turns: int) -> Sequence[ModelRequest]:
    """Return what the coach asks a model for in the first turns of a conversation."""
    model = RuleScriptedModel(delay_s=0.0)
    with stage.services(model) as services:
        script = Script(Scenario.load(_SCENARIO))
        Player.of(services, open_page_s=0.0, limit_turns=turns).play(script)
    return [request for request in model.history if request.lane == "commit"]


def plain(request: ModelRequest, number_: int) -> ModelRequest:
    """Return the request with what changes from turn to turn at the head of the system prompt."""
    system, *rest = request.messages
    now = _MORNING + timedelta(minutes=2 * number_)
    head = f"It is {now:%A, %d %B %Y, %H:%M}. This is turn {number_ + 1} of the conversation.\n\n"
    return replace(
        request, messages=[Message("system", head + system.content), *rest], lane="reflect"
    )


def _answered(model: ChatModel, request: ModelRequest) -> Answer:
    asked = replace(request, timeout_s=_PATIENCE_S, seed=1)
    began, first = time.perf_counter(), 0.0
    for event in model.stream(asked, threading.Event()):
        if isinstance(event, Delta):
            first = first or time.perf_counter() - began
        elif isinstance(event, Finished):
            usage = event.usage
    return Answer(first, usage.prompt_tokens or 0, usage.reused_tokens or 0)


def _figures(seen: Mapping[str, Sequence[Answer]]) -> Iterator[Figure]:
    shares = {
        name: round(sum(a.reused for a in them) / max(1, sum(a.prompt for a in them)), 3)
        for name, them in seen.items()
    }
    times = {name: [a.first_s for a in them] for name, them in seen.items()}
    cases = len(seen[_OURS])
    yield Figure(
        key="reused",
        title="prompt tokens reused from the second turn on",
        value=shares[_OURS],
        unit="share",
        better=Better.HIGHER,
        target=_REUSED,
        beside={_PLAIN: shares[_PLAIN]},
        cases=cases,
    )
    yield Figure(
        key="first_token.p50",
        title="time to the first token from the second turn on, p50",
        value=ms(statistics.median(times[_OURS])),
        unit="ms",
        better=Better.LOWER,
        target=_FIRST_TOKEN_MS,
        beside={_PLAIN: ms(statistics.median(times[_PLAIN]))},
        cases=cases,
    )
    yield Figure(
        key="first_token.ratio",
        title="the same, ours over the other turn by turn, median",
        value=round(ratio(times[_OURS], times[_PLAIN]), 3),
        better=Better.LOWER,
        target=1.0,
        cases=cases,
    )


def _table(seen: Mapping[str, Sequence[Answer]]) -> Table:
    rows = tuple(
        (str(at), *(cell for answer in pair for cell in _cells(answer)))
        for at, pair in enumerate(zip(seen[_OURS], seen[_PLAIN], strict=True), 1)
    )
    columns = (f"{name}: {what}" for name in seen for what in ("tokens", "reused", "first ms"))
    return Table(title="Each turn", columns=("turn", *columns), rows=rows)


def _cells(answer: Answer) -> tuple[str, ...]:
    return str(answer.prompt), str(answer.reused), number(ms(answer.first_s))


if __name__ == "__main__":
    alone(measure)
