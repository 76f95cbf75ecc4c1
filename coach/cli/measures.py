"""Makes a command of `coach eval` out of a function that returns an evaluator."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any

from coach.cli.evaluating import Compare, GateFile, Json, Quick, Report, Wanted, carry_out
from coach.evaluation.running import Evaluator, Heard

Command = Callable[..., None]


def measures(also: Heard | None = None) -> Callable[[Callable[..., Evaluator]], Command]:
    """Give a command the options that all have, and carry out what it returns.

    `also`: is told the result when it has been shown.
    """

    def decorate(made: Callable[..., Evaluator]) -> Command:
        @functools.wraps(made)
        def command(**options: Any) -> None:  # noqa: ANN401 - what the signature below says
            common = {name: options.pop(name) for name in _common()}
            quick = common.pop("quick")
            carry_out([made(**options)], Wanted(**common), quick=quick, also=also)

        signature = inspect.signature(made, eval_str=True)
        parameters = {**signature.parameters, **_common()}
        command.__signature__ = signature.replace(  # type: ignore[attr-defined]
            parameters=list(parameters.values()), return_annotation=None
        )
        command.__annotations__ = {name: one.annotation for name, one in parameters.items()}
        return command

    return decorate


def _common() -> Mapping[str, inspect.Parameter]:
    return inspect.signature(_options, eval_str=True).parameters


def _options(
    *,
    json: Json = None,
    report: Report = None,
    compare: Compare = None,
    gate: GateFile = None,
    quick: Quick = False,
) -> None:
    """Take what every command takes."""
