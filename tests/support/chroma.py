"""A Chroma server of our own on loopback, and rows to put into an index."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import numpy as np

from coach.repertoire.ports import IndexRow, Vectors, View
from tests.support.app_server import free_port

_START_S = 60.0


@contextmanager
def running_chroma(folder: Path) -> Iterator[str]:
    """Start `chroma run` on a free port; yield its address, and end it."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = Path(sys.executable).parent / "chroma"
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(
            [command, "run", "--path", folder, "--host", "127.0.0.1", "--port", str(port)],
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(url, server)
            yield url
        finally:
            server.terminate()
            server.wait(20)


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START_S
    while time.monotonic() < until and server.poll() is None:
        try:
            if httpx.get(f"{url}/api/v2/heartbeat", trust_env=False).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError("The Chroma server did not start.")


def directions(count: int, dimensions: int = 16, seed: int = 0) -> Vectors:
    """Return random rows of length 1."""
    rows = np.random.default_rng(seed).normal(size=(count, dimensions)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def row(
    row_id: str, vector: Vectors, audience: str = "organisation", view: View = "text"
) -> IndexRow:
    """Return a row of the item `item-ID`."""
    return IndexRow(row_id, f"item-{row_id}", audience, view, vector)


def rows(vectors: Vectors, audience: str = "organisation", prefix: str = "r") -> list[IndexRow]:
    """Return rows r0, r1, … of one audience."""
    return [row(f"{prefix}{at}", vector, audience) for at, vector in enumerate(vectors)]
