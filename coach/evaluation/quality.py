"""docs/quality.md: the last results of everything that was measured, and where we are behind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from coach.errors import InvalidInput
from coach.evaluation.pictures import bars, has_bars, lines
from coach.evaluation.report import figures, number, table_lines
from coach.evaluation.result import Better, Figure, Machine, Result, Run
from coach.evaluation.running import read

IMAGES: Final = "images/quality"
_HEAD: Final = """# Quality: what was measured

<!-- written by docs/quality.py from benchmarks/results/*.json, checked by a test -->

Each section is one result, with the command that repeats it, the day, the revision and the machine.
[evaluation.md](evaluation.md) says how to measure on data and with a model of your own.
"""
_SHORT: Final = 12
_MARK: Final = re.compile(r"[^\w\- ]")
_NOT_A_NAME: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Page:
    """The page, and its pictures by their path beside it."""

    text: str
    images: Mapping[str, str]


def read_results(folder: Path) -> tuple[Run, ...]:
    """Read all runs of a folder, by the names of their files."""
    return tuple(read(path) for path in sorted(folder.glob("*.json")))


def quality_page(runs: Sequence[Run]) -> Page:
    """Return the page of these runs, the same for the same; InvalidInput for a result twice."""
    _refuse_twice([result.name for run in runs for result in run.results])
    images: dict[str, str] = {}
    parts = [_HEAD, "\n".join(_behind(runs))]
    for run in runs:
        for result in run.results:
            pictures = dict(_pictures(result))
            images |= pictures
            parts.append("\n".join(_section(run, result, tuple(pictures))))
    return Page(text="\n".join(parts), images=images)


def _refuse_twice(names: Sequence[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise InvalidInput(f"Two files hold a result {name!r}: take one of them away.")


def _behind(runs: Sequence[Run]) -> Iterator[str]:
    """Yield every missed target, then for each result what others do better by the most."""
    results = [result for run in runs for result in run.results]
    missed = [line for result in results for line in _missed(result)]
    better = [line for result in results for line in _better_beside(result)]
    yield "## Where we are behind"
    yield ""
    yield "Every target that is missed, and what could not be measured:"
    yield ""
    yield from missed or ["Nowhere, in what is measured below."]
    yield ""
    yield "Where something beside us does better: the widest gap, and how many figures more. Some"
    yield "of it is a floor and no other product: a bare call, the bare model, an app of one line."
    yield ""
    yield from better or ["Nowhere, in what is measured below."]
    yield ""


def _missed(result: Result) -> Iterator[str]:
    if result.skipped:
        yield f"- {_link(result)}: not measured. {result.skipped}"
    for one in result.figures:
        if one.reached is False:
            yield f"- {_link(result)}: {_said(one)}; aimed at {number(one.target, one.unit)}."


def _better_beside(result: Result) -> Iterator[str]:
    behind = [(one, name, other) for one in result.figures for name, other in _ahead(one)]
    if not behind:
        return
    one, name, other = max(behind, key=lambda found: _times(found[0], found[2]))
    more = len({figure.key for figure, _, _ in behind}) - 1
    rest = f" {more} more figures." if more > 1 else " One more figure." if more else ""
    yield f"- {_link(result)}: {_said(one)}; {name} {number(other, one.unit)}.{rest}"


def _times(figure: Figure, other: float) -> float:
    """Return how many times better the other is."""
    ours = figure.value or 0.0
    better, worse = (other, ours) if figure.better is Better.HIGHER else (ours, other)
    return better / worse if worse else float("inf")


def _link(result: Result) -> str:
    return f"[{result.name}](#{_anchor(result.name)})"


def _anchor(heading: str) -> str:
    """Return what a heading is called in a link: small letters, hyphens, no other marks."""
    return _MARK.sub("", heading.lower()).replace(" ", "-")


def _said(figure: Figure) -> str:
    return f"{figure.title} {number(figure.value, figure.unit)}"


def _ahead(figure: Figure) -> Iterator[tuple[str, float]]:
    """Yield the others that do better."""
    for name, other in figure.beside.items():
        if figure.value is None or other is None or figure.better is Better.NEITHER:
            continue
        if (other > figure.value) if figure.better is Better.HIGHER else (other < figure.value):
            yield name, other


def _section(run: Run, result: Result, pictures: Sequence[str]) -> Iterator[str]:
    yield f"## {result.name}\n"
    if result.skipped:
        yield f"Not measured: {result.skipped}\n"
        return
    yield f"{result.about}\n"
    yield f"`{result.command}`, {result.seconds:.0f} s. {_made(run)}\n"
    if result.data:
        marks = (f"{d.name} ({d.cases} cases, {d.sha256[:_SHORT]})" for d in result.data)
        yield f"Measured on {', '.join(marks)}.\n"
    if result.figures:
        yield from figures(result.figures)
        yield ""
    for picture in pictures:
        yield f"![{_alt(result, picture)}]({picture})\n"
    for table in result.tables:
        yield f"**{table.title}**\n"
        yield from table_lines(table)
        yield ""
    for note in result.notes:
        yield f"{note}\n"


def _made(run: Run) -> str:
    made = run.provenance
    changed = " with changes" * made.revision.endswith("+")
    return (
        f"{run.made_at:%Y-%m-%d}, {'a quick run, ' * run.quick}revision "
        f"{made.revision[:_SHORT] or 'unknown'}{changed}, language model: {made.model}, "
        f"embedding: {made.embedding}, {_machine(made.machine)}."
    )


def _machine(machine: Machine) -> str:
    return (
        f"{machine.cores} cores of {machine.processor}, {machine.memory_mb} MB, {machine.system}, "
        f"Python {machine.python}"
    )


def _pictures(result: Result) -> Iterator[tuple[str, str]]:
    """Yield path and SVG of each picture of a result."""
    name = _NOT_A_NAME.sub("-", result.name.lower()).strip("-")
    for at, plot in enumerate(result.plots, 1):
        yield f"{IMAGES}/{name}-{at}.svg", lines(plot)
    if has_bars(result.figures):
        yield f"{IMAGES}/{name}-beside.svg", bars(result.name, result.figures)


def _alt(result: Result, picture: str) -> str:
    plots = {f"-{at}.svg": plot.title for at, plot in enumerate(result.plots, 1)}
    titles = (title for end, title in plots.items() if picture.endswith(end))
    return next(titles, f"The figures of {result.name} beside those of others")
