"""How times grow with the number of groups and of passages, and what the exponents say.

    python -m benchmarks.growth [--quick]

Groups of six members with a cycle, commitments, attempts, reflections, conversations and a shared
story: one is made through the services, the others are copies of its rows. Passages are synthetic
vectors in an index in memory, as the app holds them; a person may see half a percent or a tenth.
An exponent is fitted over the three largest sizes: 0 says that more of them cost nothing, 1 that
twice as many take twice as long.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from benchmarks.fitting import exponent, exponent_figure, said
from benchmarks.growth_index import SHARES, IndexPoint, measured
from benchmarks.growth_reads import timed
from benchmarks.growth_world import PASSWORD, GrowingWorld, signed_in
from benchmarks.options import Options, alone
from coach.bootstrap import Services, build
from coach.evaluation.people import cheap_passwords
from coach.evaluation.report import number
from coach.evaluation.result import Better, Figure, Plot, Result, Series, Table
from coach.repertoire.shelf import load_shelf
from coach.settings import Settings

_GROUPS: Final = (10, 100, 1_000, 10_000)
_QUICK_GROUPS: Final = (10, 30, 100)
_PASSAGES: Final = (1_000, 10_000, 100_000, 1_000_000)
_QUICK_PASSAGES: Final = (1_000, 3_000, 10_000)
_MILLION_MB: Final = 6_000
"""Free memory below which a million passages are left out."""
_RUNS: Final = 9
_QUERIES: Final = 30

Curve = Mapping[int, float]
"""Milliseconds by size."""


def measure(options: Options) -> Result:
    """Measure both kinds of growth."""
    groups = _QUICK_GROUPS if options.quick else _GROUPS
    passages = _QUICK_PASSAGES if options.quick else _PASSAGES
    return under(groups, passages)


def under(groups: Sequence[int], passages: Sequence[int]) -> Result:
    """Measure at these sizes."""
    curves, grown = over_groups(groups)
    fitting = [size for size in passages if size < _PASSAGES[-1] or _free_mb() > _MILLION_MB]
    points = [measured(size, _QUERIES) for size in fitting]
    notes = [
        *_sentences(curves, "groups"),
        *_sentences(_of_passages(points), "passages"),
        f"One group has {grown} rows in the database.",
    ]
    if len(fitting) < len(passages):
        notes.append(
            f"A million passages were left out: less than {_MILLION_MB:,} MB were free here."
        )
    return Result(
        name="growth",
        about="Times while groups and passages become more; medians in milliseconds.",
        command="python -m benchmarks.growth",
        figures=(
            *_figures(curves, "groups"),
            *_figures(_of_passages(points), "passages"),
            *_index_figures(points),
        ),
        tables=(
            _table("Milliseconds by the number of groups", curves, "groups"),
            _table("Milliseconds by the number of passages", _of_passages(points), "passages"),
        ),
        plots=(
            _plot("Times over the number of groups", curves, "groups"),
            _plot("Search over the number of passages", _of_passages(points), "passages"),
        ),
        notes=tuple(notes),
    )


def over_groups(sizes: Sequence[int], runs: int = _RUNS) -> tuple[dict[str, dict[int, float]], int]:
    """Return a curve for each read and write, and the rows that one group has."""
    curves: dict[str, dict[int, float]] = {}
    with tempfile.TemporaryDirectory(prefix="growth-") as folder:
        services = _services(Path(folder))
        try:
            world = GrowingWorld(services)
            services.accounts.create_person(
                email="admin@example.org", name="Admin", password=PASSWORD, is_admin=True
            )
            grant = services.accounts.sign_in(
                email="admin@example.org", password=PASSWORD, address="127.0.0.1"
            )
            admin = signed_in(services, grant.person.id)
            for size in sizes:
                world.grow(size)
                opened = _shelf_ms(services)
                for name, ms in (timed(world, services, admin, runs) | opened).items():
                    curves.setdefault(name, {})[size] = ms
            return curves, world.rows_a_group()
        finally:
            services.close()


def _shelf_ms(services: Services) -> dict[str, float]:
    """Return how long the stories of all groups take to be put on their shelves, as at a start."""
    began = time.perf_counter()
    with services.database.reading() as tx:
        load_shelf(tx, services.repertoire.indexer.model)
    return {"shelves made at a start": (time.perf_counter() - began) * 1000}


def _services(folder: Path) -> Services:
    return build(
        Settings.model_validate({"home": folder / "home", "llm": "none", "embed": "scripted"}),
        # What hashing costs is the same however many groups there are.
        passwords=cheap_passwords(),
    )


def _of_passages(points: Sequence[IndexPoint]) -> dict[str, dict[int, float]]:
    curves: dict[str, dict[int, float]] = {
        f"search of {name}": {p.passages: p.search_ms[name] for p in points} for name in SHARES
    }
    curves["index opened"] = {p.passages: p.open_s * 1000 for p in points}
    return curves


def _figures(curves: Mapping[str, Curve], things: str) -> Iterator[Figure]:
    for name, curve in curves.items():
        key = "".join(c if c.isalnum() else "_" for c in name.lower())
        largest = max(curve)
        yield Figure(
            key=f"{things}.{key}.ms",
            title=f"{name}, {largest:,} {things}",
            value=round(curve[largest], 3),
            unit="ms",
            better=Better.LOWER,
        )
        yield exponent_figure(f"{things}.{key}", name, _power(curve), things)


def _index_figures(points: Sequence[IndexPoint]) -> Iterator[Figure]:
    last = points[-1]
    yield Figure(
        key="passages.memory_mb",
        title=f"memory of the index, {last.passages:,} passages",
        value=round(last.memory_mb, 1),
        unit="MB",
        better=Better.LOWER,
        beside={"the vectors alone": round(last.passages * 384 * 4 / 2**20, 1)},
    )


def _sentences(curves: Mapping[str, Curve], things: str) -> list[str]:
    return [
        said(name[0].upper() + name[1:], _power(curve), things) for name, curve in curves.items()
    ]


def _power(curve: Curve) -> float | None:
    return exponent(list(curve), list(curve.values()))


def _table(title: str, curves: Mapping[str, Curve], things: str) -> Table:
    sizes = sorted({size for curve in curves.values() for size in curve})
    return Table(
        title=title,
        columns=("what", *(f"{size:,} {things}" for size in sizes), "exponent"),
        rows=tuple(
            (name, *(number(curve.get(size)) for size in sizes), number(_power(curve)))
            for name, curve in curves.items()
        ),
    )


def _plot(title: str, curves: Mapping[str, Curve], things: str) -> Plot:
    return Plot(
        title=title,
        x_title=things,
        y_title="milliseconds",
        series=tuple(
            Series(name=name, x=tuple(map(float, curve)), y=tuple(curve.values()))
            for name, curve in curves.items()
        ),
        log_x=True,
        log_y=True,
    )


def _free_mb() -> int:
    return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20


if __name__ == "__main__":
    alone(measure)
