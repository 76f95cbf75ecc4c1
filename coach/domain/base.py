"""What every model of the domain shares."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """An immutable value; change it with `model_copy(update=…)`.

    An error about a value does not quote it: it may be a person's words, and end in a log.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
