"""What every benchmark is given, and how its module is run by itself."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from coach.errors import CoachError
from coach.evaluation.report import section
from coach.evaluation.result import Result
from coach.settings import Settings


@dataclass(frozen=True, slots=True)
class Options:
    """`quick`: small sizes, that end in seconds. `settings`: which models are measured."""

    quick: bool = False
    settings: Settings = field(default_factory=Settings)


Measure = Callable[[Options], Result]
"""What each module offers as `measure`: CoachError says what is missing."""


def alone(measure: Measure) -> None:
    """Carry out `python -m benchmarks.NAME [--quick] [--json FILE]`: print the section."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="small sizes, to try it")
    parser.add_argument("--json", type=Path, help="write the result here too")
    asked = parser.parse_args()
    began = time.monotonic()
    try:
        result = measure(Options(quick=asked.quick))
    except CoachError as error:
        raise SystemExit(str(error)) from error
    result = result.model_copy(update={"seconds": round(time.monotonic() - began, 3)})
    print(section(result), flush=True)
    if asked.json:
        asked.json.write_text(result.model_dump_json(indent=2) + "\n", encoding="utf-8")
