"""All benchmarks one after the other, each in a process of its own: `make bench`.

    python -m benchmarks [--only first_token search] [--quick] [--json FILE] [--compare OLD.json]

A benchmark that fails is shown with its sentence, and the next one runs.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from benchmarks.catalogue import CATALOGUE, Benchmark
from coach.errors import CoachError
from coach.evaluation.compare import comparison
from coach.evaluation.provenance import provenance
from coach.evaluation.report import made_of, section
from coach.evaluation.result import Provenance, Result, Run
from coach.evaluation.running import read, write
from coach.llm.catalogue import load_catalogue
from coach.repertoire.embedding import embedding_model
from coach.settings import Settings

RESULTS: Final = Path(__file__).parent / "results" / "bench.json"
_PATIENCE: Final = 4
"""Times its budget, after which a benchmark is stopped: a machine may be slow or busy."""


def main() -> None:
    """Run what is asked for, and write one file."""
    asked = _asked()
    old = read(asked.compare) if asked.compare else None
    chosen = [one for one in CATALOGUE if not asked.only or one.name in asked.only]
    results = [run(one, quick=asked.quick) for one in chosen]
    done = Run(
        made_at=datetime.now(UTC), quick=asked.quick, provenance=made(), results=tuple(results)
    )
    print(made_of(done.provenance))
    write(done, asked.json)
    print(f"{sum(one.seconds for one in results):.0f} s in all. Written to {asked.json}.")
    if old is not None:
        print(f"\n{comparison(old, done)}")
    if any(one.skipped for one in results):
        sys.exit(1)


def run(benchmark: Benchmark, *, quick: bool) -> Result:
    """Run one in a process of its own; a result that says why, where it came to none."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        file = Path(folder) / "result.json"
        words = ["-m", f"benchmarks.{benchmark.name}", "--json", str(file), *["--quick"] * quick]
        sentence = _outcome(words, Path(folder) / "errors", benchmark.budget_s * _PATIENCE)
        if not sentence and file.exists():
            return Result.model_validate_json(file.read_text(encoding="utf-8"))
    result = Result(
        name=benchmark.name,
        about="",
        command=f"python -m benchmarks.{benchmark.name}",
        skipped=sentence or "It ended without a result.",
    )
    print(section(result), flush=True)
    return result


def made() -> Provenance:
    """Return what the benchmarks ran on, with the models that the settings name."""
    settings = Settings()
    embedding = embedding_model(settings)
    model = settings.llm_model
    if settings.llm_mode == "embedded":
        model = load_catalogue().find(settings.llm_model).name
    return provenance(
        model or settings.llm_mode, embedding.name if embedding else settings.embed_mode
    )


def _outcome(words: Sequence[str], errors: Path, timeout_s: int) -> str:
    """Run Python with these words; return the sentence it failed with, or nothing."""
    with errors.open("wb") as output:
        process = subprocess.Popen([sys.executable, *words], stderr=output, start_new_session=True)
        try:
            code = process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return f"It was stopped after {timeout_s} s: run it alone to see what it waits for."
        finally:
            _end_all(process)
    lines = errors.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return (lines[-1] if lines else f"It ended with code {code}.") if code else ""


def _end_all(process: subprocess.Popen[bytes]) -> None:
    """End a benchmark with whatever it has started and left."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=(__doc__ or "").partition("\n")[0]
    )
    names = [one.name for one in CATALOGUE]
    parser.add_argument(
        "--only", nargs="+", choices=names, default=[], metavar="NAME", help=str(names)
    )
    parser.add_argument("--quick", action="store_true", help="small sizes, to try it")
    parser.add_argument("--json", type=Path, default=RESULTS, help="where the results go")
    parser.add_argument("--compare", type=Path, help="an older file: print what has changed")
    return parser.parse_args()


def _leave(*_: object) -> None:
    """End as Ctrl+C does, so that the benchmark under way ends as well."""
    sys.exit(128 + signal.SIGTERM)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _leave)
    try:
        main()
    except CoachError as error:
        sys.exit(str(error))
