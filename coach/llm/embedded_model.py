"""The embedded server as a ChatModel."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from coach.errors import UpstreamUnavailable
from coach.llm.embedded import EmbeddedServer
from coach.llm.endpoint import Endpoint
from coach.llm.ports import (
    CancelFlag,
    Delta,
    Finished,
    Lane,
    Message,
    ModelRequest,
    ModelStatus,
)
from coach.llm.prefixes import PrefixKeeper

if TYPE_CHECKING:
    from coach.llm.client import OpenAIChatModel


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
        self._keeper = PrefixKeeper(server.saves, server.model.sha256)
        self._kept: dict[Lane, Sequence[Message]] = {}
        self._page: tuple[Sequence[Message], Lane] | None = None
        self._ending = threading.Event()
        self._preparing = threading.Lock()
        server.on_ready(self._prepare_again)
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

    def keep(self, prefixes: Mapping[Lane, Sequence[Message]]) -> None:
        """Prepare these now or when the server is ready, and again after each of its restarts."""
        self._kept = dict(prefixes)
        if self._server.state().state == "ready":
            self._prepare_again()

    def warm(self, messages: Sequence[Message], lane: Lane = "commit") -> None:
        """Warm now, or when the server is ready."""
        self._page = (tuple(messages), lane)
        if self._server.state().state == "ready" and not self._preparing.locked():
            self._warm_page()

    def close(self) -> None:
        """End the calls, the client and the server."""
        self._ending.set()
        self._server.close()
        with self._lock:
            if self._client is not None:
                self._client.close()

    def _prepare_again(self) -> None:
        threading.Thread(target=self._prepare, name="prefixes", daemon=True).start()

    def _prepare(self) -> None:
        """Fill the lanes, then read what the page that was opened last begins with."""
        with suppress(UpstreamUnavailable):
            with self._preparing:
                self._keeper.prepare(self._current(), self._kept, self._ending)
            self._warm_page()

    def _warm_page(self) -> None:
        if self._page is not None:
            with suppress(UpstreamUnavailable):
                self._current().warm(*self._page)

    def _current(self) -> OpenAIChatModel:
        """Return a client of the server as it runs now; each start has its own port and key."""
        from coach.llm.client import OpenAIChatModel  # noqa: PLC0415 - a second, while it loads

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
