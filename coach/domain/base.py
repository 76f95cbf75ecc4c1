"""What every model of the domain shares."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """An immutable value; change it with `model_copy(update=…)`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
