"""Many people at once: how long each waits for the coach's first words, and what they cost.

    python -m benchmarks.sessions [--quick]

1, 10, 50 and 200 people are signed in, each with a page of their own on a real web socket, and all
write within a second. A stand-in endpoint of fixed speed answers, so that what grows with the
number of people is the app's own work. Meanwhile others look at a page again and again. Beside it
stands the shortest chat that Streamlit's manual shows, under the same load, on the same endpoint.
A side that does not hold a number of people is not tried with more.
The app is one process of Python on one core; the people and the endpoint take a part of the other.
"""

from __future__ import annotations

import asyncio
import math
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.options import Options, alone
from benchmarks.session_report import Point, holds, result
from benchmarks.session_sides import Side, bare_side, coach_side
from benchmarks.stand_in import Speed, running
from benchmarks.talkers import WORDS, Talker, all_talk, open_all, rerun_until
from coach.evaluation.result import Result
from tests.support.app_server import free_port

SPEED: Final = Speed(first_s=0.5, rate=30.0)
_SIZES: Final = (1, 10, 50, 200)
_QUICK_SIZES: Final = (1, 10)
_SPREAD_S: Final = 1.0
_PATIENCE_S: Final = 60.0
_ONLOOKERS: Final = 5


@dataclass(frozen=True, slots=True)
class Load:
    """How much is asked: numbers of people in rising order; each writes all `WORDS`."""

    sizes: Sequence[int]
    rounds: int = len(WORDS)
    speed: Speed = SPEED


def measure(options: Options) -> Result:
    """Measure both sides, one after the other."""
    sizes = _QUICK_SIZES if options.quick else _SIZES
    return result(under(Load(sizes)), SPEED)


def under(load: Load) -> dict[str, list[Point]]:
    """Return what each side came to at each size, by its name."""
    points: dict[str, list[Point]] = {}
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="sessions-")))
        endpoint = opened.enter_context(running(free_port(), load.speed))
        people = max(load.sizes) + 1 + _ONLOOKERS
        sides = (coach_side(folder, endpoint, people), bare_side(folder, endpoint))
        for opening in sides:
            with opening as side:
                points[side.name] = asyncio.run(_climb(side, load))
    return points


async def _climb(side: Side, load: Load) -> list[Point]:
    """Let more and more people in, and have all who are there talk at each size.

    The first size that is not held is the last: more people only wait longer.
    """
    await _warm_up(side, load)
    talkers: list[Talker] = []
    points: list[Point] = []
    for size in load.sizes:
        fresh = [Talker(side.look()) for _ in range(size - len(talkers))]
        began = time.perf_counter()
        await open_all(fresh, side.opens, len(talkers))
        talkers += fresh
        opened_s = (time.perf_counter() - began) / len(fresh)
        points.append(await _measured(side, talkers, load, opened_s))
        if not holds(points[-1]):
            break
    for talker in talkers:
        await talker.close()
    return points


async def _warm_up(side: Side, load: Load) -> None:
    """Have one person talk who is not counted: the first pays for what a process loads once."""
    onlooker = await side.onlooks(0)
    await onlooker.close()
    talker = Talker(side.look())
    await open_all([talker], side.opens, max(load.sizes))
    await talker.talk(WORDS[0], after_s=0.0, patience_s=_PATIENCE_S)
    await talker.settle()
    await talker.close()


async def _measured(side: Side, talkers: Sequence[Talker], load: Load, opened_s: float) -> Point:
    onlookers = [await side.onlooks(n) for n in range(_looking(len(talkers)))]
    before, busy_before, failed_before = side.unworded(), side.processor_s(), _failures(talkers)
    for talker in talkers:
        talker.first_s.clear()
        talker.whole_s.clear()
    done = asyncio.Event()
    looking = [asyncio.create_task(rerun_until(done, page)) for page in onlookers]
    began, settled = time.perf_counter(), []
    for words in WORDS[: load.rounds]:
        await all_talk(talkers, words, spread_s=_SPREAD_S, patience_s=_PATIENCE_S)
        said = time.perf_counter()
        await asyncio.gather(*(talker.settle() for talker in talkers))
        settled.append(time.perf_counter() - said)
    seconds = time.perf_counter() - began
    done.set()
    reruns = [one for task in looking for one in await task]
    for page in onlookers:
        await page.close()
    firsts = [one for talker in talkers for one in talker.first_s]
    wholes = [one for talker in talkers for one in talker.whole_s]
    return Point(
        people=len(talkers),
        first_s=statistics.median(firsts) if firsts else None,
        first_p95_s=p95(firsts),
        whole_s=statistics.median(wholes) if wholes else None,
        rerun_s=statistics.median(reruns) if reruns else None,
        rerun_p95_s=p95(reruns),
        settled_s=max(settled),
        opened_s=opened_s,
        memory_mb=side.memory_mb(),
        wanted=len(talkers) * load.rounds,
        whole=len(wholes),
        unworded=side.unworded() - before,
        failures=_failures(talkers)[len(failed_before) :],
        busy=(side.processor_s() - busy_before) / seconds,
    )


def p95(values: Sequence[float]) -> float | None:
    """Return the 95th percentile, as one of the values; None of none."""
    return sorted(values)[math.ceil(0.95 * len(values)) - 1] if values else None


def _looking(people: int) -> int:
    return min(_ONLOOKERS, 1 + people // 20)


def _failures(talkers: Sequence[Talker]) -> list[str]:
    return [failure for talker in talkers for failure in talker.failures]


if __name__ == "__main__":
    alone(measure)
