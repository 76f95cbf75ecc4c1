"""What the benchmark of many sessions says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from benchmarks.stand_in import Speed
from coach.evaluation.report import number
from coach.evaluation.result import Better, Figure, Plot, Result, Series, Table

OURS: Final = "Repertoire"
_RERUN_TARGET_MS: Final = 250.0


@dataclass(frozen=True, slots=True)
class Point:
    """One side with so many people; times in seconds, medians unless they say otherwise.

    `first_s`: from a message to its reply's first words on the page; `whole_s`: to its whole;
    `settled_s`: from the last reply until no draft was behind; `opened_s`: to open one page, eight
    at a time; `memory_mb`: resident in the process. `wanted`, `whole`, `unworded`:
    replies asked for, there, and not worded by the endpoint in its time. `busy`: processor seconds
    a second.
    """

    people: int
    first_s: float | None
    first_p95_s: float | None
    whole_s: float | None
    rerun_s: float | None
    rerun_p95_s: float | None
    settled_s: float
    opened_s: float
    memory_mb: float
    wanted: int
    whole: int
    unworded: int
    failures: Sequence[str]
    busy: float


def result(points: Mapping[str, Sequence[Point]], speed: Speed) -> Result:
    """Return figures, table and plots; our side is `points[OURS]`."""
    return Result(
        name="sessions",
        about=(
            "People who are signed in at once, each on a real web socket, who all write within a "
            f"second; the endpoint sends its first token after {speed.first_s:g} s and then "
            f"{speed.rate:g} a second, to everybody."
        ),
        command="python -m benchmarks.sessions",
        figures=tuple(_figures(points, speed)),
        tables=tuple(_table(name, of_it) for name, of_it in points.items()),
        plots=(
            _plot("First words after a message", "seconds, median", points, lambda p: p.first_s),
            _plot("A page drawn again meanwhile", "seconds, p95", points, lambda p: p.rerun_p95_s),
        ),
        notes=tuple(_notes(points)),
        details={name: [asdict(point) for point in of_it] for name, of_it in points.items()},
    )


def holds(point: Point) -> bool:
    """Whether everybody got a whole reply of the endpoint's words, and nothing failed."""
    return point.whole == point.wanted and not point.unworded and not point.failures


def _figures(points: Mapping[str, Sequence[Point]], speed: Speed) -> Iterator[Figure]:
    ours = points[OURS]
    alone = ours[0]
    for point in ours:
        beside = {
            name: other
            for name, of_it in points.items()
            if name != OURS
            for other in of_it
            if other.people == point.people
        }
        firsts = {name: _more(one.first_s, points[name][0].first_s) for name, one in beside.items()}
        yield _figure(
            f"first_words_more_ms.{point.people}",
            f"{_people(point)}: first words, more than for one",
            _more(point.first_s, alone.first_s),
            firsts,
        )
        yield _figure(
            f"first_words_ms.{point.people}",
            f"{_people(point)}: first words after the endpoint's first token",
            _more(point.first_s, speed.first_s),
            {name: _more(one.first_s, speed.first_s) for name, one in beside.items()},
        )
        yield _figure(
            f"rerun_p95_ms.{point.people}",
            f"{_people(point)}: another page drawn again, p95",
            _more(point.rerun_p95_s, 0.0),
            {name: _more(one.rerun_p95_s, 0.0) for name, one in beside.items()},
            target=_RERUN_TARGET_MS,
        )
        yield Figure(
            key=f"whole.{point.people}",
            title=f"{_people(point)}: replies whole and of the endpoint's words",
            value=round((point.whole - point.unworded) / point.wanted, 4),
            unit="share",
            better=Better.HIGHER,
            target=1.0,
            beside={name: round(one.whole / one.wanted, 4) for name, one in beside.items()},
            cases=point.wanted,
        )
    yield Figure(
        key="memory_mb",
        title="memory that one person more takes",
        value=_each_mb(ours),
        unit="MB",
        better=Better.LOWER,
        beside={name: _each_mb(of_it) for name, of_it in points.items() if name != OURS},
    )
    yield Figure(
        key="held",
        title="people at once with every reply whole and nothing failed",
        value=max((p.people for p in ours if holds(p)), default=0),
        better=Better.HIGHER,
        target=200,
        beside={
            name: max((p.people for p in of_it if holds(p)), default=0)
            for name, of_it in points.items()
            if name != OURS
        },
    )


def _each_mb(points: Sequence[Point]) -> float | None:
    """Return by how many MB the process grew with each person after the first size."""
    first, last = points[0], points[-1]
    if first.people == last.people:
        return None
    return round((last.memory_mb - first.memory_mb) / (last.people - first.people), 2)


def _figure(
    key: str,
    title: str,
    value: float | None,
    beside: Mapping[str, float | None],
    *,
    target: float | None = None,
) -> Figure:
    return Figure(
        key=key,
        title=title,
        value=value,
        unit="ms",
        better=Better.LOWER,
        target=target,
        beside=beside,
    )


def _table(name: str, points: Sequence[Point]) -> Table:
    return Table(
        title=f"{name}: times in seconds",
        columns=(
            "people",
            "first words p50",
            "p95",
            "whole reply p50",
            "drafts settled after",
            "rerun p50",
            "p95",
            "opening a page",
            "MB in all",
            "replies whole",
            "without the endpoint",
            "failures",
            "cores busy",
        ),
        rows=tuple(_row(point) for point in points),
    )


def _row(point: Point) -> tuple[str, ...]:
    times = (
        point.first_s,
        point.first_p95_s,
        point.whole_s,
        point.settled_s,
        point.rerun_s,
        point.rerun_p95_s,
        point.opened_s,
        point.memory_mb,
    )
    return (
        str(point.people),
        *(number(time) for time in times),
        f"{point.whole} of {point.wanted}",
        str(point.unworded),
        str(len(point.failures)),
        f"{point.busy:.2f}",
    )


def _plot(
    title: str,
    y_title: str,
    points: Mapping[str, Sequence[Point]],
    y: Callable[[Point], float | None],
) -> Plot:
    return Plot(
        title=title,
        x_title="people at once",
        y_title=y_title,
        series=tuple(_series(name, of_it, y) for name, of_it in points.items()),
        log_x=True,
        log_y=True,
    )


def _series(name: str, points: Sequence[Point], y: Callable[[Point], float | None]) -> Series:
    there = [(point.people, value) for point in points if (value := y(point)) is not None]
    return Series(name=name, x=tuple(x for x, _ in there), y=tuple(value for _, value in there))


def _notes(points: Mapping[str, Sequence[Point]]) -> Iterator[str]:
    yield (
        "A reply of ours shows its first words when they have passed the checks, and a short "
        "mirror only when it is whole; the bare chat shows each token as it comes. What load adds "
        'is the row "more than for one".'
    )
    for name, of_it in points.items():
        if not holds(of_it[-1]):
            yield f"{name} does not hold {_people(of_it[-1])} here, and was not tried with more."
        for point in of_it:
            kinds = Counter(failure[:120] for failure in point.failures)
            if kinds:
                words = "; ".join(f"{what} ({count})" for what, count in kinds.most_common(3))
                yield f"{name} with {point.people} people: {words}."


def _people(point: Point) -> str:
    return "1 person" if point.people == 1 else f"{point.people} people"


def _more(seconds: float | None, than: float | None) -> float | None:
    """Return the difference in milliseconds."""
    if seconds is None or than is None:
        return None
    return round((seconds - than) * 1000, 1)
