"""Time to the first token, ours beside the bare endpoint: `python -m benchmarks.first_token`.

A bare HTTP call sends the same bytes to the same server. First to a server in this process that
answers at once: the difference is our own work and nothing else. Then to the language model of the
settings, whose prefix is warm. The sides alternate within a round.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from benchmarks.instant_server import instant
from benchmarks.options import Options, alone
from benchmarks.rounds import ms, p50, p95, ratio
from coach.errors import SetupError
from coach.evaluation.result import Better, Figure, Result
from coach.llm.catalogue import load_catalogue
from coach.llm.client import OpenAIChatModel
from coach.llm.dialect import Dialect
from coach.llm.embedded import EmbeddedServer
from coach.llm.endpoint import Endpoint
from coach.llm.ports import Delta, Message, ModelRequest
from coach.settings import Settings

_LIMIT_MS: Final = 30
_LIMIT_RATIO: Final = 1.05
_WARM: Final = 2
_PATIENCE_S: Final = 120.0
_BARE: Final = "bare call"
_FORM: Final = {
    "type": "object",
    "properties": {"question": {"enum": ["What happened next?", "What did you feel?"]}},
    "required": ["question"],
    "additionalProperties": False,
}
_REQUEST: Final = ModelRequest(
    [Message("system", "You ask one short question. " * 60), Message("user", "I waited.")],
    max_tokens=24,
    temperature=0.0,
    schema=_FORM,
)


@dataclass(frozen=True, slots=True)
class Sizes:
    """Rounds against each server."""

    instant: int = 100
    model: int = 30


QUICK: Final = Sizes(instant=20, model=5)


def measure(options: Options) -> Result:
    """Measure against both servers; the second only where the settings name one."""
    return measured(QUICK if options.quick else Sizes(), options.settings)


def measured(sizes: Sizes, settings: Settings) -> Result:
    """See `measure`."""
    notes: tuple[str, ...] = ()
    with instant() as endpoint:
        figures = [*_figures("instant", "a server that answers at once", endpoint, sizes.instant)]
    if settings.llm_mode in {"embedded", "endpoint"}:
        with _own(settings) as endpoint:
            figures += _figures("model", "the language model, warm", endpoint, sizes.model)
    else:
        notes = ("No language model is set, so only our own work was measured.",)
    return Result(
        name="first_token",
        about="Time to the first token, our client beside a bare HTTP call of the same bytes.",
        command="python -m benchmarks.first_token",
        figures=tuple(figures),
        notes=notes,
    )


@contextmanager
def _own(settings: Settings) -> Iterator[Endpoint]:
    """Give the endpoint of the settings, or start the embedded server for it."""
    if settings.llm_mode == "endpoint":
        key = settings.llm_api_key.get_secret_value()
        yield Endpoint(settings.llm_base_url, settings.llm_model, key)
        return
    with tempfile.TemporaryDirectory() as logs:
        model = load_catalogue().find(settings.llm_model)
        server = EmbeddedServer(
            model, settings.models_dir, Path(logs), threads=settings.llm_threads
        )
        server.start()
        try:
            state = server.wait_ready(_PATIENCE_S)
            if state.endpoint is None:
                raise SetupError(state.detail)
            yield state.endpoint
        finally:
            server.close()


def _figures(key: str, server: str, endpoint: Endpoint, rounds: int) -> Iterator[Figure]:
    ours, bare = _alternately(endpoint, rounds)
    more = statistics.median(one - other for one, other in zip(ours, bare, strict=True))
    shared = {"better": Better.LOWER, "cases": rounds}
    for name, taken in (("p50", p50), ("p95", p95)):
        yield Figure(
            key=f"{key}.{name}",
            title=f"{server}: first token, {name}",
            value=ms(taken(ours)),
            unit="ms",
            beside={_BARE: ms(taken(bare))},
            **shared,
        )
    yield Figure(
        key=f"{key}.overhead",
        title=f"{server}: our overhead, median of rounds",
        value=ms(more),
        unit="ms",
        target=_LIMIT_MS,
        **shared,
    )
    if key == "model":
        yield Figure(
            key=f"{key}.ratio",
            title=f"{server}: ours over the bare call, median of rounds",
            value=round(ratio(ours, bare), 3),
            target=_LIMIT_RATIO,
            **shared,
        )


def _alternately(endpoint: Endpoint, rounds: int) -> tuple[Sequence[float], Sequence[float]]:
    """Return the seconds of ours and of the bare call, by round."""
    seen: Mapping[str, list[float]] = {"ours": [], _BARE: []}
    model = OpenAIChatModel(endpoint, timeout_s=_PATIENCE_S)
    close = {"connection": "close"} if endpoint.kind == "embedded" else {}
    with httpx.Client(timeout=_PATIENCE_S, headers=close, trust_env=False) as client:
        sides = {"ours": lambda: _ours(model), _BARE: lambda: _bare(client, endpoint)}
        for number in range(-_WARM, rounds):
            for name in sides if number % 2 else reversed(sides):
                seconds = sides[name]()
                if number >= 0:
                    seen[name].append(seconds)
    model.close()
    return seen["ours"], seen[_BARE]


def _ours(model: OpenAIChatModel) -> float:
    """Return seconds to the first delta of our client; read the rest."""
    began, first = time.perf_counter(), 0.0
    for event in model.stream(_REQUEST, threading.Event()):
        if isinstance(event, Delta) and not first:
            first = time.perf_counter() - began
    return first


def _bare(client: httpx.Client, endpoint: Endpoint) -> float:
    """Return seconds to the first content of the same request as a bare call."""
    body = Dialect(lanes=endpoint.kind == "embedded").body(_REQUEST, endpoint.model)
    body |= body.pop("extra_body", {})
    began, first = time.perf_counter(), 0.0
    headers = {"authorization": f"Bearer {endpoint.api_key}"}
    url = f"{endpoint.base_url}/chat/completions"
    with client.stream("POST", url, json=body, headers=headers) as reply:
        for line in reply.iter_lines():
            if first or not line.startswith("data: {"):
                continue
            choices = json.loads(line[6:])["choices"]
            if choices and choices[0]["delta"].get("content"):
                first = time.perf_counter() - began
    return first


if __name__ == "__main__":
    alone(measure)
