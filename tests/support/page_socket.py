"""The web socket of a page, spoken as Streamlit's own page speaks it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol


@contextmanager
def page_socket(
    url: str, token: str, extra: dict[str, str] | None = None, resume: str = ""
) -> Iterator[ClientConnection]:
    """Open the page's socket with a session cookie and ask for a first run.

    `extra`: more headers; `resume`: the Streamlit session that a reconnect names.
    """
    protocols = ["streamlit", "token", resume] if resume else ["streamlit"]
    with connect(
        f"{url.replace('http', 'ws', 1)}/_stcore/stream",
        additional_headers=cookie_header(token) | {"Origin": url} | (extra or {}),
        subprotocols=[Subprotocol(name) for name in protocols],
        max_size=None,
    ) as socket:
        socket.send(rerun_message())
        yield socket


def cookie_header(token: str) -> dict[str, str]:
    """Return the header by which a browser shows its session."""
    return {"Cookie": f"coach_session={token}"} if token else {}


def rerun_message() -> bytes:
    """Return the message that asks for a run of the page."""
    message = BackMsg()
    message.rerun_script.query_string = ""
    return bytes(message.SerializeToString())


def session_id_of(socket: ClientConnection) -> str:
    """Read until Streamlit names its own session."""
    while True:
        message = ForwardMsg.FromString(_received(socket))
        if message.WhichOneof("type") == "new_session":
            return str(message.new_session.initialize.session_id)


def settle(socket: ClientConnection) -> list[bytes]:
    """Read until the run has finished; return what it drew."""
    drawn: list[bytes] = []
    while True:
        drawn.append(_received(socket))
        if ForwardMsg.FromString(drawn[-1]).WhichOneof("type") == "script_finished":
            return drawn


def rest_of(socket: ClientConnection) -> tuple[list[ForwardMsg], int]:
    """Return what still arrives, and the code that the server closes the socket with."""
    rest: list[ForwardMsg] = []
    with suppress(ConnectionClosed):
        while True:
            rest.append(ForwardMsg.FromString(_received(socket)))
    return rest, socket.close_code or 0


def _received(socket: ClientConnection) -> bytes:
    message = socket.recv(timeout=20)
    assert isinstance(message, bytes)
    return message
