"""Milliseconds to the first token: our client beside a bare HTTP call to the same server.

    python benchmarks/first_token_overhead.py [--rounds 30] [--embedded]

Without --embedded the server is a loop in this process that answers at once, so that the difference
is our own work and nothing else. The two sides alternate within a round.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx

from coach.llm.catalogue import load_catalogue
from coach.llm.client import OpenAIChatModel
from coach.llm.dialect import Dialect
from coach.llm.embedded import EmbeddedServer
from coach.llm.endpoint import Endpoint
from coach.llm.ports import Delta, Message, ModelRequest
from coach.settings import Settings

FORM = {
    "type": "object",
    "properties": {"question": {"enum": ["What happened next?", "What did you feel?"]}},
    "required": ["question"],
    "additionalProperties": False,
}
REQUEST = ModelRequest(
    [Message("system", "You ask one short question. " * 60), Message("user", "I waited.")],
    max_tokens=24,
    temperature=0.0,
    schema=FORM,
)
REPLY = '{"question": "What happened next?"}'


class _Instant(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else the kernel holds the second write back for 40 ms
    wbufsize = -1

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Stay silent."""

    def do_POST(self) -> None:
        """Stream one fixed reply."""
        self.rfile.read(int(self.headers["content-length"]))
        choice = {"index": 0, "delta": {"content": REPLY}, "finish_reason": "stop"}
        event = json.dumps({"id": "1", "model": "instant", "choices": [choice]})
        body = f"data: {event}\n\ndata: [DONE]\n\n".encode()
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def instant() -> Iterator[Endpoint]:
    """Run the server that answers at once."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Instant)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Endpoint(f"http://127.0.0.1:{server.server_address[1]}/v1", "instant", "k")
    server.shutdown()
    server.server_close()


@contextmanager
def embedded() -> Iterator[Endpoint]:
    """Run the embedded server."""
    settings = Settings()
    with tempfile.TemporaryDirectory() as logs:
        server = EmbeddedServer(load_catalogue().find(), settings.models_dir, Path(logs))
        server.start()
        state = server.wait_ready(120)
        if state.endpoint is None:
            raise SystemExit(state.detail)
        yield state.endpoint
        server.close()


def ours(model: OpenAIChatModel) -> float:
    """Return seconds to the first delta of our client; read the rest."""
    began, first = time.perf_counter(), 0.0
    for event in model.stream(REQUEST, threading.Event()):
        if isinstance(event, Delta) and not first:
            first = time.perf_counter() - began
    return first


def bare(client: httpx.Client, endpoint: Endpoint) -> float:
    """Return seconds to the first content of the same request as a bare call."""
    body = Dialect(lanes=endpoint.kind == "embedded").body(REQUEST, endpoint.model)
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


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--embedded", action="store_true")
    asked = parser.parse_args()
    times: dict[str, list[float]] = {"ours": [], "bare": []}
    with (embedded if asked.embedded else instant)() as endpoint:
        model = OpenAIChatModel(endpoint, timeout_s=120)
        close = {"connection": "close"} if endpoint.kind == "embedded" else {}
        with httpx.Client(timeout=120, headers=close, trust_env=False) as client:
            first = ours(model), bare(client, endpoint)
            for _ in range(asked.rounds):
                times["ours"].append(ours(model))
                times["bare"].append(bare(client, endpoint))
        model.close()
    print(f"{'ms to the first token':24}{'p50':>8}{'p95':>8}{'first call':>12}")
    for (name, seconds), cold in zip(times.items(), first, strict=True):
        p95 = statistics.quantiles(seconds, n=20)[-1]
        print(f"{name:24}{statistics.median(seconds) * 1e3:8.1f}{p95 * 1e3:8.1f}{cold * 1e3:12.1f}")
    more = statistics.median(times["ours"]) - statistics.median(times["bare"])
    print(f"{'overhead':24}{more * 1e3:8.1f}")


if __name__ == "__main__":
    main()
