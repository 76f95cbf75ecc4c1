"""A page that is open in a browser, without the browser: Streamlit's web socket, many at once.

It does what Streamlit's own page does and the server notices: it asks for runs, sends what was
typed, and asks for a fragment again as often as the server said.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Final, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

_OPEN_S: Final = 30.0
_RUN_S: Final = 30.0

Seen = Callable[[Delta], None]
"""Is told everything that is drawn."""


class Page:
    """One open page; `address`: its last part, `query`: behind the question mark."""

    def __init__(self, socket: ClientConnection, seen: Seen, address: str, query: str) -> None:
        self._socket = socket
        self._seen = seen
        self._query = query
        self._name = address
        self._hash = ""
        self._composer = ""
        self._finished = asyncio.Event()
        self._fragments: dict[str, asyncio.Task[None]] = {}
        self._announced: set[str] = set()
        self.failures: list[str] = []
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def opened(
        cls,
        url: str,
        headers: Mapping[str, str],
        seen: Seen,
        *,
        address: str = "",
        query: str = "",
    ) -> Self:
        """Connect and wait until the first run is drawn."""
        socket = await connect(
            f"{url.replace('http', 'ws', 1)}/_stcore/stream",
            additional_headers={"Origin": url, **headers},
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            open_timeout=_OPEN_S,
            ping_interval=None,
            compression=None,
            proxy=None,
        )
        page = cls(socket, seen, address, query)
        await page.run()
        return page

    @property
    def is_quiet(self) -> bool:
        """Whether nothing of the page asks to be drawn again by the clock."""
        return not self._fragments

    async def run(self) -> float:
        """Have the page run; return the seconds until it is drawn, at most `_RUN_S`."""
        began = time.perf_counter()
        self._finished.clear()
        await self._send(self._rerun())
        try:
            async with asyncio.timeout(_RUN_S):
                await self._finished.wait()
        except TimeoutError:
            self.failures.append(f"not drawn within {_RUN_S:g} s")
        return time.perf_counter() - began

    async def say(self, words: str) -> None:
        """Send a message through the chat's field; RuntimeError where the page has none."""
        if not self._composer:
            raise RuntimeError("The page shows no field to write in.")
        message = self._rerun()
        state = message.rerun_script.widget_states.widgets.add()
        state.id = self._composer
        state.chat_input_value.data = words
        await self._send(message)

    async def close(self) -> None:
        """Close it as a browser does."""
        self._stop_fragments(set(self._fragments))
        await self._socket.close()
        await self._reading

    def _rerun(self) -> BackMsg:
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string = self._query
        asked.page_script_hash, asked.page_name = self._hash, self._name
        return message

    async def _send(self, message: BackMsg) -> None:
        await self._socket.send(bytes(message.SerializeToString()))

    async def _read(self) -> None:
        try:
            async for raw in self._socket:
                if isinstance(raw, bytes):
                    self._take(ForwardMsg.FromString(raw))
        except ConnectionClosed as error:
            self.failures.append(f"closed: {error}")
        finally:
            self._finished.set()

    def _take(self, message: ForwardMsg) -> None:
        match message.WhichOneof("type"):
            case "delta":
                self._note_composer(message.delta)
                self._seen(message.delta)
            case "new_session":
                self._announced = set()
            case "navigation":
                # From now on the page is known by its hash.
                self._hash, self._name = message.navigation.page_script_hash, ""
            case "auto_rerun":
                self._announced.add(message.auto_rerun.fragment_id)
                self._repeat(message.auto_rerun.fragment_id, message.auto_rerun.interval)
            case "stop_auto_rerun":
                self._stop_fragments(message.stop_auto_rerun.fragment_ids)
            case "script_finished":
                if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    self._stop_fragments(set(self._fragments) - self._announced)
                    self._finished.set()

    def _note_composer(self, delta: Delta) -> None:
        if delta.new_element.WhichOneof("type") == "chat_input":
            self._composer = delta.new_element.chat_input.id
        if delta.new_element.WhichOneof("type") == "exception":
            self.failures.append(delta.new_element.exception.message)

    def _repeat(self, fragment: str, every_s: float) -> None:
        if fragment in self._fragments:
            self._fragments[fragment].cancel()
        self._fragments[fragment] = asyncio.create_task(self._repeating(fragment, every_s))

    async def _repeating(self, fragment: str, every_s: float) -> None:
        with suppress(ConnectionClosed):
            while True:
                await asyncio.sleep(every_s)
                message = self._rerun()
                message.rerun_script.fragment_id = fragment
                message.rerun_script.is_auto_rerun = True
                await self._send(message)

    def _stop_fragments(self, ids: Iterable[str]) -> None:
        for id_ in ids:
            if task := self._fragments.pop(id_, None):
                task.cancel()
