"""How long a second start takes to a healthy sign-in page, and what memory the app then holds.

Run from the checkout: `.venv/bin/python -m benchmarks.start_up`. The model is the scripted one:
the embedded model starts in a process of its own and is not waited for.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import httpx

from tests.support.app_server import environment, free_port, sign_in, stop
from tests.support.page_socket import page_socket, settle

_LIMIT_S: Final = 5.0
_LIMIT_MB: Final = 400
_COACH: Final = Path(sys.executable).with_name("coach")


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--starts", type=int, default=5, help="how many second starts")
    starts = parser.parse_args().starts
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        first, *_ = one_start(home)
        rows = [one_start(home) for _ in range(starts)]
    seconds, busy, megabytes = (list(column) for column in zip(*rows, strict=True))
    print(f"{starts} second starts of `coach run` with the scripted model")
    print("| measure | limit | median | worst |")
    print("|---|---|---|---|")
    print(f"| first start, demo group loaded (s) | | {first:.1f} | |")
    print(f"| second start to a sign-in page (s) | {_LIMIT_S:.0f} | {_row(seconds)} |")
    print(f"| of which processor time (s) | | {_row(busy)} |")
    print(f"| memory after a member's page (MB) | {_LIMIT_MB} | {_row(megabytes)} |")


def one_start(home: Path) -> tuple[float, float, float]:
    """Start the app, sign in, open the page.

    Returns seconds to the sign-in page, processor seconds until then, and resident MB at the end.
    """
    port = free_port()
    began = time.perf_counter()
    process = subprocess.Popen(
        [_COACH, "run"], env=environment(home, port, {}), stdout=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    try:
        while not _is_healthy(url):
            if process.poll() is not None:
                raise SystemExit("the app did not start: run `coach run` to see why")
            time.sleep(0.02)
        seconds = time.perf_counter() - began
        busy = _processor_seconds(process.pid)
        _open_page(url, home)
        return seconds, busy, _resident_mb(process.pid)
    finally:
        stop(process)


def _is_healthy(url: str) -> bool:
    try:
        return "<h1>Sign in</h1>" in httpx.get(f"{url}/sign-in", timeout=5).text
    except httpx.TransportError:
        return False


def _open_page(url: str, home: Path) -> None:
    """Sign in as somebody of the demo group and run the page, so that its libraries are loaded."""
    lines = (home / "demo-sign-in.txt").read_text(encoding="utf-8").splitlines()
    email, password = lines[1].split()[-2:]
    with httpx.Client(base_url=url, headers={"Origin": url, "Accept": "text/html"}) as client:
        sign_in(client, email, password)
        with page_socket(url, client.cookies["coach_session"]) as socket:
            settle(socket)


def _processor_seconds(pid: int) -> float:
    user, system = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").split()[13:15]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _resident_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    return int(kilobytes) / 1024


def _row(values: list[float]) -> str:
    return f"{statistics.median(values):.1f} | {max(values):.1f}"


if __name__ == "__main__":
    main()
