"""A stand-in for a model's server: OpenAI-compatible, of fixed speed, with replies made by rule.

    python -m benchmarks.stand_in --port 9000 [--first 0.5] [--rate 30]

Each reply has its first token after `first` seconds and then `rate` tokens a second, however many
are asked for at once: what grows with the load is then the work of whoever asks. What it says fits
the schema of the request, as the scripted model's replies do. Plain asyncio, so that 200 replies at
once cost it little.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import httpx

from coach.errors import MalformedReply
from coach.llm.plausible import plausible_reply
from coach.llm.ports import Message, ModelRequest

MODEL: Final = "stand-in"
_TOKEN: Final = re.compile(r"\s?[^\s]{1,5}|\s+")
_HEAD: Final = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
)
_START_S: Final = 20.0


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast it answers. `first_s`: seconds to the first token; `rate`: tokens a second."""

    first_s: float = 0.5
    rate: float = 30.0


def tokens(text: str) -> list[str]:
    """Cut a text into pieces of about the length of tokens."""
    return _TOKEN.findall(text)


def reply_to(body: Mapping[str, Any]) -> str:
    """Return the reply to the body of a request."""
    messages = [Message(one["role"], one["content"]) for one in body["messages"]]
    form = body.get("response_format", {}).get("json_schema", {}).get("schema")
    limit = body.get("max_tokens") or body.get("max_completion_tokens") or 200
    try:
        return plausible_reply(ModelRequest(messages, limit, 0.0, schema=form))
    except MalformedReply:
        return "{}"


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, speed: Speed) -> None:
    """Serve one connection until the other side closes it."""
    try:
        while (body := await _request(reader)) is not None:
            await _stream(writer, body, speed)
    except (ConnectionError, asyncio.IncompleteReadError):
        return
    finally:
        writer.close()


async def _request(reader: asyncio.StreamReader) -> Mapping[str, Any] | None:
    """Return the body of the next request; None at the end of the connection."""
    length = 0
    while (line := await reader.readline()) not in {b"\r\n", b""}:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    if line == b"":
        return None
    found: Mapping[str, Any] = json.loads(await reader.readexactly(length) or b"{}")
    return found


async def _stream(writer: asyncio.StreamWriter, body: Mapping[str, Any], speed: Speed) -> None:
    began = time.monotonic()
    writer.write(_HEAD)
    pieces = tokens(reply_to(body)) if body else []
    for number, piece in enumerate(pieces):
        due = began + speed.first_s + number / speed.rate
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        if writer.is_closing():  # whoever asked has enough
            return
        writer.write(_event(_chunk({"content": piece}, None)))
    writer.write(_event(_chunk({}, "stop")))
    writer.write(_event("[DONE]") + b"0\r\n\r\n")
    await writer.drain()


def _chunk(delta: Mapping[str, str], finish: str | None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    whole = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": MODEL}
    return json.dumps(whole | {"choices": [choice]})


def _event(data: str) -> bytes:
    event = f"data: {data}\n\n".encode()
    return f"{len(event):x}\r\n".encode() + event + b"\r\n"


@contextmanager
def running(port: int, speed: Speed) -> Iterator[str]:
    """Run it in a process of its own; yield its base URL."""
    words = ("--port", port, "--first", speed.first_s, "--rate", speed.rate)
    process = subprocess.Popen([sys.executable, "-m", __name__, *map(str, words)])
    try:
        _wait(port)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.terminate()
        process.wait(10)


def _wait(port: int) -> None:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline:
        try:
            httpx.get(f"http://127.0.0.1:{port}/", timeout=1, trust_env=False)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("The stand-in endpoint did not start: is the port taken?")


async def serve(port: int, speed: Speed) -> None:
    """Serve until the process is ended."""
    server = await asyncio.start_server(
        lambda reader, writer: answer(reader, writer, speed), "127.0.0.1", port, backlog=512
    )
    async with server:
        await server.serve_forever()


def main() -> None:
    """Serve with the speed of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--first", type=float, default=0.5)
    parser.add_argument("--rate", type=float, default=30.0)
    asked = parser.parse_args()
    asyncio.run(serve(asked.port, Speed(asked.first, asked.rate)))


if __name__ == "__main__":
    main()
