"""Two runs side by side: which figures differ, and what else does, so that nobody is misled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from coach.domain.base import Model
from coach.evaluation.report import number, table_lines
from coach.evaluation.result import Better, Data, Figure, Machine, Result, Run, Table

_COLUMNS: Final = ("evaluator", "figure", "old", "new", "difference", "")
_EPSILON: Final = 1e-9
_SHORT: Final = 12


class Difference(Model):
    """One figure in both runs; None where it was not taken."""

    evaluator: str
    key: str
    title: str
    unit: str
    better: Better
    old: float | None
    new: float | None

    @property
    def change(self) -> float | None:
        """New less old."""
        return None if self.old is None or self.new is None else self.new - self.old

    @property
    def verdict(self) -> str:
        """Return better or worse; where no way is better, or a value is missing, nothing."""
        if self.change is None or self.better is Better.NEITHER:
            return ""
        return "better" if (self.change > 0) == (self.better is Better.HIGHER) else "worse"


def differences(old: Run, new: Run) -> tuple[Difference, ...]:
    """Return the figures that differ, of the evaluators that both runs have measured."""
    return tuple(
        one
        for was, now in _both(old, new)
        for one in _pairs(was, now)
        if one.old is None or one.new is None or abs(one.new - one.old) > _EPSILON
    )


def caveats(old: Run, new: Run) -> tuple[str, ...]:
    """Return sentences on what differs beside the figures, and on what cannot be compared."""
    before, after = old.provenance, new.provenance
    said = [
        _changed("The revision", before.revision[:_SHORT], after.revision[:_SHORT]),
        _changed("The language model", before.model, after.model),
        _changed("The embedding", before.embedding, after.embedding),
        _changed("The machine", _machine(before.machine), _machine(after.machine)),
        _changed_keys("Packages", before.packages, after.packages),
        _changed_keys("Prompts", before.prompts, after.prompts),
        _changed("The kind of run", _kind(old), _kind(new)),
        *(_changed_data(was, now) for was, now in _both(old, new)),
        *_alone(old, new),
    ]
    return tuple(one for one in said if one)


def comparison(old: Run, new: Run) -> str:
    """Return both as Markdown."""
    found = differences(old, new)
    lines = [f"## Beside the run of {old.made_at:%Y-%m-%d %H:%M} UTC", ""]
    if found:
        rows = tuple(map(_row, found))
        table = Table(title="Figures that differ", columns=_COLUMNS, rows=rows)
        lines += [*table_lines(table), ""]
    else:
        lines += ["No figure differs.", ""]
    notes = caveats(old, new)
    if notes:
        lines += ["Read the differences with care:", "", *(f"- {note}" for note in notes), ""]
    return "\n".join(lines)


def _both(old: Run, new: Run) -> Iterator[tuple[Result, Result]]:
    for now in new.results:
        was = old.result(now.name)
        if was is not None and not was.skipped and not now.skipped:
            yield was, now


def _alone(old: Run, new: Run) -> Iterator[str]:
    compared = {now.name for _, now in _both(old, new)}
    for run_, which in ((old, "old"), (new, "new")):
        names = [one.name for one in run_.results if one.name not in compared and not one.skipped]
        if names:
            yield f"Measured in the {which} run alone: {', '.join(names)}."


def _pairs(was: Result, now: Result) -> Iterator[Difference]:
    keys = dict.fromkeys(one.key for one in (*now.figures, *was.figures))
    for key in keys:
        old, new = was.figure(key), now.figure(key)
        shown: Figure | None = new or old
        if shown is not None:
            yield Difference(
                evaluator=now.name,
                key=key,
                title=shown.title,
                unit=shown.unit,
                better=shown.better,
                old=old.value if old else None,
                new=new.value if new else None,
            )


def _row(one: Difference) -> tuple[str, ...]:
    change = "" if one.change is None else f"{'+' * (one.change > 0)}{number(one.change, one.unit)}"
    old, new = number(one.old, one.unit) or "-", number(one.new, one.unit) or "-"
    return one.evaluator, one.title, old, new, change, one.verdict


def _changed(what: str, old: str, new: str) -> str:
    return f"{what} differs: {old or 'unknown'}, now {new or 'unknown'}." if old != new else ""


def _changed_keys(what: str, old: Mapping[str, str], new: Mapping[str, str]) -> str:
    names = sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
    return f"{what} differ: {', '.join(names)}." if names else ""


def _changed_data(was: Result, now: Result) -> str:
    return (
        ""
        if was.data == now.data
        else (f"The data of {now.name} differ: {_named(was.data)}, now {_named(now.data)}.")
    )


def _named(data: tuple[Data, ...]) -> str:
    marks = (f"{one.name} ({one.cases} cases, {one.sha256[:_SHORT]})" for one in data)
    return ", ".join(marks) or "none"


def _machine(machine: Machine) -> str:
    return f"{machine.cores} cores of {machine.processor}, Python {machine.python}"


def _kind(run_: Run) -> str:
    return "quick" if run_.quick else "whole"
