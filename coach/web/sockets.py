"""An open page whose session may end while it is open."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from starlette.types import Message, Receive, Send
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from coach.domain.people import Actor

SESSION_ENDED: Final = 4401
CROSS_SITE: Final = 4403


async def refuse(receive: Receive, send: Send, code: int) -> None:
    """Close a web socket before it was accepted; the browser sees a 403."""
    await receive()
    await send({"type": "websocket.close", "code": code})


class WatchedSocket:
    """A socket that asks for its actor again at every message from the browser.

    When the session has ended, the message goes no further: the page is sent to the sign-in page,
    the socket is closed, and whatever a script still draws is dropped.
    """

    def __init__(
        self, receive: Receive, send: Send, actor: Callable[[], Awaitable[Actor | None]]
    ) -> None:
        self._receive = receive
        self._send = send
        self._actor = actor
        self._ended = False

    async def receive(self) -> Message:
        """Return the browser's next message, or a disconnect once the session is over."""
        message = await self._receive()
        if message["type"] != "websocket.receive" or await self._actor() is not None:
            return message
        self._ended = True
        await self._send({"type": "websocket.send", "bytes": _to_sign_in()})
        await self._send({"type": "websocket.close", "code": SESSION_ENDED})
        return {"type": "websocket.disconnect", "code": SESSION_ENDED}

    async def send(self, message: Message) -> None:
        """Pass a message on to the browser while the session lives."""
        if not self._ended:
            await self._send(message)


def _to_sign_in() -> bytes:
    """Return the message by which Streamlit's own page goes to another address."""
    message = ForwardMsg()
    message.auth_redirect.url = "/sign-in"
    return bytes(message.SerializeToString())
