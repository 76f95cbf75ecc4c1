"""From the command to a healthy sign-in page, and memory: `python -m benchmarks.start_up`.

`coach run` with the scripted model starts once on an empty folder, then again and again on what the
first start left. In turn with each further start stands `streamlit run` of an app of one line,
until it says that it is healthy: what Streamlit itself takes. The embedded model starts in a
process of its own that no page waits for. Memory is what the process holds (RSS) after one page.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from benchmarks.options import Options, alone
from benchmarks.process_cost import processor_s, resident_mb
from coach.errors import SetupError
from coach.evaluation.result import Better, Figure, Result
from tests.support.app_server import environment, free_port, sign_in, stop
from tests.support.page_socket import page_socket, settle

_LIMIT_S: Final = 5.0
_LIMIT_MB: Final = 400
_PATIENCE_S: Final = 120.0
_LINE: Final = "an app of one line"
_HELLO: Final = "import streamlit as st\n\nst.write('Hello')\n"


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many further starts."""

    starts: int = 5


QUICK: Final = Sizes(starts=1)


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds until healthy, processor seconds until then, MB after one page."""

    seconds: float
    busy: float
    megabytes: float


def measure(options: Options) -> Result:
    """Measure the first and further starts; SetupError where the app does not start."""
    return measured(QUICK if options.quick else Sizes())


def measured(sizes: Sizes) -> Result:
    """See `measure`."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        first = _ours(home)
        seen: dict[str, list[Start]] = {"ours": [], _LINE: []}
        for number in range(sizes.starts):
            sides = {"ours": lambda: _ours(home), _LINE: lambda: _one_line(Path(folder))}
            for name in sides if number % 2 else reversed(sides):
                seen[name].append(sides[name]())
    return Result(
        name="start_up",
        about="`coach run` with the scripted model, beside `streamlit run` of an app of one line.",
        command="python -m benchmarks.start_up",
        figures=(_first(first), *_figures(seen)),
    )


def _ours(home: Path) -> Start:
    """Start the app until its sign-in page is there, sign in, open the page."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    words = [str(Path(sys.executable).with_name("coach")), "run"]

    def healthy() -> bool:
        return "<h1>Sign in</h1>" in httpx.get(f"{url}/sign-in", timeout=5).text

    return _started(words, environment(home, port, {}), healthy, lambda: _open_page(url, home))


def _one_line(folder: Path) -> Start:
    """Start the app of one line until it is healthy, and open its page."""
    script, port = folder / "hello.py", free_port()
    script.write_text(_HELLO, encoding="utf-8")
    url = f"http://127.0.0.1:{port}"
    flags = ("--server.headless=true", f"--server.port={port}", "--server.address=127.0.0.1")
    quiet = ("--browser.gatherUsageStats=false", "--server.fileWatcherType=none")
    words = [sys.executable, "-m", "streamlit", "run", str(script), *flags, *quiet]

    def healthy() -> bool:
        return httpx.get(f"{url}/_stcore/health", timeout=5).status_code == httpx.codes.OK

    def open_page() -> None:
        with page_socket(url, "") as socket:
            settle(socket)

    return _started(words, dict(os.environ), healthy, open_page)


def _started(
    words: Sequence[str],
    environment_: Mapping[str, str],
    healthy: Callable[[], bool],
    open_page: Callable[[], None],
) -> Start:
    began = time.perf_counter()
    process = subprocess.Popen(
        words, env=environment_, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not _answers(healthy):
            if process.poll() is not None or time.perf_counter() - began > _PATIENCE_S:
                raise SetupError(f"{words[-1]!r} did not start: start it alone to see why.")
            time.sleep(0.02)
        seconds, busy = time.perf_counter() - began, processor_s(process.pid)
        open_page()
        return Start(seconds, busy, resident_mb(process.pid))
    finally:
        stop(process)


def _answers(healthy: Callable[[], bool]) -> bool:
    try:
        return healthy()
    except httpx.TransportError:
        return False


def _open_page(url: str, home: Path) -> None:
    """Sign in as somebody of the demo group and run the page, so that its libraries are loaded."""
    words = (home / "demo-sign-in.txt").read_text(encoding="utf-8").splitlines()[1].split()
    at = next(at for at, word in enumerate(words) if "@" in word)
    email, password = words[at : at + 2]
    with httpx.Client(base_url=url, headers={"Origin": url, "Accept": "text/html"}) as client:
        sign_in(client, email, password)
        with page_socket(url, client.cookies["coach_session"]) as socket:
            settle(socket)


def _first(start: Start) -> Figure:
    return Figure(
        key="first.seconds",
        title="first start, demo group and starter repertoire loaded",
        value=round(start.seconds, 2),
        unit="s",
        better=Better.LOWER,
        cases=1,
    )


def _figures(seen: Mapping[str, Sequence[Start]]) -> Iterator[Figure]:
    rows = (
        ("second.seconds", "second start to a healthy sign-in page, median", "s", _LIMIT_S),
        ("second.busy", "of which processor time, median", "s", None),
        ("memory", "memory after a page, median", "MB", _LIMIT_MB),
    )
    for (key, title, unit, limit), field in zip(
        rows, ("seconds", "busy", "megabytes"), strict=True
    ):
        middle = {
            name: round(statistics.median(getattr(one, field) for one in starts), 2)
            for name, starts in seen.items()
        }
        yield Figure(
            key=key,
            title=title,
            value=middle["ours"],
            unit=unit,
            better=Better.LOWER,
            target=limit,
            beside={_LINE: middle[_LINE]},
            cases=len(seen["ours"]),
        )


if __name__ == "__main__":
    alone(measure)
