"""The files of formats and of the charters that they begin with, under corpus/."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self, TypeVar

import yaml
from pydantic import ValidationError, model_validator

from coach.domain.base import Model
from coach.domain.formats import Format
from coach.errors import SetupError

FORMATS_FILE = Path(__file__).parents[2] / "corpus" / "formats.yaml"
M = TypeVar("M", bound=Model)


class _Formats(Model):
    version: Literal[1]
    formats: tuple[Format, ...]

    @model_validator(mode="after")
    def _refuse_twins(self) -> Self:
        keys = [one.key for one in self.formats]
        for key in keys:
            if keys.count(key) > 1:
                raise ValueError(f"two formats are called {key!r}: rename one")
        return self


def read_formats(path: Path = FORMATS_FILE) -> tuple[Format, ...]:
    """Return the formats in the order of the file; SetupError names the first thing wrong."""
    return _read(path, _Formats).formats


def _read(path: Path, kind: type[M]) -> M:
    try:
        return kind.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise SetupError(
            f"The file {path} cannot be read ({error.strerror}): restore it from the repository."
        ) from error
    except yaml.YAMLError as error:
        raise SetupError(f"The file {path} is not YAML: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        problem = first["msg"].removeprefix("Value error, ").rstrip(".")
        raise SetupError(f"The file {path} is wrong at {place}: {problem}.") from error
