"""A run as Markdown: for the terminal, for a file, and for docs/quality.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from coach.evaluation.result import Better, Figure, Provenance, Result, Run, Table

_WHOLE: Final = 100
"""From here on digits after the point say nothing."""


def report(run: Run) -> str:
    """Return the whole run: what it was made of, then each result."""
    head = f"# Evaluation of {run.made_at:%Y-%m-%d %H:%M} UTC\n\n{made_of(run.provenance)}\n"
    if run.quick:
        head += "\nA quick run: samples, as `--quick` chooses them.\n"
    if len(run.results) > 1:
        head += "\n" + "\n".join(table_lines(summary(run))) + "\n"
    return "\n".join([head, *map(section, run.results)])


def summary(run: Run) -> Table:
    """Return a row for each evaluator: how long it took, and which targets it missed."""
    rows = tuple((one.name, f"{one.seconds:.0f}", _state(one)) for one in run.results)
    whole = f"{sum(one.seconds for one in run.results):.0f}"
    columns = ("evaluator", "seconds", "targets")
    return Table(title="Each evaluator", columns=columns, rows=(*rows, ("together", whole, "")))


def made_of(provenance: Provenance) -> str:
    """Return one paragraph: revision, models, machine."""
    machine = provenance.machine
    return (
        f"Revision {provenance.revision.rstrip('+')[:12] or 'unknown'}"
        f"{' with changes' if provenance.revision.endswith('+') else ''}; "
        f"language model: {provenance.model}; embedding: {provenance.embedding}. "
        f"{machine.cores} cores of {machine.processor}, {machine.memory_mb} MB, {machine.system}, "
        f"Python {machine.python}."
    )


def section(result: Result) -> str:
    """Return one result under its heading."""
    lines = [f"## {result.name}", ""]
    if result.skipped:
        return "\n".join([*lines, f"Not measured: {result.skipped}", ""])
    lines += [result.about, "", f"`{result.command}`, {result.seconds:.0f} s.", ""]
    if result.data:
        marks = (f"{d.name} ({d.cases} cases, {d.sha256[:12]})" for d in result.data)
        lines += [f"Measured on {', '.join(marks)}.", ""]
    if result.figures:
        lines += [*figures(result.figures), ""]
    for table in result.tables:
        lines += [f"**{table.title}**", "", *table_lines(table), ""]
    lines += [line for note in result.notes for line in (note, "")]
    return "\n".join(lines)


def figures(them: Sequence[Figure]) -> Iterator[str]:
    """Yield the lines of a table of figures; one column for each other that stands beside them."""
    others = list(dict.fromkeys(name for one in them for name in one.beside))
    yield "| " + " | ".join(["figure", "ours", *others, "target", ""]) + " |"
    yield "|---" * (len(others) + 4) + "|"
    for one in them:
        beside = [number(one.beside.get(name), one.unit) for name in others]
        cells = [one.title, number(one.value, one.unit), *beside, _target(one), _verdict(one)]
        yield "| " + " | ".join(map(_cell, cells)) + " |"


def table_lines(table: Table) -> Iterator[str]:
    """Yield the lines of a table."""
    yield "| " + " | ".join(map(_cell, table.columns)) + " |"
    yield "|---" * len(table.columns) + "|"
    for row in table.rows:
        yield "| " + " | ".join(map(_cell, row)) + " |"


def number(value: float | None, unit: str = "") -> str:
    """Return a figure as people read it: three digits that count, whole counts whole."""
    if value is None:
        return ""
    if unit == "share":
        return f"{value:.3f}"
    text = f"{value:,.0f}" if value == int(value) or abs(value) >= _WHOLE else f"{value:.3g}"
    return f"{text} {unit}".strip()


def _state(result: Result) -> str:
    if result.skipped:
        return f"not measured: {result.skipped}"
    missed = [one.title for one in result.figures if one.reached is False]
    aimed = sum(one.reached is not None for one in result.figures)
    return f"missed: {', '.join(missed)}" if missed else "reached" * bool(aimed)


def _target(figure: Figure) -> str:
    if figure.target is None:
        return ""
    sign = {Better.HIGHER: "≥ ", Better.LOWER: "≤ "}.get(figure.better, "")
    return sign + number(figure.target, figure.unit)


def _verdict(figure: Figure) -> str:
    return {True: "reached", False: "**missed**", None: ""}[figure.reached]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
