"""The embedded server as a ChatModel."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

from coach.errors import UpstreamUnavailable
from coach.llm.client import OpenAIChatModel
from coach.llm.embedded import EmbeddedServer
from coach.llm.endpoint import Endpoint
from coach.llm.ports import CancelFlag, Delta, Finished, Message, ModelRequest, ModelStatus


class EmbeddedChatModel:
    """A ChatModel that follows its server through restarts; it owns the server and starts it.

    While the server warms up or is down, calls fail at once: the caller has another way to reply.
    """

    def __init__(self, server: EmbeddedServer, *, timeout_s: float = 30.0) -> None:
        self._server = server
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._client: OpenAIChatModel | None = None
        self._endpoint: Endpoint | None = None
        self._prefix: Sequence[Message] = ()
        server.on_ready(self._warm_again)
        server.start()

    @property
    def server(self) -> EmbeddedServer:
        """The server behind this model."""
        return self._server

    def status(self) -> ModelStatus:
        """Where the server stands; never blocks."""
        state = self._server.state()
        name = self._server.model.name
        return ModelStatus("embedded", name, state.state, "this computer", state.detail)

    def stream(self, request: ModelRequest, cancelled: CancelFlag) -> Iterator[Delta | Finished]:
        """See ChatModel."""
        return self._current().stream(request, cancelled)

    def complete(self, request: ModelRequest, cancelled: CancelFlag) -> Finished:
        """See ChatModel."""
        return self._current().complete(request, cancelled)

    def warm(self, messages: Sequence[Message]) -> None:
        """Warm now, and again whenever the server has become ready."""
        self._prefix = tuple(messages)
        if self._server.state().state == "ready":
            self._warm_again()

    def close(self) -> None:
        """End the calls, the client and the server."""
        self._server.close()
        with self._lock:
            if self._client is not None:
                self._client.close()

    def _warm_again(self) -> None:
        try:
            client = self._current()
        except UpstreamUnavailable:
            return
        if self._prefix:
            client.warm(self._prefix)

    def _current(self) -> OpenAIChatModel:
        """Return a client of the server as it runs now; each start has its own port and key."""
        state = self._server.state()
        if state.endpoint is None:
            raise UpstreamUnavailable(state.detail)
        with self._lock:
            if self._client is None or self._endpoint != state.endpoint:
                if self._client is not None:
                    self._client.close()
                self._client = OpenAIChatModel(state.endpoint, timeout_s=self._timeout_s)
                self._endpoint = state.endpoint
            return self._client
