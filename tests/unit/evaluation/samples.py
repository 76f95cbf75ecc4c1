"""Small runs to compare, judge and draw."""

from __future__ import annotations

from datetime import UTC, datetime

from coach.evaluation.result import Better, Figure, Machine, Provenance, Result, Run

MACHINE = Machine(
    processor="A processor", cores=2, memory_mb=4096, system="Linux x86_64", python="3.11.9"
)


def figure(key: str = "recall", value: float | None = 0.8, **changes: object) -> Figure:
    """Return a figure of which more is better."""
    given = {"key": key, "title": f"the {key}", "value": value, "better": Better.HIGHER}
    return Figure.model_validate({**given, **changes})


def result(*figures: Figure, **changes: object) -> Result:
    """Return a result of `masking`."""
    given = {"name": "masking", "about": "What is found.", "command": "coach eval masking"}
    return Result.model_validate({**given, "figures": figures, **changes})


def run_of(*results: Result, **made: object) -> Run:
    """Return a run; `made` changes its provenance."""
    given = {
        "revision": "abc",
        "packages": {"numpy": "2"},
        "prompts": {"turn": "1:aa"},
        "model": "m",
        "embedding": "e",
        "machine": MACHINE,
    }
    return Run(
        made_at=datetime(2026, 1, 1, tzinfo=UTC),
        quick=False,
        provenance=Provenance.model_validate({**given, **made}),
        results=results,
    )
