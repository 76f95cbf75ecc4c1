"""One run of each page, with the demo group's data: `python -m benchmarks.page_rerun`.

Streamlit's own test runner draws the real page on the real database, so a figure is the server's
part of a rerun: session check, queries, decryption and drawing; the browser's part is not in it.
Beside the pages stands an app of one line, in the same rounds: what Streamlit itself takes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from unittest.mock import patch

import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from benchmarks.options import Options, alone
from benchmarks.page_addresses import Address, addresses
from benchmarks.rounds import in_turn, ms, p50, p95
from coach.bootstrap import build
from coach.errors import SetupError
from coach.evaluation.report import number
from coach.evaluation.result import Better, Figure, Result, Table
from coach.settings import Settings
from coach.web.runtime import SESSION_KEY, provide

_MAIN: Final = Path(__file__).parents[1] / "coach" / "web" / "main.py"
_LIMIT_MS: Final = 250
_LINE: Final = "an app of one line"
_TIMEOUT_S: Final = 60


@dataclass(frozen=True, slots=True)
class Sizes:
    """`pages`: how many of them, None for all."""

    runs: int = 30
    pages: int | None = None


QUICK: Final = Sizes(runs=3)


def measure(options: Options) -> Result:
    """Measure every page."""
    return measured(QUICK if options.quick else Sizes())


def measured(sizes: Sizes) -> Result:
    """See `measure`."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder) / "home", llm="scripted", embed="scripted")
        services = build(settings)
        try:
            with provide(services), _no_cookies():
                pages = {one.name: _open(one) for one in addresses(services)[: sizes.pages]}
                pages[_LINE] = _one_line()
                sides = {name: app.run for name, app in pages.items()}
                seen = in_turn(sides, sizes.runs, warm=1)
                _look(pages)
        finally:
            services.close()
    return Result(
        name="page_rerun",
        about="One run of each page with the demo group's data, without the browser's part.",
        command="python -m benchmarks.page_rerun",
        figures=tuple(_figures(seen)),
        tables=(_table(seen),),
    )


@contextmanager
def _no_cookies() -> Iterator[None]:
    """Say that there are no cookies, as is so in the test runner; it says so with a mock."""
    with patch.object(type(st.context), "cookies", property(lambda _: {})):
        yield


def _open(address: Address) -> AppTest:
    """Draw a page for the first time."""
    app = AppTest.from_file(str(_MAIN), default_timeout=_TIMEOUT_S)
    app.user = {SESSION_KEY: address.who.session_id}
    app.query_params.update(address.query)
    home = address.path == "home"
    app._page_hash = "" if home else calc_hash(address.path)  # noqa: SLF001 - it has no other way
    app.run()
    _look({address.name: app})
    return app


def _one_line() -> AppTest:
    app = AppTest.from_string("import streamlit as st\nst.write('Hello')")
    return app.run()


def _look(pages: Mapping[str, AppTest]) -> None:
    """Stop where a page shows an error instead of what is to be measured."""
    for name, app in pages.items():
        wrong = [*(e.value for e in app.exception), *(e.value for e in app.error)]
        if wrong:
            raise SetupError(f"The page {name!r} shows an error: {wrong[0]}")


def _figures(seen: Mapping[str, Sequence[float]]) -> Iterator[Figure]:
    empty = ms(p95(seen[_LINE]))
    for name in _slowest_first(seen):
        yield Figure(
            key=f"p95.{name}",
            title=f"{name}, p95",
            value=ms(p95(seen[name])),
            unit="ms",
            better=Better.LOWER,
            target=_LIMIT_MS,
            beside={_LINE: empty},
            cases=len(seen[name]),
        )


def _table(seen: Mapping[str, Sequence[float]]) -> Table:
    rows = tuple(
        (name, number(ms(p50(seen[name]))), number(ms(p95(seen[name]))))
        for name in [*_slowest_first(seen), _LINE]
    )
    return Table(title="The slowest first", columns=("page", "p50 ms", "p95 ms"), rows=rows)


def _slowest_first(seen: Mapping[str, Sequence[float]]) -> Sequence[str]:
    return sorted(set(seen) - {_LINE}, key=lambda name: -p95(seen[name]))


if __name__ == "__main__":
    alone(measure)
