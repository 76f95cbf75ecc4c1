"""The gate: figures that may not get worse, in a YAML file.

masking:
  person_recall: {at_least: 0.95}
  unsupported: {at_most: 0}
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Self

import yaml
from pydantic import TypeAdapter, ValidationError, model_validator

from coach import yaml_text
from coach.domain.base import Model
from coach.errors import InvalidInput
from coach.evaluation.result import Figure, Result, Run


class Bound(Model):
    """What a figure has to keep to."""

    at_least: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _bounds(self) -> Self:
        if self.at_least is None and self.at_most is None:
            raise ValueError("give at_least or at_most")
        return self


Gate = Mapping[str, Mapping[str, Bound]]
"""Evaluator, key of the figure, bound."""

_GATE: TypeAdapter[Gate] = TypeAdapter(Gate)


def read_gate(path: Path, evaluators: Collection[str]) -> Gate:
    """Read a gate file; InvalidInput names what is wrong in it, an unknown evaluator too."""
    try:
        gate = _GATE.validate_python(yaml_text.parse(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InvalidInput(f"The gate {path.name!r} cannot be read as YAML: mend it.") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise InvalidInput(
            f"The gate {path.name!r} does not fit at {where} ({first['msg']}): give an evaluator, "
            "its figures, and at_least or at_most for each."
        ) from error
    for name in gate:
        if name not in evaluators:
            raise InvalidInput(
                f"The gate {path.name!r} names the evaluator {name!r}: take one of "
                f"{', '.join(sorted(evaluators))}."
            )
    return gate


def broken(gate: Gate, run: Run) -> tuple[str, ...]:
    """Return a sentence for each figure of this run that does not keep to its bound.

    What did not run is not judged; a figure that was not taken is broken. InvalidInput for a key
    that its evaluator does not have.
    """
    return tuple(
        sentence
        for result in run.results
        for key, bound in gate.get(result.name, {}).items()
        for sentence in _broken(result, key, bound)
    )


def _broken(result: Result, key: str, bound: Bound) -> Iterator[str]:
    name = f"{result.name}.{key}"
    if result.skipped:
        yield f"{name} was not taken: {result.skipped}"
        return
    figure = _figure(result, key)
    if figure.value is None:
        yield f"{name} was not taken in this run."
        return
    if bound.at_least is not None and figure.value < bound.at_least:
        yield f"{name} is {figure.value:.6g} and has to be at least {bound.at_least:.6g}."
    if bound.at_most is not None and figure.value > bound.at_most:
        yield f"{name} is {figure.value:.6g} and may be at most {bound.at_most:.6g}."


def _figure(result: Result, key: str) -> Figure:
    figure = result.figure(key)
    if figure is None:
        raise InvalidInput(
            f"The gate names the figure {key!r} of {result.name}: take one of "
            f"{', '.join(one.key for one in result.figures)}."
        )
    return figure
