"""Embedding behind an address that fails on demand."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest

from coach.errors import MalformedReply, SetupError, UpstreamUnavailable
from coach.llm.endpoint import Endpoint, RetryPolicy
from coach.repertoire.embedding import build_embedder
from coach.repertoire.endpoint_embedder import EndpointEmbedder
from coach.settings import Settings

FAST = RetryPolicy(attempts=3, first_wait_s=0.01, longest_wait_s=0.2)
SECRET = "SECRETWORD"
Behaviour = Callable[["_Handler", list[str]], None]


class Server(ThreadingHTTPServer):
    """Answers each request with the next behaviour; the last one repeats."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script: list[Behaviour] = [embeds]
        self.bodies: list[dict[str, Any]] = []
        self.asked: list[tuple[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def embedder(
        self, *, window: int = 256, timeout_s: float = 30.0, retry: RetryPolicy = FAST
    ) -> EndpointEmbedder:
        endpoint = Endpoint(self.url, "tiny", "key")
        return EndpointEmbedder(endpoint, window=window, timeout_s=timeout_s, retry=retry)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Stay silent."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.bodies.append(body)
        self.server.asked.append((self.path, self.headers["authorization"]))
        script = self.server.script
        (script.pop(0) if len(script) > 1 else script[0])(self, body["input"])

    def answer(self, content: object, status: int = 200, **headers: str) -> None:
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("content-length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


def vector_of(text: str) -> list[float]:
    return [float(len(text)), 3.0, float(text.count("a"))]


def entries(vectors: list[list[float]]) -> dict[str, Any]:
    data = [{"index": at, "object": "embedding", "embedding": v} for at, v in enumerate(vectors)]
    return {"object": "list", "data": data, "model": "tiny", "usage": {}}


def embeds(handler: _Handler, texts: list[str]) -> None:
    reply = entries([vector_of(text) for text in texts])
    reply["data"].reverse()  # the index counts, not the order
    handler.answer(reply)


def refuses(status: int, **headers: str) -> Behaviour:
    return lambda handler, texts: handler.answer(
        {"error": {"message": f"no: {texts}"}}, status, **headers
    )


def sends(content: object) -> Behaviour:
    return lambda handler, _: handler.answer(content)


def hangs_up(handler: _Handler, _texts: list[str]) -> None:
    handler.close_connection = True
    handler.connection.close()


def sleeps(handler: _Handler, texts: list[str]) -> None:
    time.sleep(0.5)
    embeds(handler, texts)


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield running
    running.shutdown()
    thread.join()
    running.server_close()


def test_texts_come_back_in_order_and_normalised(server: Server) -> None:
    embedder = server.embedder()
    texts = ["banana", "a", "tree"]
    rows = embedder.embed(texts)
    expected = np.array([vector_of(text) for text in texts])
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    assert rows == pytest.approx(expected, abs=1e-6)
    assert rows.dtype == np.float32
    assert server.bodies == [{"input": texts, "model": "tiny", "encoding_format": "float"}]
    assert server.asked == [("/v1/embeddings", "Bearer key")]
    embedder.close()


def test_many_texts_go_in_batches(server: Server) -> None:
    embedder = server.embedder()
    texts = ["x" * (1 + at % 7) for at in range(150)]
    rows = embedder.embed(texts)
    assert [len(body["input"]) for body in server.bodies] == [64, 64, 22]
    assert rows.shape == (150, 3)
    assert rows[149] == pytest.approx(embedder.embed([texts[149]])[0])
    embedder.close()


def test_no_text_asks_nothing(server: Server) -> None:
    embedder = server.embedder()
    assert embedder.embed([]).shape[0] == 0
    assert server.bodies == []
    embedder.close()


def test_dimensions_are_learnt_once(server: Server) -> None:
    embedder = server.embedder()
    assert embedder.dimensions == 3
    assert embedder.dimensions == 3
    assert len(server.bodies) == 1
    server.script = [sends(entries([[1.0, 2.0]]))]
    with pytest.raises(MalformedReply, match="vectors of 2 instead of 3"):
        embedder.embed(["other"])
    embedder.close()


def test_long_and_empty_texts_fit_the_window(server: Server) -> None:
    embedder = server.embedder(window=32)
    embedder.embed(["word " * 100, ""])
    assert server.bodies[0]["input"] == [("word " * 100)[:128], " "]
    assert (embedder.name, embedder.window) == ("tiny-32", 32)
    embedder.close()


@pytest.mark.parametrize("text", ["one two three four", "unbelievable", "", "日本語のテキスト"])
def test_the_estimate_of_tokens_is_not_too_small(server: Server, text: str) -> None:
    embedder = server.embedder()
    assert embedder.count(text) >= 2 + len(text.split())
    embedder.close()


@pytest.mark.parametrize("fault", [refuses(503), refuses(429, retry_after="0"), hangs_up])
def test_a_passing_fault_is_tried_again(server: Server, fault: Behaviour) -> None:
    server.script = [fault, fault, embeds]
    embedder = server.embedder()
    assert embedder.embed(["a"]).shape == (1, 3)
    assert len(server.bodies) == 3
    embedder.close()


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (refuses(500), "failed with status 500"),
        (refuses(429), "is busy"),
        (hangs_up, "cannot be reached"),
    ],
)
def test_a_lasting_fault_ends_after_three_attempts(
    server: Server, fault: Behaviour, told: str
) -> None:
    server.script = [fault]
    embedder = server.embedder()
    with pytest.raises(UpstreamUnavailable, match=told) as caught:
        embedder.embed([f"my {SECRET}"])
    assert len(server.bodies) == 3
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None
    embedder.close()


@pytest.mark.parametrize(
    ("status", "remedy"),
    [(401, "COACH_EMBED_API_KEY"), (404, "COACH_EMBED_MODEL"), (400, "COACH_EMBED_MODEL")],
)
def test_a_refusal_is_not_repeated(server: Server, status: int, remedy: str) -> None:
    server.script = [refuses(status)]
    embedder = server.embedder()
    with pytest.raises(UpstreamUnavailable, match=remedy) as caught:
        embedder.embed([SECRET])
    assert len(server.bodies) == 1
    assert SECRET not in str(caught.value)
    embedder.close()


@pytest.mark.parametrize(
    "content",
    [
        b"<html>hello</html>",
        {},
        {"data": None},
        {"data": [{"index": 0, "embedding": "text"}]},
        entries([[1.0, 2.0, 3.0]] * 2),
        entries([]),
        entries([[0.0, 0.0, 0.0]]),
        entries([[float("nan"), 1.0, 1.0]]),
        {"data": [{"index": 3, "embedding": [1.0, 2.0, 3.0]}]},
    ],
)
def test_what_is_no_embedding_is_refused(server: Server, content: object) -> None:
    server.script = [sends(content)]
    embedder = server.embedder()
    with pytest.raises(MalformedReply, match=r"The embedding model 'tiny' on this computer sent"):
        embedder.embed(["a"])
    assert len(server.bodies) == 3
    embedder.close()


def test_a_slow_server_is_given_up(server: Server) -> None:
    server.script = [sleeps]
    embedder = server.embedder(timeout_s=0.1, retry=RetryPolicy(attempts=1))
    with pytest.raises(UpstreamUnavailable, match="did not answer in time"):
        embedder.embed(["a"])
    embedder.close()


def test_nothing_is_logged_of_a_text(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    embedder = server.embedder()
    embedder.embed([f"my {SECRET}"])
    assert SECRET not in caplog.text
    embedder.close()


def test_a_base_url_chooses_the_endpoint(server: Server) -> None:
    embedder = build_embedder(Settings(embed_base_url=server.url, embed_model="tiny"))
    assert embedder is not None
    assert (embedder.name, embedder.dimensions) == ("tiny-256", 3)
    embedder.close()


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"embed_base_url": "localhost:80"}, "COACH_EMBED_BASE_URL"),
        ({"embed_base_url": "http://localhost:80"}, "COACH_EMBED_MODEL"),
        ({"embed": "endpoint"}, "COACH_EMBED_BASE_URL"),
        ({"embed": "onnx", "embed_window": 600}, "COACH_EMBED_WINDOW"),
        ({"embed": "onnx", "embed_model": "no-such"}, "coach model list"),
    ],
)
def test_a_setting_that_does_not_fit_is_named(given: dict[str, Any], named: str) -> None:
    with pytest.raises(SetupError, match=named):
        build_embedder(Settings(**given))


def test_embedding_can_be_switched_off() -> None:
    assert build_embedder(Settings(embed="none")) is None
