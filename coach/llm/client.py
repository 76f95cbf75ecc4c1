"""The one client: any OpenAI-compatible server, the embedded one included."""

from __future__ import annotations

import logging
import queue
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from typing import Any, Literal, TypeVar

from openai import AsyncOpenAI, DefaultAsyncHttpxClient, OpenAIError, Timeout

from coach.errors import Cancelled, UpstreamError, UpstreamUnavailable
from coach.llm.attempts import Call
from coach.llm.dialect import SLOTS, Dialect
from coach.llm.endpoint import Endpoint, RetryPolicy
from coach.llm.loop_thread import LoopThread
from coach.llm.ports import (
    CancelFlag,
    Delta,
    Finished,
    Lane,
    Message,
    ModelRequest,
    ModelStatus,
)

T = TypeVar("T")

_POLL_S = 0.05
_CONNECT_S = 5.0


class OpenAIChatModel:
    """A ChatModel over HTTP. Threads may share it; close() when done.

    Requests run on a loop of their own thread, so that Stop and the deadline act at once, before
    the first token too, and close the connection, which ends the server's work on the reply.
    """

    def __init__(
        self, endpoint: Endpoint, *, timeout_s: float = 30.0, retry: RetryPolicy | None = None
    ) -> None:
        # At DEBUG the library logs whole requests: a member's words.
        logging.getLogger("openai").setLevel(logging.WARNING)
        self._endpoint = endpoint
        self._timeout_s = timeout_s
        self._retry = retry or RetryPolicy()
        self._dialect = Dialect(lanes=endpoint.kind == "embedded")
        self._failure: UpstreamError | None = None
        self._warming: tuple[Lane, tuple[Message, ...], Future[None]] | None = None
        self._loop = LoopThread(f"llm-{endpoint.kind}")
        self._client = _http(endpoint, timeout_s)
        self._loop.submit(_prime(self._client))

    def status(self) -> ModelStatus:
        """Ready, or down with the sentence of the last call's failure; never blocks."""
        place, name = self._endpoint.place, self._endpoint.model
        failure = self._failure
        if failure is None:
            return ModelStatus(self._endpoint.kind, name, "ready", place)
        return ModelStatus(self._endpoint.kind, name, "down", place, str(failure))

    def stream(self, request: ModelRequest, cancelled: CancelFlag) -> Iterator[Delta | Finished]:
        """Yield deltas, then one Finished; see ChatModel. Closing the iterator ends the call."""
        events: queue.SimpleQueue[Delta | None] = queue.SimpleQueue()
        future = self._start(request, events.put)
        future.add_done_callback(lambda _: events.put(None))
        try:
            while (delta := _next(events, cancelled)) is not None:
                yield delta
            yield self._result(future)
        finally:
            future.cancel()

    def complete(self, request: ModelRequest, cancelled: CancelFlag) -> Finished:
        """Return the whole reply; nothing was shown, so a broken one may be asked for again."""
        events: queue.SimpleQueue[Delta | None] = queue.SimpleQueue()
        future = self._start(request, None)
        future.add_done_callback(lambda _: events.put(None))
        try:
            _next(events, cancelled)
            return self._result(future)
        finally:
            future.cancel()

    def keep(self, prefixes: Mapping[Lane, Sequence[Message]]) -> None:
        """Do nothing: a server behind an address keeps its own cache."""

    def warm(self, messages: Sequence[Message], lane: Lane = "commit") -> None:
        """Have the embedded server read the prefix in the background; elsewhere do nothing."""
        if self._endpoint.kind != "embedded" or self._busy_warming():
            return
        with suppress(UpstreamUnavailable):
            self._prefill(messages, lane)

    def read(self, messages: Sequence[Message]) -> None:
        """Have the embedded server read a prompt of ours and wait for it; failure is unnoticed.

        CancelledError when a member's request took the machine meanwhile.
        """
        self._prefill(messages, "prepare").result()

    def save(self, file: str) -> bool:
        """Have llama.cpp store in its own folder what was read last; whether it did.

        No other lane can be stored: a member's words may stand in it.
        """
        return self._slot("save", "prepare", file)

    def restore(self, lane: Lane, file: str) -> bool:
        """Have llama.cpp load into a lane what it stored; whether it did."""
        return self._slot("restore", lane, file)

    def close(self) -> None:
        """End every running call and the connections."""
        try:
            self._loop.submit(self._client.close()).result(_CONNECT_S)
        except RuntimeError:  # closed before
            return
        self._loop.close()

    def _start(
        self, request: ModelRequest, emit: Callable[[Delta], None] | None
    ) -> Future[Finished]:
        self._stop_other_warming(request)
        call = Call(self._client, self._endpoint, self._dialect, self._retry, emit, self._learn)
        return self._submit(call.run(request, request.timeout_s or self._timeout_s))

    def _result(self, future: Future[Finished]) -> Finished:
        try:
            finished = future.result()
        except UpstreamError as error:
            self._failure = error
            raise
        except CancelledError as error:
            raise UpstreamUnavailable("The model was shut down during the reply.") from error
        self._failure = None
        return finished

    def _learn(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def _prefill(self, messages: Sequence[Message], lane: Lane) -> Future[None]:
        request = ModelRequest(messages, max_tokens=0, temperature=0.0, lane=lane)
        call = Call(self._client, self._endpoint, self._dialect, RetryPolicy(attempts=1))
        future = self._submit(call.prefill(request))
        self._warming = (lane, tuple(messages), future)
        return future

    def _slot(self, action: Literal["save", "restore"], lane: Lane, file: str) -> bool:
        root = self._endpoint.base_url.removesuffix("/v1")
        url = f"{root}/slots/{SLOTS[lane]}?action={action}"
        try:
            self._submit(self._client.post(url, body={"filename": file}, cast_to=object)).result()
        except OpenAIError:
            return False
        return True

    def _submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        try:
            return self._loop.submit(work)
        except RuntimeError as error:
            raise UpstreamUnavailable("The model is shut down: start the app again.") from error

    def _busy_warming(self) -> bool:
        return self._warming is not None and not self._warming[2].done()

    def _stop_other_warming(self, request: ModelRequest) -> None:
        """Let a warm-up end that this call profits from; end any other."""
        if self._warming is None:
            return
        lane, prefix, future = self._warming
        if lane != request.lane or tuple(request.messages[: len(prefix)]) != prefix:
            future.cancel()


def _next(events: queue.SimpleQueue[Delta | None], cancelled: CancelFlag) -> Delta | None:
    while not cancelled.is_set():
        try:
            return events.get(timeout=_POLL_S)
        except queue.Empty:
            continue
    raise Cancelled("The reply was stopped.")


async def _prime(client: AsyncOpenAI) -> None:
    """Have the library load what it would load, and work out, within the first call."""
    _ = client.chat.completions
    client.platform_headers()


def _http(endpoint: Endpoint, timeout_s: float) -> AsyncOpenAI:
    timeout = Timeout(timeout_s, connect=min(_CONNECT_S, timeout_s))
    local = endpoint.is_local
    return AsyncOpenAI(
        base_url=endpoint.base_url,
        api_key=endpoint.api_key or "none",
        max_retries=0,
        timeout=timeout,
        # llama.cpp closes kept connections just when the next request comes: use each once.
        default_headers={"connection": "close"} if endpoint.kind == "embedded" else None,
        # A proxy of the environment must never see what is meant for this computer.
        http_client=DefaultAsyncHttpxClient(trust_env=not local, timeout=timeout),
    )
