"""How a benchmark is run by itself: `python -m benchmarks.NAME [--quick]` prints its section."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass

from coach.evaluation.report import section
from coach.evaluation.result import Result


@dataclass(frozen=True, slots=True)
class Options:
    """What a benchmark is asked. `quick`: the small sizes, which take seconds, not minutes."""

    quick: bool = False


def timed(measure: Callable[[Options], Result], options: Options) -> Result:
    """Measure, and note how long it took."""
    began = time.monotonic()
    result = measure(options)
    return result.model_copy(update={"seconds": round(time.monotonic() - began, 1)})


def main(measure: Callable[[Options], Result], about: str | None) -> None:
    """Read the command line, measure, print the section."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--quick", action="store_true", help="small sizes")
    print(section(timed(measure, Options(quick=parser.parse_args().quick))))
