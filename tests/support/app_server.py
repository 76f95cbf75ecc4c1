"""The real app in a process of its own: uvicorn on a free port, a home folder of its own."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from coach.bootstrap import Services, build
from coach.settings import Settings

ROOT: Final = Path(__file__).resolve().parents[2]
PASSWORD: Final = "four unrelated words here"
_START_S: Final = 60.0
_TOKEN: Final = re.compile(r'name="form_token" value="([0-9a-f]+)"')


@dataclass(frozen=True)
class AppServer:
    """A running app and the way into its data."""

    settings: Settings
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return self.settings.port

    @property
    def url(self) -> str:
        """Its address as a browser types it."""
        return f"http://127.0.0.1:{self.port}"

    @contextmanager
    def services(self) -> Iterator[Services]:
        """Open the same database from this process, without a second model."""
        services = build(self.settings.model_copy(update={"llm": "none", "llm_base_url": ""}))
        try:
            yield services
        finally:
            services.close()

    def client(self, address: str = "127.0.0.1") -> httpx.Client:
        """Return a browser-like client that connects from a loopback address."""
        transport = httpx.HTTPTransport(local_address=address)
        return httpx.Client(
            base_url=self.url,
            transport=transport,
            headers={"Origin": self.url, "Accept": "text/html"},
            timeout=20,
        )


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(home: Path, port: int, extra: Mapping[str, str]) -> dict[str, str]:
    """Return an environment whose only COACH_ settings are these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COACH_")}
    return kept | {
        "COACH_HOME": str(home),
        "COACH_PORT": str(port),
        "COACH_LLM": "scripted",
        "COACH_EMBED": "scripted",
        **extra,
    }


@contextmanager
def running_app(home: Path, **settings: str) -> Iterator[AppServer]:
    """Start the app and stop it at the end; keywords are settings, e.g. `public_url`."""
    port = free_port()
    extra = {f"COACH_{name.upper()}": value for name, value in settings.items()}
    typed = Settings.model_validate({"home": home, "port": port, "llm": "scripted", **settings})
    home.mkdir(parents=True, exist_ok=True)
    log = home.parent / f"{home.name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "app.py")],
            cwd=home.parent,
            env=environment(home, port, extra),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_until_live(process, port, log)
            yield AppServer(typed, process, log)
        finally:
            stop(process)


def wait_until_live(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Return as soon as /healthz answers; raises AssertionError with the log when it never does."""
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=1).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError(f"the app did not start:\n{log.read_text(encoding='utf-8')}")


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the process to end, and make it end."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)


def form_token(html: str) -> str:
    """Return the hidden token of the first form of a page."""
    found = _TOKEN.search(html)
    assert found, html
    return found.group(1)


def post_form(client: httpx.Client, path: str, **fields: str) -> httpx.Response:
    """Open the page, then post its form as a browser does."""
    token = form_token(client.get(path).text)
    return client.post(path, data={"form_token": token, **fields})


def sign_in(client: httpx.Client, email: str, password: str = PASSWORD) -> httpx.Response:
    """Sign in through the page; the client keeps the cookie."""
    return post_form(client, "/sign-in", email=email, password=password)
