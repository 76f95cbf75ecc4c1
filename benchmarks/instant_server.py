"""A chat endpoint in this process that answers at once, so that our own work is measured."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

from coach.llm.endpoint import Endpoint

REPLY: Final = '{"question": "What happened next?"}'


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
    """Run the server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Instant)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Endpoint(f"http://127.0.0.1:{server.server_address[1]}/v1", "instant", "k")
    server.shutdown()
    server.server_close()
