"""How long one run of each page takes, with the demo group's data and the scripted model.

    python -m benchmarks.page_rerun [--runs 40]

Streamlit's own test runner draws the real page on the real database, so the figure is the server's
part of a rerun: session check, queries, decryption and drawing; the browser's part is not in it.
"""

from __future__ import annotations

import argparse
import math
import statistics
import tempfile
import time
from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from coach.bootstrap import Services, build
from coach.services.demo import load_demo
from coach.settings import Settings
from coach.web.runtime import SESSION_KEY, provide

_MAIN: Final = Path(__file__).resolve().parents[1] / "coach" / "web" / "main.py"
_PAGES: Final = ("home", "commit", "practice", "reflect", "journal", "about")
_LIMIT_MS: Final = 250


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=40)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        services = build(Settings(home=Path(folder) / "home", llm="scripted"))
        with provide(services):
            session = _sign_in(services)
            rows = [(page, _time(page, session, runs)) for page in _PAGES]
        services.close()
    print(f"| page | median ms | p95 ms (limit {_LIMIT_MS}) |")
    print("|---|---|---|")
    for page, times in rows:
        print(f"| {page} | {statistics.median(times):.0f} | {_p95(times):.0f} |")


def _sign_in(services: Services) -> str:
    first = load_demo(services)[0]
    grant = services.accounts.sign_in(
        email=first.email, password=first.password, address="127.0.0.1"
    )
    return grant.session_id


def _time(page: str, session: str, runs: int) -> list[float]:
    """Return the milliseconds of each run after the first, which loads the modules."""
    # The test runner has no cookies and says so with a mock.
    type(st.context).cookies = property(lambda _: {})  # type: ignore[assignment,method-assign]
    app = AppTest.from_file(str(_MAIN), default_timeout=30)
    app.user = {SESSION_KEY: session}
    app._page_hash = "" if page == "home" else calc_hash(page)  # noqa: SLF001
    app.run()
    if app.exception:
        raise SystemExit(f"the page {page} failed: {app.exception[0].value}")
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        app.run()
        times.append((time.perf_counter() - began) * 1000)
    return times


def _p95(times: list[float]) -> float:
    return sorted(times)[math.ceil(0.95 * len(times)) - 1]


if __name__ == "__main__":
    main()
