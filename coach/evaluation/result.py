"""What an evaluation or a benchmark comes to, in one shape that files, reports and gates share.

Run        one call of a command: when, on what, and the results
 └ Result  one evaluator: figures, tables, and the single cases
    └ Figure  one number, which way is better, its target, and the same of others beside it
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Self

from pydantic import Field, model_validator

from coach.domain.base import Model

SCHEMA: Final = 1
"""The version of the JSON that a run is written in."""


class Better(StrEnum):
    """Which way a figure gets better; NEITHER is a fact that nobody aims at."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Figure(Model):
    """One number. `key` is stable from run to run; `title` is what people read.

    `value`: None where it could not be taken. `unit`: "s", "ms", "MB", "share" (0 to 1) or "".
    `target`: the value that is aimed at. `beside`: the same figure of others, taken in the same
    run on the same data, by their names (a peer product, human coaching, a simpler way).
    `cases`: on how many cases it rests.
    """

    key: str = Field(pattern=r"^[a-z0-9][a-z0-9_.]*$")
    title: str = Field(min_length=1)
    value: float | None
    unit: str = ""
    better: Better = Better.NEITHER
    target: float | None = None
    beside: Mapping[str, float | None] = {}
    cases: int | None = Field(default=None, ge=0)

    @property
    def reached(self) -> bool | None:
        """Whether the target is reached; None without a target, a value or a direction."""
        if self.value is None or self.target is None or self.better is Better.NEITHER:
            return None
        if self.better is Better.HIGHER:
            return self.value >= self.target
        return self.value <= self.target


class Series(Model):
    """Points of a plot: `x` and `y` of equal length, with what the axes are."""

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]

    @model_validator(mode="after")
    def _as_long(self) -> Self:
        if len(self.x) != len(self.y):
            raise ValueError("x and y of a series are equally long")
        return self


class Plot(Model):
    """One picture: lines over logarithmic or plain axes."""

    title: str
    x_title: str
    y_title: str
    series: tuple[Series, ...] = Field(min_length=1)
    log_x: bool = False
    log_y: bool = False


class Table(Model):
    """Rows for people, beside the figures: as many cells a row as there are columns."""

    title: str
    columns: tuple[str, ...] = Field(min_length=1)
    rows: tuple[tuple[str, ...], ...]

    @model_validator(mode="after")
    def _even(self) -> Self:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("each row has a cell for each column")
        return self


class Data(Model):
    """What was measured on: the file's or folder's name, SHA-256 in hex, and its cases."""

    name: str
    sha256: str
    cases: int = Field(ge=0)


class Result(Model):
    """What one evaluator measured. `details` holds single cases, for whoever looks into one.

    `command` repeats it. `skipped`: the sentence that says why nothing was measured.
    """

    name: str
    about: str
    command: str
    data: tuple[Data, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    plots: tuple[Plot, ...] = ()
    notes: tuple[str, ...] = ()
    details: Any = None
    seconds: float = 0.0
    skipped: str = ""

    def figure(self, key: str) -> Figure | None:
        """Return the figure of that key, if it was taken."""
        return next((one for one in self.figures if one.key == key), None)


class Machine(Model):
    """What a run ran on. `memory_mb`: of the machine."""

    processor: str
    cores: int
    memory_mb: int
    system: str
    python: str


class Provenance(Model):
    """What a run was made of.

    `revision`: of git, with "+" behind it where files had been changed; empty without git.
    `packages`: versions by name. `prompts`: "version:SHA-256" by name.
    """

    revision: str
    packages: Mapping[str, str]
    prompts: Mapping[str, str]
    model: str
    embedding: str
    machine: Machine


class Run(Model):
    """One call of a command."""

    schema_version: int = SCHEMA
    made_at: datetime
    quick: bool
    provenance: Provenance
    results: tuple[Result, ...]

    def result(self, name: str) -> Result | None:
        """Return the result of that evaluator, if it ran."""
        return next((one for one in self.results if one.name == name), None)
