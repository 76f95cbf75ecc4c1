"""All benchmarks, in the order in which they run: their names are those of their modules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Benchmark:
    """`budget_s`: what it takes at most on two quiet cores; at four times that it is stopped."""

    name: str
    budget_s: int


CATALOGUE: Final = (
    # calls
    Benchmark("first_token", 60),
    Benchmark("prompt_reuse", 180),
    Benchmark("search", 210),
    Benchmark("shelf_search", 40),
    Benchmark("loading", 150),
    Benchmark("masking_rate", 50),
    Benchmark("page_rerun", 60),
    Benchmark("start_up", 80),
    # scale
    Benchmark("sessions", 330),
    Benchmark("growth", 180),
    Benchmark("theme_reports", 330),
)
