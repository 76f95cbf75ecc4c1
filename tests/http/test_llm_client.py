"""The client against a real HTTP server that fails on demand."""

from __future__ import annotations

import json
import logging
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from coach.errors import Cancelled, MalformedReply, UpstreamUnavailable
from coach.llm.client import OpenAIChatModel
from coach.llm.endpoint import Endpoint, RetryPolicy
from coach.llm.ports import Delta, Finished, Message, ModelRequest, Usage

SCHEMA = {
    "type": "object",
    "properties": {"question": {"type": "string"}},
    "required": ["question"],
    "additionalProperties": False,
}
GOOD = '{"question": "What happened?"}'
WORDS = ModelRequest([Message("user", "I paused, and SECRETWORD happened.")])
FORM = ModelRequest([Message("user", "I paused.")], schema=SCHEMA)
FAST = RetryPolicy(attempts=3, first_wait_s=0.01, longest_wait_s=0.3)

Behaviour = Callable[["_Handler"], None]


class FaultServer(ThreadingHTTPServer):
    """Answers each chat completion with the next behaviour; the last one repeats."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script: list[Behaviour] = []
        self.bodies: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.left = threading.Event()  # the client closed its connection in mid-reply

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FaultServer

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Stay silent."""

    def do_POST(self) -> None:
        length = int(self.headers["content-length"])
        self.server.bodies.append(json.loads(self.rfile.read(length)))
        self.server.keys.append(self.headers.get("authorization", ""))
        script = self.server.script
        (script.pop(0) if len(script) > 1 else script[0])(self)

    def begin(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()

    def event(self, text: str) -> None:
        data = f"data: {text}\n\n".encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def piece(self, content: str, finish: str | None = None) -> None:
        choice = {"index": 0, "delta": {"content": content}, "finish_reason": finish}
        self.event(json.dumps({"id": "1", "model": "served", "choices": [choice]}))

    def end(self) -> None:
        self.event("[DONE]")
        self.wfile.write(b"0\r\n\r\n")

    def refuse(self, status: int, message: str = "no", **headers: str) -> None:
        body = json.dumps({"error": {"message": message}}).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def says(
    text: str, *, finish: str = "stop", delay_s: float = 0.0, usage: dict[str, Any] | None = None
) -> Behaviour:
    def behave(handler: _Handler) -> None:
        handler.begin()
        time.sleep(delay_s)
        for at in range(0, len(text), 5):
            handler.piece(text[at : at + 5])
        handler.piece("", finish)
        if usage:
            handler.event(json.dumps({"id": "1", "choices": [], **usage}))
        handler.end()

    return behave


def refuses(status: int, message: str = "no", **headers: str) -> Behaviour:
    return lambda handler: handler.refuse(status, message, **headers)


def unless(refused: Callable[[dict[str, Any]], bool], message: str, text: str) -> Behaviour:
    """Refuse a body that has the field, answer any other."""

    def behave(handler: _Handler) -> None:
        body = handler.server.bodies[-1]
        (refuses(400, message) if refused(body) else says(text))(handler)

    return behave


def hangs_up(handler: _Handler) -> None:
    """Reset the connection before any answer."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.close_connection = True
    handler.connection.close()


def breaks_off(handler: _Handler) -> None:
    """Reset the connection in the middle of a reply."""
    handler.begin()
    handler.piece('{"question": "Wh')
    time.sleep(0.1)
    hangs_up(handler)


def waits(handler: _Handler) -> None:
    """Never answer; notice when the client leaves."""
    if handler.connection.recv(1) == b"":
        handler.server.left.set()
    handler.close_connection = True


def dribbles(handler: _Handler) -> None:
    """Send a token every 50 ms until the client leaves."""
    handler.begin()
    try:
        while True:
            handler.piece("more ")
            time.sleep(0.05)
    except OSError:
        handler.server.left.set()
        handler.close_connection = True


def garbles(handler: _Handler) -> None:
    handler.begin()
    handler.event("{not json")
    handler.end()


def reports_an_error(handler: _Handler) -> None:
    handler.begin()
    handler.event(json.dumps({"error": {"message": "grammar", "code": 500}}))
    handler.end()


@pytest.fixture
def server() -> Iterator[FaultServer]:
    server = FaultServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def model(server: FaultServer) -> Iterator[OpenAIChatModel]:
    model = OpenAIChatModel(Endpoint(server.url, "asked", "k"), timeout_s=5, retry=FAST)
    yield model
    model.close()


def never() -> threading.Event:
    return threading.Event()


def everything(model: OpenAIChatModel, request: ModelRequest) -> tuple[str, Finished]:
    *deltas, finished = model.stream(request, never())
    assert isinstance(finished, Finished)
    return "".join(delta.text for delta in deltas), finished


def test_streams_text_and_reports_usage(server: FaultServer, model: OpenAIChatModel) -> None:
    tokens = {"prompt_tokens": 9, "completion_tokens": 2, "total_tokens": 11}
    usage = {"usage": {**tokens, "prompt_tokens_details": {"cached_tokens": 7}}}
    server.script = [says("What happened next?", usage=usage)]
    text, finished = everything(model, WORDS)
    assert text == finished.text == "What happened next?"
    assert finished == Finished(text, Usage(9, 7, 2), "served", 1)
    body = server.bodies[0]
    assert body["messages"] == [{"role": "user", "content": WORDS.messages[0].content}]
    assert body["model"] == "asked"
    assert body["stream"] is True
    assert body["stream_options"] == {"include_usage": True}
    assert body["max_tokens"] == 160
    assert server.keys == ["Bearer k"]
    assert {"id_slot", "cache_prompt", "response_format", "seed"}.isdisjoint(body)


def test_reads_the_timings_of_llama_cpp(server: FaultServer, model: OpenAIChatModel) -> None:
    timings = {"cache_n": 80, "prompt_n": 20, "predicted_n": 4}
    server.script = [says("Yes.", usage={"timings": timings})]
    assert everything(model, WORDS)[1].usage == Usage(100, 80, 4)


def test_asks_for_the_schema(server: FaultServer, model: OpenAIChatModel) -> None:
    server.script = [says(GOOD)]
    text, finished = everything(model, FORM)
    assert text == finished.text == GOOD
    asked = server.bodies[0]["response_format"]
    assert asked["type"] == "json_schema"
    assert asked["json_schema"]["schema"] == SCHEMA


def test_the_embedded_server_gets_lanes_and_no_special_tokens(server: FaultServer) -> None:
    model = OpenAIChatModel(Endpoint(server.url, "m", "k", "embedded"), retry=FAST)
    server.script = [says("Yes.")]
    request = ModelRequest([Message("user", "a <|im_end|> b")], lane="extract")
    model.complete(request, never())
    model.warm([Message("system", "You ask.")])
    while len(server.bodies) < 2:
        time.sleep(0.01)
    model.close()
    assert (server.bodies[0]["id_slot"], server.bodies[0]["cache_prompt"]) == (2, True)
    assert server.bodies[0]["messages"][0]["content"] == "a < |im_end|> b"
    assert (server.bodies[1]["id_slot"], server.bodies[1]["max_tokens"]) == (0, 0)


def test_warming_sends_nothing_to_an_endpoint(server: FaultServer, model: OpenAIChatModel) -> None:
    model.warm([Message("system", "You ask.")])
    server.script = [says("Yes.")]
    everything(model, WORDS)
    assert len(server.bodies) == 1


def test_a_refused_schema_is_put_into_words_and_remembered(
    server: FaultServer, model: OpenAIChatModel
) -> None:
    refused = unless(
        lambda body: body.get("response_format", {}).get("type") == "json_schema",
        "response_format.type must be text or json_object",
        f"Sure!\n```json\n{GOOD}\n```",
    )
    server.script = [refused]
    assert everything(model, FORM)[1].text == GOOD
    assert everything(model, FORM)[1].text == GOOD
    kinds = [body["response_format"]["type"] for body in server.bodies]
    assert kinds == ["json_schema", "json_object", "json_object"]
    assert '"required":["question"]' in server.bodies[1]["messages"][-1]["content"]


def test_without_json_mode_a_broken_reply_is_repaired_once(
    server: FaultServer, model: OpenAIChatModel
) -> None:
    no_format = refuses(422, "unknown field response_format")
    server.script = [no_format, no_format, says("What happened?"), says(GOOD)]
    text, finished = everything(model, FORM)
    assert text == finished.text == GOOD
    roles = [message["role"] for message in server.bodies[-1]["messages"]]
    assert roles == ["user", "assistant", "user"]
    assert "response_format" not in server.bodies[-1]


def test_a_failed_repair_is_a_malformed_reply(server: FaultServer, model: OpenAIChatModel) -> None:
    server.script = [refuses(501), refuses(501), says("What happened?")]
    with pytest.raises(MalformedReply):
        model.complete(FORM, never())
    assert len(server.bodies) == 4


def test_a_server_that_overlooks_the_schema_is_asked_in_words(
    server: FaultServer, model: OpenAIChatModel
) -> None:
    server.script = [says("What happened?"), says(GOOD)]
    assert model.complete(FORM, never()).text == GOOD
    assert [b["response_format"]["type"] for b in server.bodies] == ["json_schema", "json_object"]


@pytest.mark.parametrize("field", ["stream_options", "temperature", "seed"])
def test_a_refused_field_is_left_out(
    server: FaultServer, model: OpenAIChatModel, field: str
) -> None:
    server.script = [unless(lambda body: field in body, f"Unknown field: {field}", "Yes.")]
    request = ModelRequest(WORDS.messages, seed=1)
    assert everything(model, request)[1].text == "Yes."
    assert everything(model, request)[1].text == "Yes."
    assert len(server.bodies) == 3


def test_a_newer_name_of_the_limit_is_used(server: FaultServer, model: OpenAIChatModel) -> None:
    hint = "Unsupported parameter: use 'max_completion_tokens' instead."
    server.script = [unless(lambda body: "max_tokens" in body, hint, "Yes.")]
    everything(model, WORDS)
    assert server.bodies[-1]["max_completion_tokens"] == 160


@pytest.mark.parametrize(
    "fault", [refuses(500), refuses(503), refuses(429), hangs_up, garbles, reports_an_error]
)
def test_passing_faults_are_retried(
    server: FaultServer, model: OpenAIChatModel, fault: Behaviour
) -> None:
    server.script = [fault, says("Yes.")]
    text, finished = everything(model, WORDS)
    assert (text, finished.attempts) == ("Yes.", 2)


def test_an_empty_stream_is_retried_once(server: FaultServer, model: OpenAIChatModel) -> None:
    server.script = [says("")]
    with pytest.raises(MalformedReply, match="empty"):
        everything(model, WORDS)
    assert len(server.bodies) == 2


def test_retries_end(server: FaultServer, model: OpenAIChatModel) -> None:
    server.script = [refuses(500, "SECRETWORD")]
    with pytest.raises(UpstreamUnavailable) as caught:
        everything(model, WORDS)
    assert len(server.bodies) == 3
    assert "SECRETWORD" not in str(caught.value)
    assert model.status().state == "down"
    server.script = [says("Yes.")]
    everything(model, WORDS)
    assert model.status().state == "ready"


def test_retry_after_is_honoured_and_capped(server: FaultServer, model: OpenAIChatModel) -> None:
    server.script = [refuses(429, Retry_After="0.2"), says("Yes.")]
    began = time.monotonic()
    everything(model, WORDS)
    assert 0.2 <= time.monotonic() - began < 1
    server.script = [refuses(429, Retry_After="3600"), says("Yes.")]
    began = time.monotonic()
    everything(model, WORDS)
    assert 0.3 <= time.monotonic() - began < 1


@pytest.mark.parametrize(("status", "remedy"), [(401, "API_KEY"), (404, "LLM_MODEL")])
def test_a_wrong_setting_is_named_at_once(
    server: FaultServer, model: OpenAIChatModel, status: int, remedy: str
) -> None:
    server.script = [refuses(status)]
    with pytest.raises(UpstreamUnavailable, match=remedy):
        everything(model, WORDS)
    assert len(server.bodies) == 1


def test_nothing_is_retried_after_the_first_delta(
    server: FaultServer, model: OpenAIChatModel
) -> None:
    server.script = [breaks_off, says(GOOD)]
    with pytest.raises(UpstreamUnavailable):
        everything(model, FORM)
    assert len(server.bodies) == 1


def test_a_whole_reply_is_asked_for_again(server: FaultServer, model: OpenAIChatModel) -> None:
    server.script = [breaks_off, says(GOOD)]
    assert model.complete(FORM, never()) == Finished(GOOD, Usage(), "served", 2)


def test_a_truncated_reply_is_malformed(server: FaultServer, model: OpenAIChatModel) -> None:
    server.script = [says('{"question": "What ha', finish="length")]
    with pytest.raises(MalformedReply, match="too long"):
        everything(model, FORM)
    assert len(server.bodies) == 1


def test_a_reply_of_another_form_is_malformed(server: FaultServer, model: OpenAIChatModel) -> None:
    server.script = [says('{"question": 3}')]
    with pytest.raises(MalformedReply, match="form"):
        model.complete(FORM, never())
    assert len(server.bodies) == 2


def test_the_deadline_holds_for_all_attempts(server: FaultServer, model: OpenAIChatModel) -> None:
    server.script = [waits]
    began = time.monotonic()
    with pytest.raises(UpstreamUnavailable, match=r"0\.3 seconds"):
        everything(model, ModelRequest(WORDS.messages, timeout_s=0.3))
    assert time.monotonic() - began < 1
    assert server.left.wait(1)


@pytest.mark.parametrize("whole", [True, False])
def test_stop_acts_before_the_first_token(
    server: FaultServer, model: OpenAIChatModel, *, whole: bool
) -> None:
    server.script = [waits]
    stop = threading.Event()
    pressed: list[float] = []

    def press() -> None:
        pressed.append(time.monotonic())
        stop.set()

    timer = threading.Timer(0.2, press)
    timer.start()
    with pytest.raises(Cancelled):
        model.complete(WORDS, stop) if whole else list(model.stream(WORDS, stop))
    assert time.monotonic() - pressed[0] < 0.2
    assert server.left.wait(1)
    timer.join()


def test_stop_acts_in_mid_reply_and_closes_the_connection(
    server: FaultServer, model: OpenAIChatModel
) -> None:
    server.script = [dribbles]
    stop = threading.Event()
    stream = model.stream(WORDS, stop)
    assert isinstance(next(stream), Delta)
    stop.set()
    with pytest.raises(Cancelled):
        list(stream)
    assert server.left.wait(1)


def test_leaving_the_iterator_closes_the_connection(
    server: FaultServer, model: OpenAIChatModel
) -> None:
    server.script = [dribbles]
    stream = model.stream(WORDS, never())
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert server.left.wait(1)


def test_nobody_listening_is_unavailable(model: OpenAIChatModel) -> None:
    gone = OpenAIChatModel(Endpoint("http://127.0.0.1:9/v1", "m"), retry=FAST)
    with pytest.raises(UpstreamUnavailable, match="cannot be reached"):
        gone.complete(WORDS, never())
    gone.close()
    gone.close()
    with pytest.raises(UpstreamUnavailable, match="shut down"):
        gone.complete(WORDS, never())


def test_no_word_of_a_member_is_logged(
    server: FaultServer, model: OpenAIChatModel, caplog: pytest.LogCaptureFixture
) -> None:
    server.script = [refuses(500, "SECRETWORD"), says("SECRETWORD")]
    with caplog.at_level(logging.DEBUG):
        everything(model, WORDS)
    assert "SECRETWORD" not in caplog.text
